"""Alarms of inverters and of the gateway."""

from collections.abc import Iterator
from typing import Final

from homeassistant.components.binary_sensor import BinarySensorDeviceClass
from homeassistant.components.sensor import SensorDeviceClass

from ...descriptions import BinarySensorDescription, EventDescription, SensorDescription
from ...kinds import DIAGNOSTIC, HIDDEN
from ..active_alarms import (
    ALARM_EVENT,
    ALARM_LABELS,
    BEGAN,
    ENDED,
    first_alarm,
    is_cloud_lost,
    problems,
)
from ..capabilities import ALARMS, Capabilities
from ..model import GATEWAY
from .kinds import BinarySensor, Event, Sensor, key_of


def places_with_alarms(told: Capabilities) -> Iterator[str]:
    """Yield who can complain: all, where there is a list, else who tells it with its readings."""
    has_list = (GATEWAY, ALARMS) in told.told
    if has_list:
        yield GATEWAY
    for serial in sorted(told.inverters):
        if has_list or (serial, "alarm_code") in told.told:
            yield serial


def alarm_sensor(place: str) -> Sensor:
    """Describe what is wrong, in words."""
    return SensorDescription(
        key=key_of(place, "alarm"),
        translation_key="alarm",
        part=place,
        device_class=SensorDeviceClass.ENUM,
        labels=lambda _: ALARM_LABELS,
        value=lambda state: first_alarm(state, place),
        **DIAGNOSTIC,
        **({} if place == GATEWAY else HIDDEN),
    )


def problem(place: str) -> BinarySensor:
    """Describe whether anything is wrong."""
    return BinarySensorDescription(
        key=key_of(place, "problem"),
        translation_key="alarm",
        part=place,
        device_class=BinarySensorDeviceClass.PROBLEM,
        value=lambda state: (
            None if (found := problems(state, place)) is None else bool(found)
        ),
        attributes=lambda state: {"alarms": list(problems(state, place) or ())},
        **DIAGNOSTIC,
    )


CLOUD: Final[BinarySensor] = BinarySensorDescription(
    key="cloud",
    translation_key="cloud_connected",
    device_class=BinarySensorDeviceClass.CONNECTIVITY,
    value=lambda state: None if (lost := is_cloud_lost(state)) is None else not lost,
    **DIAGNOSTIC,
    **HIDDEN,
)
"""Where there is a list of alarms."""

ALARM: Final[Event] = EventDescription(
    key=ALARM_EVENT, translation_key="alarm", event_types=[BEGAN, ENDED]
)
"""Of all inverters and the gateway: it says whose."""
