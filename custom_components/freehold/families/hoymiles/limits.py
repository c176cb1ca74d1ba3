"""What a limit of power has to be, and how often one for good may be set."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from ...connection.errors import WrongMomentError

LIMIT_PAUSE: Final = 60.0
"""Seconds between two limits for good: each wears out the memory of the inverters."""


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
