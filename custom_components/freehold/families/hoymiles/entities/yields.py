"""What was produced: numbers that are believed, by day and by night."""

from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import Final

from ...descriptions import SensorDescription
from ...kinds import ENERGY, HIDDEN, POWER, Kind
from ..model import HoymilesState
from ..totals.yields import Yield, Yields
from .kinds import Sensor, key_of

_ROWS: Final[tuple[tuple[str, str, Kind], ...]] = (
    ("power", "power", POWER),
    ("today", "energy_today", ENERGY),
    ("total", "energy_total", ENERGY),
)
_NOTHING: Final = Yield()

type YieldOf = Callable[[Yields], Yield | None]


def yield_sensors(
    part: str, of: YieldOf, *, words: str = "", total_hidden: bool = False
) -> Iterator[Sensor]:
    """Describe power and energy of one place; `words`: what their names begin with."""
    for name, translation_key, kind in _ROWS:
        yield SensorDescription(
            key=key_of(part, name),
            translation_key=words + translation_key,
            part=part,
            value=_reading(of, attrgetter(name)),
            **(HIDDEN if total_hidden and name == "total" else {}),
            **kind,
        )


def _reading(
    of: YieldOf, read: Callable[[Yield], float | None]
) -> Callable[[HoymilesState], float | None]:
    return lambda state: read(of(state.yields) or _NOTHING)
