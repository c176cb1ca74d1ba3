"""Inputs: buttons make events, switches have a state, others measure or count."""

from collections.abc import Callable
from typing import Final

from homeassistant.components.event import EventDeviceClass
from homeassistant.components.sensor import SensorStateClass
from homeassistant.const import PERCENTAGE, UnitOfFrequency

from ....descriptions import (
    BinarySensorDescription,
    EventDescription,
    SensorDescription,
)
from ....kinds import MEASURED
from ..channels import Channel
from ..happenings import PUSHES, event_key
from .environment import converted
from .readings import flag, number
from .templates import BinarySensor, Event, Sensor, Template, key_of, named, sensor

_STATE: Final = flag("state")
_PERCENT: Final = number("percent")


def _is(*types: str) -> Callable[[Channel], bool]:
    return lambda channel: channel.config.get("type") in types


def _state(channel: Channel) -> BinarySensor:
    return BinarySensorDescription(
        key=key_of(channel, "state"),
        part=channel.part,
        source=channel.key,
        value=_STATE(channel.key),
        **named("input", channel),
    )


def _pushes(channel: Channel) -> Event:
    return EventDescription(
        key=event_key(channel.key),
        part=channel.part,
        device_class=EventDeviceClass.BUTTON,
        event_types=[*PUSHES.values()],
        **named("button", channel),
    )


def _level(channel: Channel) -> Sensor:
    return SensorDescription(
        key=key_of(channel, "level"),
        part=channel.part,
        source=channel.key,
        native_unit_of_measurement=PERCENTAGE,
        value=_PERCENT(channel.key),
        **MEASURED,
        **named("input_level", channel),
    )


INPUT_STATES: Final[tuple[Template[BinarySensor], ...]] = (
    Template(types=("input",), where=_is("switch"), make=_state),
)

PUSHED: Final[tuple[Template[Event], ...]] = (
    Template(types=("input",), where=_is("button"), make=_pushes),
    Template(types=("button",), make=_pushes),
)

INPUT_SENSORS: Final[tuple[Template[Sensor], ...]] = (
    Template(types=("input",), where=_is("analog"), make=_level),
    converted("input", "converted_level", "xpercent", formula="xpercent"),
    sensor(
        "input",
        "count",
        "counts",
        "total",
        where=_is("count"),
        state_class=SensorStateClass.TOTAL,
    ),
    converted("input", "converted_count", "counts", "xtotal", formula="xcounts"),
    sensor(
        "input",
        "pulse_frequency",
        "freq",
        where=_is("count"),
        native_unit_of_measurement=UnitOfFrequency.HERTZ,
        **MEASURED,
    ),
    converted("input", "converted_frequency", "xfreq", formula="xfreq"),
)
