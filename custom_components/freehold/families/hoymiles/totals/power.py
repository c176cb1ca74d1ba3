"""Which power is believed, and for how long (docs/protocols/hoymiles-totals.md, Power)."""

from dataclasses import dataclass
from typing import Any, Self

from .stored import as_object, as_seconds, as_watts

SILENCE_SECONDS = 600.0
"""All is zero for about a minute at an upload; a partial reply tells its power all the same."""


@dataclass(slots=True)
class Power:
    """The power of one port or inverter. Times are seconds since 1970."""

    heard: float
    """When something new was told, at first when it was heard of at all."""
    watts: float | None = None

    def hear(self, watts: float, now: float) -> None:
        """Take over what is told anew."""
        self.watts = watts
        self.heard = now

    def at(self, now: float) -> float | None:
        """Return what is still believed: nothing comes from where nothing is heard."""
        return self.watts if abs(now - self.heard) < SILENCE_SECONDS else 0.0

    def as_json(self) -> dict[str, Any]:
        """Return what `from_json` needs."""
        return {"watts": self.watts, "heard": self.heard}

    @classmethod
    def from_json(cls, stored: Any) -> Self:
        """Return what was remembered; of what is not known when, nothing is left but silence."""
        stored = as_object(stored)
        return cls(
            watts=as_watts(stored.get("watts")),
            heard=as_seconds(stored.get("heard")) or 0.0,
        )
