"""Health: what is measured, and who is told."""

from dataclasses import FrozenInstanceError
from datetime import timedelta
from functools import partial

import pytest

from custom_components.freehold.connection.breaker import BreakerState
from custom_components.freehold.connection.connection import DeviceConnection
from custom_components.freehold.connection.errors import (
    ConnectionLostError,
    ProtocolError,
)
from custom_components.freehold.connection.health import HealthReport, HealthState

from .script import START, FakeTime, Script

LOST = ConnectionLostError("lost")


async def lose(connection: DeviceConnection) -> None:
    """Send a request that is lost."""
    with pytest.raises(ConnectionLostError):
        await connection.read(Script(LOST))


def test_nothing_is_known_at_first(time: FakeTime) -> None:
    """And a report cannot be changed."""
    report = time.connect().health.report
    assert report == HealthReport(
        state=HealthState.UNKNOWN,
        last_contact=None,
        consecutive_failures=0,
        round_trip=None,
        requests=0,
        failures=0,
        retries=0,
        waiting=0,
        breaker=BreakerState.CLOSED,
        retry_after=None,
    )
    with pytest.raises(FrozenInstanceError):
        report.requests = 1  # type: ignore[misc]


async def test_states_follow_what_happened(time: FakeTime) -> None:
    """Offline lasts until the device answers, not until the pause is over."""
    connection = time.connect(read_retries=0, breaker_failures=2)
    states: list[HealthState] = []
    connection.health.subscribe(lambda report: states.append(report.state))
    await connection.read(Script(1))
    await lose(connection)
    await lose(connection)
    time.elapsed += 30
    assert connection.health.report.state is HealthState.OFFLINE
    await connection.read(Script(1))
    assert states == [
        HealthState.HEALTHY,
        HealthState.FAILING,
        HealthState.OFFLINE,
        HealthState.HEALTHY,
    ]


async def test_callbacks_see_the_numbers_of_what_they_are_told(time: FakeTime) -> None:
    """First the numbers, then the callback."""
    connection = time.connect(read_retries=1)
    seen: list[tuple[int, int, int, int]] = []
    connection.health.subscribe(
        lambda r: seen.append(
            (r.requests, r.failures, r.retries, r.consecutive_failures)
        )
    )
    await connection.read(Script(LOST, 1))
    assert seen == [(1, 1, 0, 1), (2, 1, 1, 0)]


async def test_last_contact_is_the_last_answer_whatever_it_said(time: FakeTime) -> None:
    """A loss does not move it."""
    connection = time.connect(read_retries=0)
    time.elapsed = 5
    with pytest.raises(ProtocolError):
        await connection.read(Script(ProtocolError("gibberish")))
    time.elapsed = 9
    await lose(connection)
    assert connection.health.report.last_contact == START + timedelta(seconds=5)


async def test_the_round_trip_is_smoothed(time: FakeTime) -> None:
    """The first measurement counts whole, each later one an eighth."""
    connection = time.connect()

    async def answer_after(seconds: float) -> None:
        time.elapsed += seconds

    for seconds, average in ((0.2, 0.2), (5.0, 0.8), (0.8, 0.8)):
        await connection.read(partial(answer_after, seconds))
        assert connection.health.report.round_trip == pytest.approx(average)


async def test_a_failing_callback_breaks_nothing(
    time: FakeTime, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither the request nor the other callbacks; it is logged."""
    connection = time.connect()
    told: list[HealthReport] = []

    def broken(_: HealthReport) -> None:
        raise ZeroDivisionError

    connection.health.subscribe(broken)
    connection.health.subscribe(told.append)
    assert await connection.read(Script("value")) == "value"
    assert len(told) == 1
    assert "A health callback failed" in caplog.text


async def test_who_unsubscribed_is_not_told(time: FakeTime) -> None:
    """Others with the same callback are."""
    connection = time.connect()
    told: list[HealthReport] = []
    unsubscribe = connection.health.subscribe(told.append)
    connection.health.subscribe(told.append)
    unsubscribe()
    unsubscribe()
    await connection.read(Script(1))
    assert len(told) == 1


async def test_a_callback_may_unsubscribe_itself(time: FakeTime) -> None:
    """While it is being called, and without costing others their turn."""
    connection = time.connect()
    told: list[str] = []

    def once(_: HealthReport) -> None:
        told.append("once")
        unsubscribe()

    unsubscribe = connection.health.subscribe(once)
    connection.health.subscribe(lambda _: told.append("always"))
    for _ in range(2):
        await connection.read(Script(1))
    assert told == ["once", "always", "always"]
