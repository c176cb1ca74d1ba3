"""What is driven: switches, covers, lights."""

from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Final

from homeassistant.components.cover import CoverDeviceClass
from homeassistant.components.light import ColorMode
from homeassistant.components.switch import SwitchDeviceClass

from ....descriptions import (
    CoverDescription,
    CoverReading,
    LightCommand,
    LightDescription,
    LightReading,
    SwitchDescription,
)
from ..channels import Channel
from ..device import RpcDevice
from ..model import RpcState
from .readings import component, flag, whole
from .templates import Cover, Light, Switch, Template, key_of

SHORTEST_TRANSITION: Final = 0.5
"""Seconds. Devices refuse less."""
WHITE: Final = (2700, 6500)
"""Kelvin, where a light does not say what it can do."""

_ON: Final = flag("output")


def _switch(channel: Channel) -> Switch:
    number = channel.number
    return SwitchDescription(
        key=key_of(channel, "switch"),
        name=None,
        part=channel.part,
        source=channel.key,
        device_class=SwitchDeviceClass.SWITCH,
        value=_ON(channel.key),
        turn=lambda device, on: device.outputs.switch_set(number, on),
    )


def _cover_reading(channel: Channel) -> Callable[[RpcState], CoverReading]:
    def value(state: RpcState) -> CoverReading:
        status = component(state, channel.key)
        told = status.get("state")
        position = whole(status.get("current_pos"))
        is_closed = None if told is None else told == "closed" or position == 0
        if told == "stopped" and position is None:
            # Without positions nobody knows where it stopped.
            is_closed = None
        return CoverReading(
            position=position,
            tilt=whole(status.get("slat_pos")),
            is_closed=is_closed,
            is_opening=told == "opening",
            is_closing=told == "closing",
        )

    return value


def _cover(channel: Channel) -> Cover:
    number = channel.number
    slat = channel.config.get("slat")
    has_slats = isinstance(slat, dict) and slat.get("enable") is True
    return CoverDescription(
        key=key_of(channel, "cover"),
        name=None,
        part=channel.part,
        source=channel.key,
        device_class=CoverDeviceClass.SHUTTER,
        value=_cover_reading(channel),
        open=lambda device: device.outputs.cover_open(number),
        close=lambda device: device.outputs.cover_close(number),
        stop=lambda device: device.outputs.cover_stop(number),
        move=(
            lambda device, position: device.outputs.cover_go_to_position(
                number, position
            )
        )
        if "current_pos" in channel.members
        else None,
        tilt=(
            lambda device, tilt: device.outputs.cover_go_to_position(number, slat=tilt)
        )
        if has_slats
        else None,
    )


def _color(value: Any) -> tuple[int, int, int] | None:
    if not isinstance(value, list) or len(value) != 3:
        return None
    red, green, blue = map(whole, value)
    if red is None or green is None or blue is None:
        return None
    return red, green, blue


def _light_reading(
    channel: Channel, modes: frozenset[ColorMode]
) -> Callable[[RpcState], LightReading]:
    key = channel.key

    def value(state: RpcState) -> LightReading:
        status = component(state, key)
        output, percent = status.get("output"), whole(status.get("brightness"))
        mode = None
        if len(modes) > 1:
            is_white = status.get("mode") == "cct"
            mode = ColorMode.COLOR_TEMP if is_white else ColorMode.RGB
        color, white = _color(status.get("rgb")), whole(status.get("white"))
        return LightReading(
            is_on=output if isinstance(output, bool) else None,
            brightness=None if percent is None else round(percent * 255 / 100),
            kelvin=whole(status.get("ct")),
            rgb=color,
            rgbw=None if color is None or white is None else (*color, white),
            mode=mode,
        )

    return value


type SetLight = Callable[..., Coroutine[Any, Any, None]]

_COLOR: Final = frozenset({ColorMode.RGB})
_KINDS: Final[
    Mapping[str, tuple[frozenset[ColorMode], Callable[[RpcDevice], SetLight]]]
] = {
    "light": (frozenset({ColorMode.BRIGHTNESS}), lambda d: d.outputs.light_set),
    "cct": (frozenset({ColorMode.COLOR_TEMP}), lambda d: d.outputs.cct_set),
    "rgb": (_COLOR, lambda d: d.outputs.rgb_set),
    "rgbw": (frozenset({ColorMode.RGBW}), lambda d: d.outputs.rgbw_set),
    "rgbcct": (_COLOR | {ColorMode.COLOR_TEMP}, lambda d: d.outputs.rgbcct_set),
}


def _arguments(command: LightCommand) -> dict[str, Any]:
    """Put a command into the units of devices; what is not asked for is left out."""
    given: dict[str, Any] = {
        "temperature": command.kelvin,
        "rgb": command.rgb,
        "transition": _transition(command.transition),
    }
    if command.brightness is not None:
        given["brightness"] = max(1, round(command.brightness * 100 / 255))
    if command.rgbw is not None:
        given["rgb"], given["white"] = command.rgbw[:3], command.rgbw[3]
    return {name: value for name, value in given.items() if value is not None}


def _transition(seconds: float | None) -> float | None:
    return None if seconds is None else max(SHORTEST_TRANSITION, seconds)


def _light(channel: Channel) -> Light:
    modes, setter = _KINDS[channel.type]
    number = channel.number
    return LightDescription(
        key=key_of(channel, "light"),
        name=None,
        part=channel.part,
        source=channel.key,
        modes=modes,
        kelvin=_range(channel.config.get("ct_range")),
        transitions=True,
        value=_light_reading(channel, modes),
        turn_on=lambda device, command: setter(device)(
            number, on=True, **_arguments(command)
        ),
        turn_off=lambda device, seconds: setter(device)(
            number, on=False, transition=_transition(seconds)
        ),
    )


def _range(told: Any) -> tuple[int, int]:
    limits = [*map(whole, told)] if isinstance(told, list) else []
    match limits:
        case [int() as warmest, int() as coldest] if 0 < warmest < coldest:
            return warmest, coldest
    return WHITE


SWITCHES: Final[tuple[Template[Switch], ...]] = (
    Template(types=("switch",), make=_switch),
)
COVERS: Final[tuple[Template[Cover], ...]] = (Template(types=("cover",), make=_cover),)
LIGHTS: Final[tuple[Template[Light], ...]] = tuple(
    Template(types=(kind,), make=_light) for kind in _KINDS
)
