"""A device's connection: everything that is sent to it goes through here."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
import random as randomness
import time

from .breaker import BreakerState, CircuitBreaker
from .deadlines import Deadlines
from .errors import ConnectionLostError, DeviceBusyError, DeviceError
from .health import HealthMonitor
from .policy import ConnectionPolicy
from .queue import RequestQueue


def _utc_now() -> datetime:
    return datetime.now(UTC)


class DeviceConnection:
    """Queues, limits, retries and measures what is sent to one device.

    An operation is one request and its answer. It raises nothing but `DeviceError`; anything
    else is a bug and passes through untouched. It must not use the connection it runs in.
    """

    def __init__(
        self,
        policy: ConnectionPolicy,
        *,
        name: str = "",
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        random: Callable[[], float] = randomness.random,
        now: Callable[[], datetime] = _utc_now,
        health_check: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """Take time and randomness from outside.

        `health_check` is the request that finds out whether a silent device is back, before
        the next operation is sent; without it, that operation finds out itself.
        """
        self.policy = policy
        self._name = name or "device"
        self._clock = clock
        self._sleep = sleep
        self._random = random
        self._health_check = health_check
        self._busy_answers = 0
        self._deadlines = Deadlines(self._name)
        self._queue = RequestQueue(policy, self._deadlines, clock, sleep, self._name)
        self._breaker = CircuitBreaker(policy, clock, self._name)
        self.health = HealthMonitor(self._breaker, lambda: self._queue.waiting, now)
        self.contact_expected = False
        """Somebody saw the device, and nothing was sent since."""

    async def read[T](self, operation: Callable[[], Awaitable[T]]) -> T:
        """Run an operation that changes nothing, again if it is lost or the device is busy."""
        attempt = 0
        while True:
            async with self._queue.turn():
                try:
                    return await self._send(operation, ends_early=True)
                except (ConnectionLostError, DeviceBusyError) as err:
                    if attempt == self.policy.read_retries or self._given_up:
                        raise
                    pause = self._pause_after(err, attempt)
            await self._wait(pause)
            self.health.retried()
            attempt += 1

    async def write[T](
        self,
        operation: Callable[[], Awaitable[T]],
        *,
        landed: Callable[[], Awaitable[bool]] | None = None,
    ) -> T | None:
        """Run an operation that changes something. It is never repeated blindly.

        If its answer is lost, `landed` looks whether it took effect all the same, by reads of
        its own: if so, the result is None; if not, the operation is sent once more.
        """
        attempt = 0
        while True:
            async with self._queue.turn():
                try:
                    return await self._send(operation, ends_early=False)
                except ConnectionLostError as err:
                    if landed is None:
                        raise
                    lost = err
            if await self._took_effect(landed, lost, attempt):
                return None
            if attempt:
                raise lost
            self.health.retried()
            attempt += 1

    def expect_contact(self) -> None:
        """Take it that the device is back, as somebody saw it: ask without further pause."""
        self.contact_expected = True
        self._breaker.expect()

    async def close(self) -> None:
        """Turn away who waits, cut off reads, and let a write under way finish.

        Cutting off a write would leave unknown whether it took effect; it ends within
        `request_timeout`.
        """
        if self._deadlines.closed:
            return
        self._deadlines.close()
        await self._queue.drained()

    async def _send[T](
        self, operation: Callable[[], Awaitable[T]], *, ends_early: bool
    ) -> T:
        probe = self._breaker.admit()
        try:
            if probe and self._health_check:
                await self._reconnect(self._health_check, probe)
                probe = None
            return await self._request(operation, probe=probe, ends_early=ends_early)
        finally:
            if probe:
                self._breaker.withdraw(probe)

    async def _reconnect(
        self, health_check: Callable[[], Awaitable[None]], probe: object
    ) -> None:
        try:
            await self._request(health_check, probe=probe, ends_early=True)
        except ConnectionLostError as err:
            if self._deadlines.closed:
                raise
            # Not a lost request: the caller's operation was never sent.
            raise self._breaker.refusal("is still silent") from err
        async with self._deadlines.within(None):
            await self._queue.rest()

    async def _request[T](
        self,
        operation: Callable[[], Awaitable[T]],
        *,
        probe: object | None,
        ends_early: bool,
    ) -> T:
        started = self._clock()
        try:
            async with self._deadlines.within(
                self.policy.request_timeout, ends_early=ends_early
            ):
                self.contact_expected = False
                self.health.sent()
                result = await operation()
        except ConnectionLostError as err:
            if not self._deadlines.closed:
                self._breaker.failure(probe, err)
                self.health.failure()
            raise
        except DeviceBusyError as err:
            self._busy_answers += 1
            err.retry_after = self._busy_pause(err)
            self._answered(started)
            raise
        except DeviceError:
            self._busy_answers = 0
            self._answered(started)
            raise
        finally:
            self._queue.sent()
        self._busy_answers = 0
        self._answered(started)
        return result

    def _answered(self, started: float) -> None:
        self._breaker.contact()
        self.health.contact(self._clock() - started)

    async def _took_effect(
        self,
        landed: Callable[[], Awaitable[bool]],
        lost: ConnectionLostError,
        attempt: int,
    ) -> bool:
        try:
            # A device that hung up may still be at it: looking at once could look too early.
            await self._wait(self._pause_after(lost, attempt))
            return await landed()
        except DeviceError as err:
            # Whatever looking ran into, it is not known whether the command took effect.
            raise lost from err

    @property
    def _given_up(self) -> bool:
        return self._deadlines.closed or self._breaker.state is not BreakerState.CLOSED

    def _pause_after(
        self, err: ConnectionLostError | DeviceBusyError, attempt: int
    ) -> float:
        if isinstance(err, DeviceBusyError) and err.retry_after is not None:
            return err.retry_after
        return self._backoff(self.policy.backoff, attempt)

    def _busy_pause(self, err: DeviceBusyError) -> float:
        """Seconds of rest, at least as long as the device itself asked for."""
        pause = self._backoff(self.policy.busy_backoff, self._busy_answers - 1)
        return max(pause, min(err.retry_after or 0, self.policy.backoff_limit))

    def _backoff(self, first: float, step: int) -> float:
        # Without a bound on the exponent, a device busy for days would overflow a float.
        pause = min(first * 2.0 ** min(step, 16), self.policy.backoff_limit)
        return pause * (1 - self.policy.jitter * self._random())

    async def _wait(self, seconds: float) -> None:
        async with self._deadlines.within(None):
            await self._sleep(seconds)
