"""What a limit of power has to be, and how often one for good may be set."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from ...connection.errors import WrongMomentError

LIMIT_PAUSE: Final = 60.0
"""Seconds between two limits for good: each wears out the memory of the inverters."""


class LimitPauses:
    """When which inverter was given a limit for good. Times are seconds."""

    def __init__(self) -> None:
        """Begin with none."""
        self._given: dict[str | None, float] = {}

    def require(self, inverter: str | None, now: float) -> None:
        """Raise WrongMomentError where it was just now; None: all inverters."""
        ago = [
            now - at
            for given, at in self._given.items()
            if inverter is None or given in (None, inverter)
        ]
        if any(seconds < LIMIT_PAUSE for seconds in ago):
            raise WrongMomentError(
                "a permanent limit was set less than a minute ago", "limit_too_soon"
            )

    def given(self, inverter: str | None, now: float) -> None:
        """Remember it, whatever came of it: it may have been written down."""
        self._given[inverter] = now


@contextmanager
def checked() -> Iterator[None]:
    """Tell that a limit is none: clients look before they send anything."""
    try:
        yield
    except ValueError as err:
        raise WrongMomentError(str(err), "limit_out_of_range") from err


def whole_percent(percent: float) -> int:
    """Return whole percent: there are no others. Raises ValueError."""
    if not float(percent).is_integer():
        raise ValueError(f"a limit is a whole number of percent: {percent!r}")
    return int(percent)
