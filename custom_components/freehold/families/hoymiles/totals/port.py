"""One port: what it told, and what of that is believed."""

from dataclasses import dataclass, field
from typing import Any, Self

from ..protocol.readings import PortReading
from .counter import Counter
from .day import Day
from .power import Power
from .stored import as_object
from .yields import Yield


def is_silent(reading: PortReading) -> bool:
    """Whether this is what a gateway tells of a port that it does not hear."""
    return not (reading.status or reading.power or reading.voltage)


@dataclass(slots=True)
class PortLedger:
    """The books of one port. Times are seconds since 1970."""

    power: Power
    counter: Counter = field(default_factory=Counter)
    day: Day = field(default_factory=Day)
    _last: PortReading | None = None

    def accept(
        self, reading: PortReading, *, heard: bool, day_is_ours: bool, now: float
    ) -> tuple[int, int]:
        """Take over what is believed; return the gains of total and today in watt-hours.

        `heard`: the gateway has radio contact with the inverter now.
        `day_is_ours`: as far as is known, the gateway's day begins at local midnight.
        """
        if heard or (not is_silent(reading) and reading != self._last):
            self.power.hear(reading.power, now)
        self._last = reading
        before = self.day.today
        gain = self.counter.take(reading.total, heard=heard, now=now)
        if gain is None or self.counter.total is None:
            return 0, 0
        # Inverters with Wi-Fi leave the status out even at noon.
        works = reading.status != 0 or (
            heard and reading.today > 0 and not is_silent(reading)
        )
        self.day.grow(
            gain,
            self.counter.total,
            reading.today if works and day_is_ours else None,
            heard=heard and works,
        )
        return gain, 0 if before is None else (self.day.today or 0) - before

    def begin_day(self) -> None:
        """Let local midnight pass."""
        self.day.begin(self.counter.total)

    def at(self, now: float) -> Yield:
        """Return what is believed."""
        return Yield(
            total=self.counter.total,
            today=self.day.today,
            power=self.power.at(now),
        )

    def as_json(self) -> dict[str, Any]:
        """Return what `from_json` needs."""
        return {
            "counter": self.counter.as_json(),
            "day": self.day.as_json(),
            "power": self.power.as_json(),
        }

    @classmethod
    def from_json(cls, stored: Any) -> Self:
        """Return what was remembered. A day without its total is worth nothing."""
        stored = as_object(stored)
        counter = Counter.from_json(stored.get("counter"))
        known = counter.total is not None
        return cls(
            power=Power.from_json(stored.get("power")),
            counter=counter,
            day=Day.from_json(stored.get("day")) if known else Day(),
        )
