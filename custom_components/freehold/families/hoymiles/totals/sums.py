"""Sums that grow with their ports (docs/protocols/hoymiles-totals.md, Sums)."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Self

from .stored import as_object, as_watt_hours


@dataclass(slots=True)
class Sum:
    """The sum over the ports of an inverter or of the plant, in watt-hours.

    It begins once every port is known, and grows by what the ports gain from then on. So a port
    that appears later, perhaps of a used inverter, does not bring its past along, and one that
    goes does not take it away.
    """

    total: int | None = None
    today: int | None = None

    def begin_day(self) -> None:
        """Let local midnight pass."""
        self.today = None if self.total is None else 0

    def gain(self, total: int, today: int) -> None:
        """Add what one of its ports gained."""
        if self.total is not None:
            self.total += total
        if self.today is not None:
            self.today += today

    def begin(
        self, totals: Collection[int | None], todays: Collection[int | None]
    ) -> None:
        """Add up what all of its ports have, where that was not yet possible."""
        if self.total is None:
            self.total = complete_sum(totals)
        if self.today is None:
            self.today = complete_sum(todays)

    def as_json(self) -> dict[str, Any]:
        """Return what `from_json` needs."""
        return {"total": self.total, "today": self.today}

    @classmethod
    def from_json(cls, stored: Any) -> Self:
        """Return what was remembered."""
        stored = as_object(stored)
        return cls(
            total=as_watt_hours(stored.get("total")),
            today=as_watt_hours(stored.get("today")),
        )


def complete_sum[NumberT: (int, float)](
    values: Collection[NumberT | None],
) -> NumberT | None:
    """Add up; None if one is missing, or all."""
    known = [value for value in values if value is not None]
    return sum(known[1:], known[0]) if known and len(known) == len(values) else None
