"""What is measured on each phase, of an inverter or a meter."""

from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Any, Final

from ...descriptions import SensorDescription
from ...kinds import VOLTAGE, Kind
from ..model import HoymilesState
from .kinds import Sensor, key_of

_PHASES: Final = ("a", "b", "c")
_PAIRS: Final = ("ab", "bc", "ca")

type Read = Callable[[Any], float | None]
"""Reads an inverter or a meter."""
type ReadPlace = Callable[[Read, HoymilesState], float | None]
"""Finds an inverter or a meter in the state, and reads it."""


def phase_sensors(
    part: str, name: str, kind: Kind, phases: int, field: str, read_place: ReadPlace
) -> Iterator[Sensor]:
    """Describe a field with a reading for each phase; where there is only one, it needs no letter."""
    if phases == 1:
        yield SensorDescription(
            key=key_of(part, name),
            translation_key=name,
            part=part,
            value=partial(read_place, _at(field, 0)),
            **kind,
        )
        return
    for index, phase in enumerate(_PHASES[:phases]):
        yield SensorDescription(
            key=key_of(part, f"phase_{phase}_{name}"),
            translation_key=f"phase_{name}",
            translation_placeholders={"phase": phase.upper()},
            part=part,
            value=partial(read_place, _at(field, index)),
            **kind,
        )


def line_voltage_sensors(
    part: str, field: str, read_place: ReadPlace
) -> Iterator[Sensor]:
    """Describe the voltages between phases."""
    for index, pair in enumerate(_PAIRS):
        yield SensorDescription(
            key=key_of(part, f"line_{pair}_voltage"),
            translation_key="line_voltage",
            translation_placeholders={"phases": "-".join(pair.upper())},
            part=part,
            value=partial(read_place, _at(field, index)),
            **VOLTAGE,
        )


@cache
def _at(field: str, index: int) -> Read:
    def read(place: Any) -> float | None:
        values: tuple[float, ...] = getattr(place, field)
        return values[index] if index < len(values) else None

    return read
