"""Ports: what solar modules bring into an inverter."""

from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import Final

from ...descriptions import SensorDescription
from ...kinds import CURRENT, HIDDEN, VOLTAGE, Kind
from ..model import HoymilesState
from ..parts import port_part
from ..protocol.readings import PortReading
from ..totals.yields import PortKey
from .kinds import Sensor, key_of
from .yields import yield_sensors

_MEASURED: Final[tuple[tuple[str, Kind], ...]] = (
    ("voltage", {**VOLTAGE, **HIDDEN}),
    ("current", {**CURRENT, **HIDDEN}),
)


def port_sensors(port: PortKey) -> Iterator[Sensor]:
    """Describe what every port tells."""
    part = port_part(port)
    yield from yield_sensors(
        part, lambda yields: yields.ports.get(port), total_hidden=True
    )
    for name, kind in _MEASURED:
        yield SensorDescription(
            key=key_of(part, name),
            translation_key=name,
            part=part,
            value=_momentary(port, attrgetter(name)),
            **kind,
        )


def _momentary(
    port: PortKey, read: Callable[[PortReading], float]
) -> Callable[[HoymilesState], float | None]:
    """Read what holds only now. A zero of a port that is not heard is no reading."""

    def value(state: HoymilesState) -> float | None:
        reading = state.ports.get(port)
        if reading is None:
            return None
        told = read(reading)
        return told if told or reading.status else None

    return value
