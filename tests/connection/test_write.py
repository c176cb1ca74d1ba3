"""Writes: never repeated blindly."""

import pytest

from custom_components.freehold.connection.errors import (
    AuthenticationError,
    CommandRefusedError,
    ConnectionLostError,
    DeviceBusyError,
    DeviceError,
    ReconnectionError,
)

from .script import FakeTime, Script

LOST = ConnectionLostError("lost")


async def test_a_write_returns_its_answer(time: FakeTime) -> None:
    """Nobody looks at what was answered."""
    looked = Script()
    assert await time.connect().write(Script("ok"), landed=looked) == "ok"
    assert looked.calls == 0


async def test_a_lost_write_is_not_repeated_if_nobody_can_look(time: FakeTime) -> None:
    """The caller decides what to do."""
    operation = Script(LOST, "again")
    with pytest.raises(ConnectionLostError):
        await time.connect().write(operation)
    assert operation.calls == 1


async def test_a_lost_write_that_took_effect_is_done(time: FakeTime) -> None:
    """Its answer is lost, so there is none to return."""
    operation = Script(LOST)
    assert await time.connect().write(operation, landed=Script(True)) is None
    assert operation.calls == 1


async def test_a_lost_write_without_effect_is_sent_once_more(time: FakeTime) -> None:
    """Looking came first."""
    connection = time.connect()
    operation = Script(LOST, "ok")
    assert await connection.write(operation, landed=Script(False)) == "ok"
    assert operation.calls == 2
    assert connection.health.report.retries == 1


@pytest.mark.parametrize("took_effect", [True, False])
async def test_the_second_loss_is_looked_at_too(
    time: FakeTime, took_effect: bool
) -> None:
    """And there is no third attempt."""
    operation, looked = Script(LOST, LOST), Script(False, took_effect)
    writing = time.connect().write(operation, landed=looked)
    if took_effect:
        assert await writing is None
    else:
        with pytest.raises(ConnectionLostError):
            await writing
    assert (operation.calls, looked.calls) == (2, 2)


async def test_looking_waits_for_the_device_to_settle(time: FakeTime) -> None:
    """A little longer the second time."""
    connection = time.connect(backoff=1)
    await connection.write(Script(LOST, LOST), landed=Script(False, True))
    assert time.naps == [1, 2]


async def test_looking_may_read_through_the_same_connection(time: FakeTime) -> None:
    """The slot is free meanwhile, and the look has retries of its own."""
    connection = time.connect(in_flight=1)
    read = Script(LOST, True)
    operation = Script(LOST)
    assert (
        await connection.write(operation, landed=lambda: connection.read(read)) is None
    )
    assert read.calls == 2


@pytest.mark.parametrize(
    "failure", [LOST, DeviceBusyError("busy"), AuthenticationError("no")]
)
async def test_if_looking_fails_the_outcome_is_unknown(
    time: FakeTime, failure: DeviceError
) -> None:
    """The caller learns of the lost write, with the look's error as the cause."""
    lost = ConnectionLostError("the write")
    operation = Script(lost, "again")
    with pytest.raises(ConnectionLostError, match="the write") as raised:
        await time.connect().write(operation, landed=Script(failure))
    assert raised.value.__cause__ is failure
    assert operation.calls == 1


@pytest.mark.parametrize(
    "answer", [CommandRefusedError("no"), AuthenticationError("no")]
)
async def test_a_refused_write_is_not_repeated(
    time: FakeTime, answer: DeviceError
) -> None:
    """The device understood it."""
    operation, looked = Script(answer, "again"), Script()
    with pytest.raises(type(answer)):
        await time.connect().write(operation, landed=looked)
    assert (operation.calls, looked.calls) == (1, 0)


async def test_busy_means_not_taken_and_says_when_to_try_again(time: FakeTime) -> None:
    """The connection does not wait for the caller."""
    operation = Script(DeviceBusyError("busy"), "again")
    with pytest.raises(DeviceBusyError) as busy:
        await time.connect(busy_backoff=2).write(operation)
    assert busy.value.retry_after == 2
    assert operation.calls == 1
    assert time.naps == []


async def test_a_write_that_opens_the_breaker_is_not_sent_again(time: FakeTime) -> None:
    """It had no effect, and the device is left alone."""
    connection = time.connect(breaker_failures=1)
    operation = Script(LOST, "again")
    with pytest.raises(ReconnectionError):
        await connection.write(operation, landed=Script(False))
    assert operation.calls == 1
