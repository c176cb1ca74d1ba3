"""Reads: what is sent again, after which pause, and when it is given up."""

import asyncio

import pytest

from custom_components.freehold.connection.breaker import BreakerState
from custom_components.freehold.connection.connection import DeviceConnection
from custom_components.freehold.connection.errors import (
    AuthenticationError,
    CommandRefusedError,
    ConnectionLostError,
    DeviceBusyError,
    DeviceError,
    DeviceResetError,
    DeviceSleepError,
    ProtocolError,
    ReconnectionError,
    UnsupportedError,
)
from custom_components.freehold.connection.policy import ConnectionPolicy

from .script import FakeTime, Held, Script, settle

LOST = ConnectionLostError("lost")
ANSWERS = [
    AuthenticationError,
    CommandRefusedError,
    DeviceResetError,
    DeviceSleepError,
    ProtocolError,
    UnsupportedError,
]


async def test_a_lost_read_is_sent_again_with_growing_pauses(time: FakeTime) -> None:
    """Each pause is twice the one before."""
    connection = time.connect(read_retries=3, backoff=1)
    operation = Script(LOST, LOST, LOST, "value")
    assert await connection.read(operation) == "value"
    assert time.naps == [1, 2, 4]
    assert connection.health.report.retries == 3


async def test_after_the_last_retry_the_error_leaves(time: FakeTime) -> None:
    """`read_retries` counts the attempts after the first."""
    connection = time.connect(read_retries=2)
    operation = Script(LOST, LOST, LOST, "too late")
    with pytest.raises(ConnectionLostError):
        await connection.read(operation)
    assert operation.calls == 3


async def test_pauses_are_capped(time: FakeTime) -> None:
    """At `backoff_limit`."""
    connection = time.connect(read_retries=4, backoff=10, backoff_limit=25)
    await connection.read(Script(LOST, LOST, LOST, LOST, 1))
    assert time.naps == [10, 20, 25, 25]


async def test_jitter_shortens_each_pause(time: FakeTime) -> None:
    """By a share drawn anew each time, so that the cap holds."""
    randoms = iter([0.0, 0.5, 1.0])
    connection = time.connect(
        read_retries=3, backoff=8, jitter=0.25, random=lambda: next(randoms)
    )
    await connection.read(Script(LOST, LOST, LOST, 1))
    assert time.naps == [8, 14, 24]


@pytest.mark.parametrize("answer", ANSWERS)
async def test_an_answer_is_not_asked_for_again(
    time: FakeTime, answer: type[DeviceError]
) -> None:
    """It would be the same."""
    connection = time.connect()
    operation = Script(answer("no"))
    with pytest.raises(answer):
        await connection.read(operation)
    assert operation.calls == 1


async def test_busy_is_waited_out(time: FakeTime) -> None:
    """With a back-off of its own."""
    connection = time.connect(busy_backoff=2)
    busy = Script(DeviceBusyError("busy"), DeviceBusyError("busy"), "value")
    assert await connection.read(busy) == "value"
    assert time.naps == [2, 4]


async def test_consecutive_busy_answers_add_up_across_calls(time: FakeTime) -> None:
    """A new caller does not start from the short pause; the error says how long to wait."""
    connection = time.connect(busy_backoff=2, read_retries=2, backoff_limit=60)
    pauses = []
    for _ in range(3):
        with pytest.raises(DeviceBusyError) as busy:
            await connection.read(Script(*(DeviceBusyError("busy") for _ in range(3))))
        pauses.append(busy.value.retry_after)
    assert time.naps == [2, 4, 16, 32, 60, 60]
    assert pauses == [8, 60, 60]


@pytest.mark.parametrize("end", ["value", ProtocolError("gibberish")])
async def test_another_answer_ends_the_row_of_busy_ones(
    time: FakeTime, end: object
) -> None:
    """The next busy one starts from the short pause."""
    connection = time.connect(busy_backoff=2)
    await asyncio.gather(
        connection.read(Script(DeviceBusyError("busy"), end)), return_exceptions=True
    )
    await connection.read(Script(DeviceBusyError("busy"), 1))
    assert time.naps == [2, 2]


async def test_a_lost_request_does_not_end_the_row_of_busy_answers(
    time: FakeTime,
) -> None:
    """Silence does not say that the device has time again."""
    connection = time.connect(busy_backoff=2, backoff=1)
    busy = [DeviceBusyError("busy") for _ in range(2)]
    with pytest.raises(DeviceBusyError):
        await connection.read(Script(busy[0], LOST, busy[1]))
    assert busy[1].retry_after == 4


async def test_the_device_may_ask_for_a_longer_rest(time: FakeTime) -> None:
    """Up to `backoff_limit`."""
    connection = time.connect(busy_backoff=2, backoff_limit=60)
    await connection.read(Script(DeviceBusyError("busy", retry_after=20), 1))
    await connection.read(Script(DeviceBusyError("busy", retry_after=7200), 1))
    assert time.naps == [20, 60]


async def test_others_are_served_while_a_read_pauses(time: FakeTime) -> None:
    """The slot is not held between two attempts."""
    paused = asyncio.Event()
    go_on = asyncio.Event()

    async def sleep(_: float) -> None:
        paused.set()
        await go_on.wait()

    connection = DeviceConnection(ConnectionPolicy(gap=0), sleep=sleep)
    task = asyncio.create_task(connection.read(Script(LOST, "late")))
    await paused.wait()
    assert await connection.read(Script("at once")) == "at once"
    go_on.set()
    assert await task == "late"


async def test_silence_becomes_a_lost_connection() -> None:
    """After `request_timeout`, and it counts as a failure."""
    connection = DeviceConnection(
        ConnectionPolicy(gap=0, request_timeout=0.01, read_retries=0), name="washer"
    )
    with pytest.raises(ConnectionLostError, match="washer: no answer in time"):
        await connection.read(Held())
    assert connection.health.report.consecutive_failures == 1


async def test_a_timeout_of_the_operations_own_is_a_bug(time: FakeTime) -> None:
    """Only our own time limit is translated."""
    connection = time.connect()
    with pytest.raises(TimeoutError):
        await connection.read(Script(TimeoutError()))
    assert connection.health.report.failures == 0


async def test_retries_stop_when_the_breaker_opens(time: FakeTime) -> None:
    """The caller learns of the loss, not of the breaker."""
    connection = time.connect(read_retries=9, breaker_failures=3)
    operation = Script(*[LOST] * 10)
    with pytest.raises(ConnectionLostError):
        await connection.read(operation)
    assert operation.calls == 3
    assert connection.health.report.breaker is BreakerState.OPEN


async def test_nothing_is_sent_while_the_breaker_is_open(time: FakeTime) -> None:
    """Neither reads nor writes."""
    connection = time.connect(read_retries=0, breaker_failures=1, breaker_pause=30)
    with pytest.raises(ConnectionLostError):
        await connection.read(Script(LOST))
    time.elapsed += 10
    for request in (connection.read, connection.write):
        operation = Script(1)
        with pytest.raises(ReconnectionError) as refused:
            await request(operation)
        assert operation.calls == 0
        assert refused.value.retry_after == 20


@pytest.mark.parametrize("answer", [DeviceBusyError, *ANSWERS])
async def test_any_answer_is_contact(time: FakeTime, answer: type[DeviceError]) -> None:
    """Even an error shows that the device is there."""
    connection = time.connect(read_retries=0, breaker_failures=2)
    ends = (LOST, answer("no"), LOST, answer("no"), LOST)
    for end in ends:
        with pytest.raises(type(end)):
            await connection.read(Script(end))
    assert connection.health.report.breaker is BreakerState.CLOSED


async def test_the_next_operation_is_the_probe(time: FakeTime) -> None:
    """Without retries; a loss doubles the pause, an answer closes."""
    connection = time.connect(read_retries=2, breaker_failures=1, breaker_pause=30)
    for pause in (30, 60):
        lost = Script(LOST, "never asked")
        with pytest.raises(ConnectionLostError):
            await connection.read(lost)
        assert lost.calls == 1
        assert connection.health.report.retry_after == pause
        time.elapsed += pause
    assert await connection.read(Script("back")) == "back"
    assert connection.health.report.breaker is BreakerState.CLOSED


async def test_only_one_of_many_probes(time: FakeTime) -> None:
    """Also where several slots are free."""
    connection = time.connect(in_flight=3, read_retries=0, breaker_failures=1)
    with pytest.raises(ConnectionLostError):
        await connection.read(Script(LOST))
    time.elapsed += 30
    held, other = Held(), Script(1)
    probe = asyncio.create_task(connection.read(held))
    await settle()
    with pytest.raises(ReconnectionError):
        await connection.read(other)
    assert other.calls == 0
    held.let_go.set()
    assert await probe == "done"


@pytest.mark.parametrize("end", [ZeroDivisionError(), asyncio.CancelledError()])
async def test_a_probe_that_tells_nothing_leaves_the_next_one_to_ask(
    time: FakeTime, end: BaseException
) -> None:
    """A bug or a cancelled caller says nothing about the device."""
    connection = time.connect(read_retries=0, breaker_failures=1)
    with pytest.raises(ConnectionLostError):
        await connection.read(Script(LOST))
    time.elapsed += 30
    with pytest.raises(type(end)):
        await connection.read(Script(end))
    assert connection.health.report.breaker is BreakerState.HALF_OPEN
    assert await connection.read(Script("back")) == "back"


class TestHealthCheck:
    """A request of the family's choice that finds out whether a silent device is back."""

    @staticmethod
    async def silent(time: FakeTime, check: Script) -> DeviceConnection:
        """Return a connection that is due for a probe."""
        connection = DeviceConnection(
            ConnectionPolicy(gap=0.15, read_retries=1, breaker_failures=1),
            clock=time.clock,
            sleep=time.sleep,
            random=lambda: 0.0,
            health_check=check,
        )
        with pytest.raises(ConnectionLostError):
            await connection.read(Script(LOST))
        time.elapsed += 30
        time.naps.clear()
        return connection

    async def test_runs_before_the_operation_with_a_gap(self, time: FakeTime) -> None:
        """Both are requests, and both are counted."""
        check = Script(None)
        connection = await self.silent(time, check)
        assert await connection.read(Script("value")) == "value"
        assert check.calls == 1
        assert time.naps == pytest.approx([0.15])
        assert connection.health.report.requests == 3

    async def test_protects_the_operation(self, time: FakeTime) -> None:
        """What was not sent is not lost: the caller learns that reconnecting failed."""
        connection = await self.silent(time, Script(LOST))
        operation, looked = Script("never sent"), Script()
        with pytest.raises(ReconnectionError, match="still silent") as refused:
            await connection.write(operation, landed=looked)
        assert (operation.calls, looked.calls) == (0, 0)
        assert refused.value.retry_after == 60

    async def test_is_not_asked_while_all_is_well(self, time: FakeTime) -> None:
        """It costs nothing then."""
        check = Script(None)
        connection = await self.silent(time, check)
        for _ in range(3):
            await connection.read(Script(1))
        assert check.calls == 1

    async def test_its_answer_counts_even_if_it_is_an_error(
        self, time: FakeTime
    ) -> None:
        """The caller gets it, and the breaker closes."""
        connection = await self.silent(time, Script(AuthenticationError("no")))
        with pytest.raises(AuthenticationError):
            await connection.read(Script(1))
        assert connection.health.report.breaker is BreakerState.CLOSED


async def test_a_device_that_was_seen_is_expected_until_it_is_asked(
    time: FakeTime,
) -> None:
    """So that one which sleeps is asked only then."""
    connection = time.connect()
    seen = [connection.contact_expected]
    connection.expect_contact()
    seen.append(connection.contact_expected)
    await connection.read(Script("value"))
    seen.append(connection.contact_expected)
    assert seen == [False, True, False]
