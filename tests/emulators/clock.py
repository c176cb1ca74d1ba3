"""The time a device lives in: it may run faster than ours."""

from collections.abc import Callable
import time


class DeviceClock:
    """Device seconds since power-up; `speed` of them pass in one of ours."""

    def __init__(
        self, monotonic: Callable[[], float] = time.monotonic, speed: float = 1
    ) -> None:
        """Start at zero."""
        self._monotonic = monotonic
        self._origin = monotonic()
        self._speed = speed
        self._advanced = 0.0

    def now(self) -> float:
        """Return the device seconds since power-up."""
        return self._ours() * self._speed + self._advanced

    def unhurried(self) -> float:
        """Return the seconds since power-up as everybody else counts them."""
        return self._ours() + self._advanced

    def advance(self, seconds: float) -> None:
        """Let device seconds pass at once."""
        self._advanced += seconds

    def _ours(self) -> float:
        return self._monotonic() - self._origin
