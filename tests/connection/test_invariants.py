"""What holds for a connection whatever callers, the device and time do."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import override

from hypothesis import settings, strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from custom_components.freehold.connection.breaker import BreakerState
from custom_components.freehold.connection.connection import DeviceConnection
from custom_components.freehold.connection.errors import (
    AuthenticationError,
    ConnectionLostError,
    DeviceBusyError,
    DeviceError,
    ProtocolError,
)
from custom_components.freehold.connection.policy import ConnectionPolicy

# All times are multiples of this, so that the arithmetic of floats is exact.
TICK = 0.25


class Bug(Exception):
    """What an operation must never raise."""


@dataclass(eq=False, slots=True)
class Caller:
    """Somebody who reads or writes."""

    number: int
    writes: bool = False
    can_look: bool = False
    looks: list[bool] = field(default_factory=list)
    starts: int = 0
    task: asyncio.Task[bool | None] | None = None


@dataclass(eq=False, slots=True)
class Flight:
    """A request that the device has and did not answer yet."""

    caller: Caller | None
    """None for a look and for a health check."""
    is_check: bool
    end: asyncio.Future[bool]


@dataclass(slots=True)
class ExpectedBreaker:
    """The rules of the circuit breaker, written down a second time."""

    policy: ConnectionPolicy
    failures: int = 0
    opened_at: float | None = None
    pause: float = 0
    probe: Flight | None = None

    def state(self, now: float) -> BreakerState:
        """Return the state it must be in."""
        if self.opened_at is None:
            return BreakerState.CLOSED
        if now < self.opened_at + self.pause:
            return BreakerState.OPEN
        return BreakerState.HALF_OPEN

    def contact(self) -> None:
        """Take in an answer."""
        self.failures, self.opened_at, self.probe = 0, None, None

    def lost(self, flight: Flight, now: float) -> None:
        """Take in a loss."""
        self.failures += 1
        if self.opened_at is None and self.failures >= self.policy.breaker_failures:
            self.opened_at, self.pause = now, self.policy.breaker_pause
        elif flight is self.probe:
            self.pause = min(2 * self.pause, self.policy.breaker_pause_limit)
            self.opened_at, self.probe = now, None


class ConnectionMachine(RuleBasedStateMachine):
    """Callers come and go, requests end in every way, time passes, the connection closes."""

    def __init__(self) -> None:
        """Make an event loop whose time is ours."""
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.time = 0.0
        self.sleepers: list[tuple[float, asyncio.Future[None]]] = []
        self.callers: list[Caller] = []
        self.flights: list[Flight] = []
        self.violations: list[str] = []
        self.last_in_order = 0
        self.last_end = float("-inf")
        self.closing: asyncio.Task[None] | None = None

    @initialize(
        in_flight=st.integers(1, 3),
        gap=st.sampled_from([0, TICK]),
        queue_limit=st.integers(1, 4),
        read_retries=st.integers(0, 2),
        breaker_failures=st.integers(1, 4),
        backoff=st.sampled_from([0, 1]),
        checks=st.booleans(),
    )
    def open(
        self,
        in_flight: int,
        gap: float,
        queue_limit: int,
        read_retries: int,
        breaker_failures: int,
        backoff: float,
        checks: bool,
    ) -> None:
        """Choose the limits."""
        self.policy = ConnectionPolicy(
            in_flight=in_flight,
            gap=gap,
            queue_limit=queue_limit,
            read_retries=read_retries,
            breaker_failures=breaker_failures,
            backoff=backoff,
            breaker_pause=8,
            breaker_pause_limit=20,
            request_timeout=3600,
        )
        self.checks = checks
        self.expected = ExpectedBreaker(self.policy)
        self.connection = DeviceConnection(
            self.policy,
            clock=lambda: self.time,
            sleep=self.sleep,
            random=lambda: 0.0,
            health_check=self.check if checks else None,
        )

    @rule()
    def read(self) -> None:
        """Somebody reads."""
        caller = Caller(len(self.callers) + 1)
        self.begin(caller, self.reading(caller))

    @rule(can_look=st.booleans())
    def write(self, can_look: bool) -> None:
        """Somebody writes, able to look afterwards or not."""
        caller = Caller(len(self.callers) + 1, writes=True, can_look=can_look)
        self.begin(caller, self.writing(caller))

    @precondition(lambda self: self.flights)
    @rule(data=st.data(), value=st.booleans())
    def answer(self, data: st.DataObject, value: bool) -> None:
        """A request is answered; for a look, `value` tells whether the write took effect."""
        flight = self.pick(data)
        self.expected.contact()
        flight.end.set_result(value)
        self.settle()

    @precondition(lambda self: self.flights)
    @rule(
        data=st.data(),
        error=st.sampled_from([DeviceBusyError, AuthenticationError, ProtocolError]),
    )
    def answer_with_an_error(
        self, data: st.DataObject, error: type[DeviceError]
    ) -> None:
        """A request is answered with an error: contact all the same."""
        flight = self.pick(data)
        self.expected.contact()
        flight.end.set_exception(error("answer"))
        self.settle()

    @precondition(lambda self: self.flights)
    @rule(data=st.data(), losses=st.integers(1, 3))
    def lose(self, data: st.DataObject, losses: int) -> None:
        """Up to three requests are lost, one after the other."""
        for _ in range(min(losses, len(self.flights))):
            self.drop(self.pick(data))

    @rule(turns=st.integers(2, 6))
    def flap(self, turns: int) -> None:
        """By turns a request is lost, and one is answered with no."""
        for turn in range(turns):
            if self.flights and turn % 2:
                self.expected.contact()
                self.flights[0].end.set_result(False)
                self.settle()
            elif self.flights:
                self.drop(self.flights[0])

    @precondition(lambda self: self.flights)
    @rule(data=st.data())
    def fail_by_a_bug(self, data: st.DataObject) -> None:
        """An operation raises what it must not."""
        self.pick(data).end.set_exception(Bug)
        self.settle()

    @precondition(lambda self: self.waiting_tasks)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        """A caller gives up."""
        data.draw(st.sampled_from(self.waiting_tasks)).cancel()
        self.settle()

    @rule(ticks=st.sampled_from([1, 4, 16, 32, 80]))
    def wait(self, ticks: int) -> None:
        """Time passes."""
        self.let_pass(ticks * TICK)

    @precondition(lambda self: self.connection.health.report.retry_after)
    @rule()
    def wait_until_half_open(self) -> None:
        """Time passes until a probe is due."""
        self.let_pass(self.connection.health.report.retry_after or 0)

    def let_pass(self, seconds: float) -> None:
        """Let time pass, and who sleeps until then wake up in order."""
        until = self.time + seconds
        while due := [s for s in self.sleepers if s[0] <= until]:
            sleeper = min(due, key=lambda s: s[0])
            self.sleepers.remove(sleeper)
            self.time = max(self.time, sleeper[0])
            if not sleeper[1].done():
                sleeper[1].set_result(None)
            self.settle()
        self.time = until

    @precondition(lambda self: not self.closing and len(self.callers) > 12)
    @rule()
    def close(self) -> None:
        """The connection is closed: only writes under way may finish."""
        self.closing = self.loop.create_task(self.connection.close())
        self.settle()
        assert self.connection.health.report.waiting == 0
        assert all(flight.caller and flight.caller.writes for flight in self.flights)

    @invariant()
    def no_rule_is_broken(self) -> None:
        """Every request started as the rules allow."""
        assert self.violations == []

    @invariant()
    def the_breaker_is_as_expected(self) -> None:
        """It opens after exactly so many failures, and closes at the first contact."""
        if not hasattr(self, "connection"):
            return
        report = self.connection.health.report
        assert report.breaker is self.expected.state(self.time)
        assert report.consecutive_failures == self.expected.failures
        assert report.waiting <= self.policy.queue_limit

    @invariant()
    def callers_end_as_promised(self) -> None:
        """With an answer, an error of ours, or a write that was seen to have landed."""
        for caller in self.callers:
            assert caller.task
            if not caller.task.done() or caller.task.cancelled():
                continue
            error = caller.task.exception()
            assert error is None or isinstance(error, DeviceError | Bug)
            if error is None and caller.task.result() is None:
                assert caller.looks[-1] is True

    @override
    def teardown(self) -> None:
        """Close, and see that nobody and nothing is left."""
        if hasattr(self, "connection"):
            self.closing = self.closing or self.loop.create_task(
                self.connection.close()
            )
            self.settle()
            for flight in list(self.flights):
                flight.end.set_result(True)
            self.settle()
            assert self.violations == []
            assert asyncio.all_tasks(self.loop) == set()
            self.callers_end_as_promised()
        self.loop.close()

    def drop(self, flight: Flight) -> None:
        """Lose a request."""
        if not self.closing:
            self.expected.lost(flight, self.time)
        flight.end.set_exception(ConnectionLostError("lost"))
        self.settle()

    def begin(self, caller: Caller, asking: Coroutine[None, None, bool | None]) -> None:
        """Let a caller ask."""
        caller.task = self.loop.create_task(asking)
        self.callers.append(caller)
        self.settle()

    async def reading(self, caller: Caller) -> bool:
        """Read."""
        return await self.connection.read(lambda: self.fly(caller))

    async def writing(self, caller: Caller) -> bool | None:
        """Write, and look if it is a caller that can."""

        async def landed() -> bool:
            caller.looks.append(await self.connection.read(lambda: self.fly(None)))
            return caller.looks[-1]

        return await self.connection.write(
            lambda: self.fly(caller), landed=landed if caller.can_look else None
        )

    async def check(self) -> None:
        """Check the health."""
        await self.fly(None, is_check=True)

    async def fly(self, caller: Caller | None, *, is_check: bool = False) -> bool:
        """Be a request, from its start to its end."""
        flight = Flight(caller, is_check, self.loop.create_future())
        with self.in_the_air(flight):
            return await flight.end

    @contextmanager
    def in_the_air(self, flight: Flight) -> Iterator[None]:
        """Check the rules at its start, and tidy up at its end."""
        self.violations += self.broken_by(flight)
        if self.expected.state(self.time) is BreakerState.HALF_OPEN:
            self.expected.probe = flight
        self.flights.append(flight)
        try:
            yield
        finally:
            self.flights.remove(flight)
            self.last_end = self.time
            if self.expected.probe is flight:
                self.expected.probe = None

    def broken_by(self, flight: Flight) -> Iterator[str]:
        """Name the rules that a request breaks by starting now."""
        state = self.expected.state(self.time)
        if self.closing:
            yield "something is sent after closing"
        if len(self.flights) >= self.policy.in_flight:
            yield "too many at once"
        if self.time < self.last_end + self.policy.gap:
            yield "too early after the one before"
        if state is BreakerState.OPEN:
            yield "something is sent while the breaker is open"
        if state is BreakerState.HALF_OPEN and self.expected.probe:
            yield "a second probe"
        if flight.is_check != (self.checks and state is BreakerState.HALF_OPEN):
            yield "a health check out of place, or none"
        if caller := flight.caller:
            caller.starts += 1
            if caller.starts == 1:
                # Whom the health check held up may be overtaken in the other slot.
                overtaken = self.checks and self.policy.in_flight > 1
                if caller.number < self.last_in_order and not overtaken:
                    yield "out of order"
                self.last_in_order = caller.number
            elif caller.writes and (caller.starts > 2 or caller.looks[-1:] != [False]):
                yield "a write is repeated blindly"
            elif caller.starts > 1 + self.policy.read_retries and not caller.writes:
                yield "a read is repeated too often"

    @property
    def waiting_tasks(self) -> list[asyncio.Task[bool | None]]:
        """The tasks of callers that have no result yet."""
        return [c.task for c in self.callers if c.task and not c.task.done()]

    def pick(self, data: st.DataObject) -> Flight:
        """Choose a request that is under way."""
        return data.draw(st.sampled_from(self.flights))

    async def sleep(self, seconds: float) -> None:
        """Sleep in our time."""
        if not seconds:
            return
        future: asyncio.Future[None] = self.loop.create_future()
        self.sleepers.append((self.time + seconds, future))
        await future

    def settle(self) -> None:
        """Let every task run until it waits for us."""

        async def turn_the_loop() -> None:
            for _ in range(100):
                await asyncio.sleep(0)

        self.loop.run_until_complete(turn_the_loop())


ConnectionMachine.TestCase.settings = settings(
    max_examples=200, stateful_step_count=60, deadline=None
)
TestConnection = ConnectionMachine.TestCase
