"""What is measured on each phase, of an inverter or a meter."""

from collections.abc import Callable, Iterator
from typing import Final

from ...descriptions import SensorDescription
from ...kinds import HIDDEN, VOLTAGE, Kind
from ..model import HoymilesState
from .kinds import Sensor, key_of

_PHASES: Final = ("a", "b", "c")
_PAIRS: Final = ("ab", "bc", "ca")

type ReadAt = Callable[[int], Callable[[HoymilesState], float | None]]
"""Given which of the phases, makes what reads it."""


def phase_sensors(
    part: str, name: str, kind: Kind, phases: int, read: ReadAt
) -> Iterator[Sensor]:
    """Describe a reading of each phase; where there is only one, it needs no letter."""
    if phases == 1:
        yield SensorDescription(
            key=key_of(part, name),
            translation_key=name,
            part=part,
            value=read(0),
            **kind,
        )
        return
    for index, phase in enumerate(_PHASES[:phases]):
        yield SensorDescription(
            key=key_of(part, f"phase_{phase}_{name}"),
            translation_key=f"phase_{name}",
            translation_placeholders={"phase": phase.upper()},
            part=part,
            value=read(index),
            **kind,
        )


def line_voltage_sensors(part: str, read: ReadAt) -> Iterator[Sensor]:
    """Describe the voltages between phases."""
    for index, pair in enumerate(_PAIRS):
        yield SensorDescription(
            key=key_of(part, f"line_{pair}_voltage"),
            translation_key="line_voltage",
            translation_placeholders={"phases": "-".join(pair.upper())},
            part=part,
            value=read(index),
            **VOLTAGE,
            **HIDDEN,
        )
