"""The circuit breaker: when a device is left alone. Pure, one per device."""

from collections.abc import Callable
from enum import StrEnum

from .errors import ConnectionLostError, ReconnectionError
from .policy import ConnectionPolicy


class BreakerState(StrEnum):
    """Whether anything is sent."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


class CircuitBreaker:
    """Closed → open after failures in a row → after a pause half-open: one probe decides."""

    def __init__(
        self, policy: ConnectionPolicy, clock: Callable[[], float], name: str
    ) -> None:
        """Take the thresholds and the time from outside; the name is for messages."""
        self._policy = policy
        self._clock = clock
        self._name = name
        self._failed = 0
        self._reason = ""
        self._key = ReconnectionError.key
        self._pause = policy.breaker_pause
        self._opened_at: float | None = None
        self._probe: object | None = None

    @property
    def state(self) -> BreakerState:
        """The state now: time alone makes an open breaker half-open."""
        match self.retry_after:
            case None:
                return BreakerState.CLOSED
            case 0:
                return BreakerState.HALF_OPEN
            case _:
                return BreakerState.OPEN

    @property
    def consecutive_failures(self) -> int:
        """Failures since the last contact."""
        return self._failed

    @property
    def retry_after(self) -> float | None:
        """Seconds until a probe is allowed: 0 when half-open, None when closed."""
        if self._opened_at is None:
            return None
        return max(0.0, self._opened_at + self._pause - self._clock())

    def admit(self) -> object | None:
        """Allow one request. If it is the probe, return what it must be given back with.

        Raises `ReconnectionError` while nothing may be sent.
        """
        if (remaining := self.retry_after) is None:
            return None
        if remaining > 0 or self._probe:
            raise self.refusal(f"did not answer {self._failed} times in a row")
        self._probe = object()
        return self._probe

    def refusal(self, message: str) -> ReconnectionError:
        """Return what is raised while nothing may be sent; it tells why the last attempt failed."""
        closed = self._opened_at is None
        return ReconnectionError(
            f"{self._name} {message}: {self._reason}",
            retry_after=(
                0 if closed else self.retry_after or self._policy.breaker_pause
            ),
            key=self._key,
        )

    def contact(self) -> None:
        """The device answered, whatever it said."""
        self._failed = 0
        self._pause = self._policy.breaker_pause
        self._opened_at = None
        self._probe = None

    def failure(self, probe: object | None, err: ConnectionLostError) -> None:
        """The device did not answer. While open, only the probe's failure prolongs the pause."""
        self._failed += 1
        # Not the error itself: it would keep all that was under way.
        self._reason = str(err)
        told_more = err.key != ConnectionLostError.key
        self._key = err.key if told_more else ReconnectionError.key
        if self._opened_at is None:
            if self._failed >= self._policy.breaker_failures:
                self._opened_at = self._clock()
        elif probe and probe is self._probe:
            self._pause = min(self._pause * 2, self._policy.breaker_pause_limit)
            self._opened_at = self._clock()
            self._probe = None

    def expect(self) -> None:
        """Somebody saw the device: the next request may be the probe."""
        if self._opened_at is not None:
            self._opened_at = min(self._opened_at, self._clock() - self._pause)

    def withdraw(self, probe: object) -> None:
        """The probe is over. If it told nothing, the next request is the probe."""
        if probe is self._probe:
            self._probe = None
