"""Health, measured: what a device's connection has lived through."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
import logging

from .breaker import BreakerState, CircuitBreaker

_LOGGER = logging.getLogger(__name__)

ROUND_TRIP_WEIGHT = 1 / 8
"""TCP's own smoothing (RFC 6298): one slow answer after sleep hardly shows, ten in a row do."""


class HealthState(StrEnum):
    """How contact with a device stands."""

    UNKNOWN = "unknown"
    """Nothing was asked yet."""
    HEALTHY = "healthy"
    FAILING = "failing"
    """The last request was lost; the next is sent all the same."""
    OFFLINE = "offline"
    """The circuit breaker leaves the device alone, but for a probe now and then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthReport:
    """The measurements at one moment. All times are seconds."""

    state: HealthState
    last_contact: datetime | None
    """The last answer, whatever it said, in UTC."""
    consecutive_failures: int
    round_trip: float | None
    """Moving average from sending to the whole answer; None before the first."""
    requests: int
    failures: int
    retries: int
    waiting: int
    """Callers in the queue."""
    breaker: BreakerState
    retry_after: float | None
    """Time until the next probe: 0 when it is due, None while the breaker is closed."""


class HealthMonitor:
    """Keeps the measurements and tells who subscribed."""

    def __init__(
        self,
        breaker: CircuitBreaker,
        waiting: Callable[[], int],
        now: Callable[[], datetime],
    ) -> None:
        """Watch a breaker and a queue; `now` is the wall clock in UTC."""
        self._breaker = breaker
        self._waiting = waiting
        self._now = now
        self._callbacks: dict[object, Callable[[HealthReport], None]] = {}
        self._last_contact: datetime | None = None
        self._round_trip: float | None = None
        self._requests = 0
        self._failures = 0
        self._retries = 0

    @property
    def report(self) -> HealthReport:
        """The measurements now."""
        return HealthReport(
            state=self._state,
            last_contact=self._last_contact,
            consecutive_failures=self._breaker.consecutive_failures,
            round_trip=self._round_trip,
            requests=self._requests,
            failures=self._failures,
            retries=self._retries,
            waiting=self._waiting(),
            breaker=self._breaker.state,
            retry_after=self._breaker.retry_after,
        )

    def subscribe(self, callback: Callable[[HealthReport], None]) -> Callable[[], None]:
        """Call back after every contact and every failure; return how to stop that."""
        key = object()
        self._callbacks[key] = callback

        def unsubscribe() -> None:
            self._callbacks.pop(key, None)

        return unsubscribe

    def sent(self) -> None:
        """Count a request on its way."""
        self._requests += 1

    def retried(self) -> None:
        """Count a request that is sent again."""
        self._retries += 1

    def contact(self, round_trip: float) -> None:
        """Take in an answer that took `round_trip` seconds."""
        self._last_contact = self._now()
        if self._round_trip is None:
            self._round_trip = round_trip
        else:
            self._round_trip += ROUND_TRIP_WEIGHT * (round_trip - self._round_trip)
        self._tell()

    def failure(self) -> None:
        """Take in a request that was lost."""
        self._failures += 1
        self._tell()

    @property
    def _state(self) -> HealthState:
        if self._breaker.state is not BreakerState.CLOSED:
            return HealthState.OFFLINE
        if self._breaker.consecutive_failures:
            return HealthState.FAILING
        if self._last_contact:
            return HealthState.HEALTHY
        return HealthState.UNKNOWN

    def _tell(self) -> None:
        report = self.report
        for callback in list(self._callbacks.values()):
            try:
                callback(report)
            except Exception:
                _LOGGER.exception("A health callback failed")
