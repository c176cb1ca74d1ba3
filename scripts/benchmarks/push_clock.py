"""Pushed watts that tell when they were pushed, on the clock that all processes share."""

import time

_NO_REAL_LOAD = 10_000
_TURN_SECONDS = 1000


def watts_of_now() -> float:
    """Return what to push."""
    return round(_NO_REAL_LOAD + time.monotonic() % _TURN_SECONDS, 4)


def delay_of(state: str) -> float | None:
    """Return how many seconds ago the state of an entity was pushed; None: it tells no time."""
    try:
        told = float(state) - _NO_REAL_LOAD
    except ValueError:
        return None
    if not 0 <= told < _TURN_SECONDS:
        return None
    return (time.monotonic() - told) % _TURN_SECONDS
