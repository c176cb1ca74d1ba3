"""Ports: what solar modules bring into an inverter."""

from collections.abc import Callable, Iterator
from functools import partial
from operator import attrgetter
from typing import Final

from ...descriptions import SensorDescription
from ...kinds import CURRENT, VOLTAGE, Kind
from ..model import HoymilesState
from ..parts import port_part
from ..protocol.readings import PortReading
from ..totals.yields import PortKey
from .kinds import Sensor, key_of
from .yields import yield_sensors

FEW: Final = 8
"""Of so many ports the energy of the day is shown at first; of more it fills a page, and memory."""

_MEASURED: Final[tuple[tuple[str, Kind, Callable[[PortReading], float]], ...]] = (
    ("voltage", VOLTAGE, attrgetter("voltage")),
    ("current", CURRENT, attrgetter("current")),
)


def port_sensors(port: PortKey, *, among: int) -> Iterator[Sensor]:
    """Describe what every port tells; `among` so many."""
    part = port_part(port)
    yield from yield_sensors(
        part,
        lambda yields: yields.ports.get(port),
        hidden=("total",) if among <= FEW else ("today", "total"),
    )
    for name, kind, read in _MEASURED:
        yield SensorDescription(
            key=key_of(part, name),
            translation_key=name,
            part=part,
            value=partial(_momentary, port, read),
            **kind,
        )


def _momentary(
    port: PortKey, read: Callable[[PortReading], float], state: HoymilesState
) -> float | None:
    """Read what holds only now. A zero of a port that is not heard is no reading."""
    reading = state.ports.get(port)
    if reading is None:
        return None
    told = read(reading)
    return told if told or reading.status else None
