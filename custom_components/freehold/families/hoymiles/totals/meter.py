"""One meter: what it counted in both directions (docs/protocols/hoymiles-totals.md, Meters)."""

from dataclasses import dataclass, field
from functools import partial
from typing import Any, Self

from ..protocol.readings import MeterReading
from .counter import Counter
from .stored import as_object
from .yields import MeterYield

MOST_WATTS = 100_000.0
"""More than a house's connection bears."""

_counter = partial(Counter, most_watts=MOST_WATTS)


@dataclass(slots=True)
class MeterLedger:
    """The books of one meter. Times are seconds since 1970."""

    imported: Counter = field(default_factory=_counter)
    exported: Counter = field(default_factory=_counter)
    inverted: bool = False
    """Which of its two registers each of them has followed."""

    def accept(self, reading: MeterReading, *, inverted: bool, now: float) -> None:
        """Take over what is believed of a reading, which was turned around if `inverted`."""
        if inverted != self.inverted:
            self.inverted = inverted
            self.imported, self.exported = (
                self.imported.going_on_with(self.exported),
                self.exported.going_on_with(self.imported),
            )
        heard = reading.heard
        self.imported.take(reading.reverse, heard=heard, now=now)
        self.exported.take(reading.forward, heard=heard, now=now)

    @property
    def yields(self) -> MeterYield:
        """What is believed."""
        return MeterYield(imported=self.imported.total, exported=self.exported.total)

    def as_json(self) -> dict[str, Any]:
        """Return what `from_json` needs."""
        return {
            "imported": self.imported.as_json(),
            "exported": self.exported.as_json(),
            "inverted": self.inverted,
        }

    @classmethod
    def from_json(cls, stored: Any) -> Self:
        """Return what was remembered."""
        stored = as_object(stored)
        return cls(
            imported=Counter.from_json(stored.get("imported"), most_watts=MOST_WATTS),
            exported=Counter.from_json(stored.get("exported"), most_watts=MOST_WATTS),
            inverted=stored.get("inverted") is True,
        )
