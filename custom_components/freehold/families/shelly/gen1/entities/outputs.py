"""What is driven: relays and rollers."""

from collections.abc import Callable
from typing import Final

from homeassistant.components.cover import CoverDeviceClass
from homeassistant.components.switch import SwitchDeviceClass

from ....descriptions import CoverDescription, CoverReading, SwitchDescription
from ..layout import Channel
from ..model import Gen1State
from .readings import at
from .templates import Cover, Switch, Template

_ON: Final = at("relays", "on")


def _switch(channel: Channel) -> Switch:
    index = channel.index
    return SwitchDescription(
        key=channel.key,
        name=None,
        part=channel.part,
        device_class=SwitchDeviceClass.SWITCH,
        value=_ON(index),
        turn=lambda device, on: device.client.relay_set(index, on=on),
    )


def _cover_reading(index: int) -> Callable[[Gen1State], CoverReading]:
    def value(state: Gen1State) -> CoverReading:
        rollers = state.status.rollers
        if index >= len(rollers):
            return CoverReading()
        roller = rollers[index]
        # Without positions nobody knows where it stopped.
        return CoverReading(
            position=roller.position,
            is_closed=None if roller.position is None else roller.position == 0,
            is_opening=roller.state == "open",
            is_closing=roller.state == "close",
        )

    return value


def _cover(channel: Channel) -> Cover:
    index = channel.index
    return CoverDescription(
        key=channel.key,
        name=None,
        part=channel.part,
        device_class=CoverDeviceClass.SHUTTER,
        value=_cover_reading(index),
        open=lambda device: device.client.roller_open(index),
        close=lambda device: device.client.roller_close(index),
        stop=lambda device: device.client.roller_stop(index),
        move=(
            lambda device, position: device.client.roller_go_to_position(
                index, position
            )
        )
        if "position" in channel.members
        else None,
    )


SWITCHES: Final[tuple[Template[Switch], ...]] = (Template(kind="relay", make=_switch),)
COVERS: Final[tuple[Template[Cover], ...]] = (Template(kind="roller", make=_cover),)
