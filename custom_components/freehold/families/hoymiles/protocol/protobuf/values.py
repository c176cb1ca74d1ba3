"""Numbers as gateways write them (docs/protocols/hoymiles.md, Values)."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

_WEAKEST_SIGNAL: Final = -120


def moment(seconds: int) -> datetime | None:
    """Read a time; None where it is not told, or is none."""
    return datetime.fromtimestamp(seconds, UTC) if 0 < seconds < 2**32 else None


def signed(value: int) -> int:
    """Read a number of 16 bits whose sign was lost on its way into a wider one."""
    return value - 0x10000 if 0x8000 <= value <= 0xFFFF else value


def power_factor(value: int, power: int) -> float | None:
    """Read a power factor; None for what one firmware says instead: 1, a thousandth."""
    value = signed(value)
    return None if power and abs(value) < 10 else value / 1000


def signal(value: int) -> int | None:
    """Read a signal in dBm; None for the counter that other firmware puts there."""
    return value if _WEAKEST_SIGNAL <= value < 0 else None


def mac(parts: Iterable[int]) -> str | None:
    """Write six numbers as a MAC; None where they are all 0."""
    octets = bytes(part & 0xFF for part in parts)
    return octets.hex(":") if any(octets) else None


def text(value: bytes) -> str | None:
    """Read a text, whatever is in it; None if it is empty."""
    return value.decode(errors="replace").strip("\0 ") or None
