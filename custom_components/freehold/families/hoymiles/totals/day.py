"""What was produced since local midnight (docs/protocols/hoymiles-totals.md, Today)."""

from dataclasses import dataclass
from typing import Any, Self

from .stored import as_object, as_watt_hours

ROUNDING_WATT_HOURS = 5
"""A gateway rounds its two counters differently."""


@dataclass(slots=True)
class Day:
    """The present local day of one port."""

    today: int | None = None
    """Watt-hours; None on the first day until they are told."""
    midnight: int | None = None
    """The total at local midnight, as far as it was known then; None on the first day."""
    anchored: bool = False
    """Its counter was read today: all that it gains from now on was produced today."""

    def begin(self, total: int | None) -> None:
        """Let local midnight pass."""
        self.today = None if total is None else 0
        self.midnight = total
        self.anchored = False

    def grow(self, gain: int, total: int, told: int | None, *, heard: bool) -> None:
        """Take over a total that was believed.

        `told`: what the gateway tells of today; None where that proves nothing.
        `heard`: the gateway has radio contact with the inverter now.
        """
        if self.anchored and self.today is not None:
            self.today += gain
            return
        if told is not None:
            self._open(total, told)
        self.anchored = heard and self.today is not None

    def _open(self, total: int, told: int) -> None:
        """Part the gain since the last contact, which may be yesterday's, by what is told."""
        if self.midnight is not None:
            known = total - self.midnight
            if told > known + ROUNDING_WATT_HOURS:
                # It began its day before our last contact of yesterday: that is another day.
                return
            told = min(told, known)
        self.today = max(told, self.today or 0)

    def as_json(self) -> dict[str, Any]:
        """Return what `from_json` needs."""
        return {
            "today": self.today,
            "midnight": self.midnight,
            "anchored": self.anchored,
        }

    @classmethod
    def from_json(cls, stored: Any) -> Self:
        """Return what was remembered."""
        stored = as_object(stored)
        return cls(
            today=as_watt_hours(stored.get("today")),
            midnight=as_watt_hours(stored.get("midnight")),
            anchored=stored.get("anchored") is True,
        )
