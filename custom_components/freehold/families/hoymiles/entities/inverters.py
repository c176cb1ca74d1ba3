"""Inverters: what they feed into the grid."""

from collections.abc import Iterator
from functools import partial
from operator import attrgetter
from typing import Final

from homeassistant.components.binary_sensor import BinarySensorDeviceClass
from homeassistant.const import PERCENTAGE

from ...descriptions import BinarySensorDescription, SensorDescription
from ...kinds import (
    CURRENT,
    DIAGNOSTIC,
    FREQUENCY,
    HIDDEN,
    MEASURED,
    POWER_FACTOR,
    TEMPERATURE,
    VOLTAGE,
    Kind,
)
from ..capabilities import Capabilities
from ..model import HoymilesState
from ..parts import inverter_part
from .kinds import REACTIVE_POWER, SIGNAL, BinarySensor, Sensor, key_of
from .phases import Read, line_voltage_sensors, phase_sensors
from .yields import yield_sensors

_MEASURED: Final[tuple[tuple[str, Kind, Read], ...]] = tuple(
    (name, kind, attrgetter(name))
    for name, kind in (
        ("reactive_power", REACTIVE_POWER),
        ("power_factor", POWER_FACTOR),
        ("frequency", FREQUENCY),
        ("temperature", {**TEMPERATURE, **DIAGNOSTIC}),
        ("signal", SIGNAL),
    )
)
"""Fields of a reading, called in the same way here."""

_BY_PHASE: Final[tuple[tuple[str, str, Kind], ...]] = (
    ("voltages", "voltage", VOLTAGE),
    ("currents", "current", CURRENT),
)


def inverter_sensors(serial: str, told: Capabilities) -> Iterator[Sensor]:
    """Describe what an inverter has told."""
    part = inverter_part(serial)
    yield from yield_sensors(part, lambda yields: yields.inverters.get(serial))
    for name, kind, read in _MEASURED:
        if (serial, name) in told.told:
            yield SensorDescription(
                key=key_of(part, name),
                translation_key=name,
                part=part,
                value=partial(_momentary, serial, read),
                **kind,
            )
    momentary, phases = partial(_momentary, serial), told.phases_of(serial)
    for field, name, kind in _BY_PHASE:
        if (serial, field) in told.told:
            yield from phase_sensors(part, name, kind, phases, field, momentary)
    if (serial, "line_voltages") in told.told:
        yield from line_voltage_sensors(part, "line_voltages", momentary)
    if (serial, "power_limit") in told.told:
        yield SensorDescription(
            key=key_of(part, "power_limit"),
            translation_key="power_limit",
            part=part,
            native_unit_of_measurement=PERCENTAGE,
            value=lambda state: state.limits.get(serial),
            **MEASURED,
            **DIAGNOSTIC,
        )


def inverter_link(serial: str) -> BinarySensor:
    """Describe whether the gateway hears an inverter."""

    def value(state: HoymilesState) -> bool | None:
        inverter = state.inverters.get(serial)
        return inverter.link if inverter else None

    part = inverter_part(serial)
    return BinarySensorDescription(
        key=key_of(part, "link"),
        translation_key="inverter_link",
        part=part,
        device_class=BinarySensorDeviceClass.CONNECTIVITY,
        value=value,
        **DIAGNOSTIC,
        **HIDDEN,
    )


def _momentary(serial: str, read: Read, state: HoymilesState) -> float | None:
    """Read what holds only now. A zero of an inverter that is not heard is no reading."""
    inverter = state.inverters.get(serial)
    told = read(inverter) if inverter else None
    return told if told or (inverter and inverter.link) else None
