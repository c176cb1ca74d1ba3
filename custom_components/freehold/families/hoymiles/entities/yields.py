"""What was produced: numbers that are believed, by day and by night."""

from collections.abc import Callable, Collection, Iterator
from functools import partial
from operator import attrgetter
from typing import Final

from ...descriptions import SensorDescription
from ...kinds import ENERGY, HIDDEN, POWER, Kind
from ..model import HoymilesState
from ..totals.yields import Yield, Yields
from .kinds import Sensor, key_of

_ROWS: Final[tuple[tuple[str, str, Kind, Callable[[Yield], float | None]], ...]] = (
    ("power", "power", POWER, attrgetter("power")),
    ("today", "energy_today", ENERGY, attrgetter("today")),
    ("total", "energy_total", ENERGY, attrgetter("total")),
)
_NOTHING: Final = Yield()

type YieldOf = Callable[[Yields], Yield | None]


def yield_sensors(
    part: str, of: YieldOf, *, words: str = "", hidden: Collection[str] = ()
) -> Iterator[Sensor]:
    """Describe power and energy of one place.

    `words`: what their names begin with; `hidden`: what of it is not shown at first.
    """
    for name, translation_key, kind, read in _ROWS:
        yield SensorDescription(
            key=key_of(part, name),
            translation_key=words + translation_key,
            part=part,
            value=partial(_believed, of, read),
            **(HIDDEN if name in hidden else {}),
            **kind,
        )


def _believed(
    of: YieldOf, read: Callable[[Yield], float | None], state: HoymilesState
) -> float | None:
    return read(of(state.yields) or _NOTHING)
