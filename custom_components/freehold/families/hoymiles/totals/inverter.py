"""One inverter: its own power, and the sum of its ports."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, Self

from ..protocol.readings import InverterReading
from .power import Power
from .stored import as_object
from .sums import Sum, complete_sum
from .yields import Yield


@dataclass(slots=True)
class InverterLedger:
    """The books of one inverter. Times are seconds since 1970."""

    sum: Sum = field(default_factory=Sum)
    power: Power | None = None
    """None where the protocol tells that of ports only."""
    _last: InverterReading | None = None

    def accept(self, reading: InverterReading, now: float) -> None:
        """Take over its power, if this is news."""
        last, self._last = self._last, reading
        if reading.power is None:
            return
        if self.power is None:
            self.power = Power(heard=now)
        if reading.link or (reading.power and reading != last):
            self.power.hear(reading.power, now)

    def at(self, now: float, ports: Collection[Yield]) -> Yield:
        """Return what is believed."""
        return Yield(
            total=self.sum.total,
            today=self.sum.today,
            power=self.power.at(now)
            if self.power
            else complete_sum([port.power for port in ports]),
        )

    def as_json(self) -> dict[str, Any]:
        """Return what `from_json` needs."""
        return {
            "sum": self.sum.as_json(),
            "power": self.power.as_json() if self.power else None,
        }

    @classmethod
    def from_json(cls, stored: Any) -> Self:
        """Return what was remembered."""
        stored = as_object(stored)
        power = stored.get("power")
        return cls(
            sum=Sum.from_json(stored.get("sum")),
            power=Power.from_json(power) if power else None,
        )
