"""Values out of a stored memory: what is not as it must be is nothing, never an error."""

from datetime import date
from typing import Any

MOST_WATT_HOURS = 10**12
MOST_SECONDS = 10**11
MOST_WATTS = 10**9


def as_object(value: Any) -> dict[str, Any]:
    """Return an object, an empty one in place of anything else."""
    return value if isinstance(value, dict) else {}


def as_watt_hours(value: Any) -> int | None:
    """Return whole watt-hours."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value <= MOST_WATT_HOURS else None


def as_seconds(value: Any) -> float | None:
    """Return seconds since 1970, UTC."""
    return _as_float(value, MOST_SECONDS)


def as_watts(value: Any) -> float | None:
    """Return watts."""
    return _as_float(value, MOST_WATTS)


def as_date(value: Any) -> date | None:
    """Return a day."""
    try:
        return date.fromisoformat(value)
    except TypeError, ValueError:
        return None


def _as_float(value: Any, most: int) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if 0 <= value <= most else None
