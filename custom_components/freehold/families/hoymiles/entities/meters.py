"""Meters at the grid connection. What went out of the house counts forward, as most are installed."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from homeassistant.components.binary_sensor import BinarySensorDeviceClass

from ...descriptions import BinarySensorDescription, SensorDescription
from ...kinds import (
    CURRENT,
    DIAGNOSTIC,
    ENERGY,
    HIDDEN,
    POWER,
    POWER_FACTOR,
    VOLTAGE,
    Kind,
)
from ..capabilities import Capabilities
from ..model import HoymilesState
from ..parts import meter_part
from ..totals.yields import MeterYield
from .kinds import BinarySensor, Sensor, key_of
from .phases import Read, phase_sensors

_WHOLE: Final[tuple[tuple[str, str, Kind, Read], ...]] = (
    ("power", "power", POWER, lambda meter: meter.power),
    ("power_factor", "power_factor", POWER_FACTOR, lambda meter: meter.power_factor),
)
_ENERGIES: Final[tuple[tuple[str, str, Callable[[MeterYield], int | None]], ...]] = (
    ("imported", "energy_imported", lambda meter: meter.imported),
    ("exported", "energy_exported", lambda meter: meter.exported),
)
_NOTHING: Final = MeterYield()

_BY_PHASE: Final[tuple[tuple[str, str, Kind], ...]] = (
    ("voltages", "voltage", VOLTAGE),
    ("currents", "current", CURRENT),
)
_ONLY_OF_SEVERAL: Final[tuple[tuple[str, str, Kind], ...]] = (
    ("powers", "power", POWER),
    ("power_factors", "power_factor", POWER_FACTOR),
)
"""On a single phase they are those of the whole."""


def meter_sensors(serial: str, told: Capabilities) -> Iterator[Sensor]:
    """Describe what a meter has told."""
    part = meter_part(serial)
    for name, words, kind, read in _WHOLE:
        if name != "power_factor" or (serial, name) in told.told:
            yield SensorDescription(
                key=key_of(part, name),
                translation_key=words,
                part=part,
                value=partial(_heard, serial, read),
                **kind,
            )
    for name, words, read_yield in _ENERGIES:
        yield SensorDescription(
            key=key_of(part, name),
            translation_key=words,
            part=part,
            value=partial(_believed, serial, read_yield),
            **ENERGY,
        )
    phases = told.phases_of(serial)
    for field, name, kind in _BY_PHASE + (_ONLY_OF_SEVERAL if phases > 1 else ()):
        if (serial, field) in told.told:
            heard = partial(_heard, serial)
            yield from phase_sensors(part, name, kind, phases, field, heard)


def meter_fault(serial: str) -> BinarySensor:
    """Describe the number that a meter tells beside its readings; one that works has told 1."""

    def fault(state: HoymilesState) -> int | None:
        meter = state.meters.get(serial)
        return meter.fault if meter else None

    part = meter_part(serial)
    return BinarySensorDescription(
        key=key_of(part, "fault"),
        translation_key="meter_fault",
        part=part,
        device_class=BinarySensorDeviceClass.PROBLEM,
        value=lambda state: None if (code := fault(state)) is None else code != 0,
        attributes=lambda state: {"code": fault(state)},
        **DIAGNOSTIC,
        **HIDDEN,
    )


def _believed(
    serial: str, read: Callable[[MeterYield], int | None], state: HoymilesState
) -> int | None:
    return read(state.yields.meters.get(serial, _NOTHING))


def _heard(serial: str, read: Read, state: HoymilesState) -> float | None:
    """Read a meter that the gateway hears."""
    meter = state.meters.get(serial)
    return read(meter) if meter and meter.heard else None
