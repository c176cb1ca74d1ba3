"""Which readings of an energy counter are believed (docs/protocols/hoymiles-totals.md, Total)."""

from dataclasses import dataclass, replace
from typing import Any, Self

from .stored import as_object, as_seconds, as_watt_hours

MOST_WATTS = 2500.0
"""No port of a microinverter takes even half of it."""
STALE_WATT_HOURS = 10_000
"""More than a port produces in a day: a counter may be told that late, after a day without radio."""
INSISTENCE_READINGS = 10
INSISTENCE_SECONDS = 600.0
"""A gateway that is asked too often tells old values, and ten of them are told in seconds."""


def most_gained(seconds: float, most_watts: float = MOST_WATTS) -> float:
    """Watt-hours that can have been counted, by what is told this long after a rise."""
    return STALE_WATT_HOURS + most_watts * max(0.0, seconds) / 3600


@dataclass(slots=True)
class _Doubt:
    """A counter that was told and not believed, as long as it stays consistent with itself."""

    told: int
    at: float
    since: float
    readings: int = 1


@dataclass(slots=True)
class Counter:
    """The counter of one port or meter. Times are seconds since 1970."""

    told: int | None = None
    """Watt-hours, as it last told something that was believed; None: nothing yet."""
    total: int | None = None
    """Watt-hours: the first that was believed, and all gains since. Equal to `told` until the
    counter is another one."""
    rose: float = 0.0
    most_watts: float = MOST_WATTS
    _doubt: _Doubt | None = None

    def take(self, told: int, *, heard: bool, now: float) -> int | None:
        """Return the gain in watt-hours, None if this is not believed.

        `heard`: the gateway has radio contact with the inverter now.
        """
        if self._believes(told, now):
            gain = told - (told if self.told is None else self.told)
        elif self._insists(told, heard, now):
            # Another counter. How far apart the two are was produced by nobody.
            gain = 0
        else:
            return None
        if told != self.told:
            self.rose = now
        self.told = told
        self.total = told if self.total is None else self.total + gain
        self._doubt = None
        return gain

    def _believes(self, told: int, now: float) -> bool:
        if self.told is None:
            return told > 0
        return 0 <= told - self.told <= most_gained(now - self.rose, self.most_watts)

    def _insists(self, told: int, heard: bool, now: float) -> bool:
        """Whether it has told something else for so long that it must be true.

        Zero is what a gateway says instead of "not heard", so it proves nothing against a
        known counter. A port without a module never tells anything else.
        """
        if not heard or (told == 0 and self.told is not None):
            self._doubt = None
            return False
        doubt = self._doubt
        if doubt is None or not 0 <= told - doubt.told <= most_gained(
            now - doubt.at, self.most_watts
        ):
            self._doubt = _Doubt(told=told, at=now, since=now)
            return False
        doubt.told = told
        doubt.at = now
        doubt.readings += 1
        return (
            doubt.readings >= INSISTENCE_READINGS
            and now - doubt.since >= INSISTENCE_SECONDS
        )

    def going_on_with(self, other: Self) -> Self:
        """Return this counter with the gains of another one from now on; nothing is gained by that."""
        return replace(self, told=other.told, rose=other.rose, _doubt=None)

    def as_json(self) -> dict[str, Any]:
        """Return what `from_json` needs."""
        return {"told": self.told, "total": self.total, "rose": self.rose}

    @classmethod
    def from_json(cls, stored: Any, most_watts: float = MOST_WATTS) -> Self:
        """Return what was remembered; half a memory is none."""
        stored = as_object(stored)
        told = as_watt_hours(stored.get("told"))
        total = as_watt_hours(stored.get("total"))
        rose = as_seconds(stored.get("rose"))
        if told is None or total is None or rose is None:
            return cls(most_watts=most_watts)
        return cls(told=told, total=total, rose=rose, most_watts=most_watts)
