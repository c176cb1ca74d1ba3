"""Inputs: buttons make events, switches have a state."""

from typing import Final

from homeassistant.components.event import EventDeviceClass

from ....descriptions import BinarySensorDescription, EventDescription
from ..happenings import PUSHES, event_key
from ..layout import Channel
from .readings import at
from .templates import BinarySensor, Event, Template, named

_ON: Final = at("inputs", "on")


def _state(channel: Channel) -> BinarySensor:
    return BinarySensorDescription(
        key=channel.key,
        part=channel.part,
        value=_ON(channel.index),
        **named("input", channel),
    )


def _pushes(channel: Channel) -> Event:
    return EventDescription(
        key=event_key(channel.index),
        part=channel.part,
        device_class=EventDeviceClass.BUTTON,
        event_types=[*PUSHES.values()],
        **named("button", channel),
    )


INPUT_STATES: Final[tuple[Template[BinarySensor], ...]] = (
    Template(kind="input", member="switch", make=_state),
)
PUSHED: Final[tuple[Template[Event], ...]] = (
    Template(kind="input", member="button", make=_pushes),
)
