"""Closing: nobody is left waiting, and no write is cut in the middle."""

import asyncio

import pytest

from custom_components.freehold.connection.connection import DeviceConnection
from custom_components.freehold.connection.errors import ConnectionLostError
from custom_components.freehold.connection.health import HealthReport
from custom_components.freehold.connection.policy import ConnectionPolicy

from .script import FakeTime, Held, Script, settle

LOST = ConnectionLostError("lost")


async def test_waiting_callers_are_turned_away(time: FakeTime) -> None:
    """At once; the write under way is waited for."""
    connection = time.connect()
    held, never = Held(), Script()
    callers = [asyncio.create_task(connection.write(o)) for o in (held, never, never)]
    await settle()
    closing = asyncio.create_task(connection.close())
    await settle()
    for caller in callers[1:]:
        with pytest.raises(ConnectionLostError, match="washer: closed while waiting"):
            await caller
    assert never.calls == 0
    assert not closing.done()
    held.let_go.set()
    assert await callers[0] == "done"
    await closing


async def test_a_read_under_way_is_cut_off_and_is_no_failure(time: FakeTime) -> None:
    """Nobody is told that the device failed, for it did not."""
    connection = time.connect()
    reports: list[HealthReport] = []
    connection.health.subscribe(reports.append)
    reading = asyncio.create_task(connection.read(Held()))
    await settle()
    await connection.close()
    with pytest.raises(ConnectionLostError):
        await reading
    assert reports == []


async def test_a_pause_before_a_retry_ends_at_once() -> None:
    """Nobody waits a minute for an entry to unload."""

    async def sleep(_: float) -> None:
        await asyncio.Event().wait()

    connection = DeviceConnection(ConnectionPolicy(gap=0), sleep=sleep)
    operation = Script(LOST, "again")
    reading = asyncio.create_task(connection.read(operation))
    await settle()
    await connection.close()
    with pytest.raises(ConnectionLostError):
        await reading
    assert operation.calls == 1


async def test_a_write_lost_while_closing_is_not_looked_at(time: FakeTime) -> None:
    """Nothing more is sent."""
    connection = time.connect()
    begun, end = asyncio.Event(), asyncio.Event()

    async def operation() -> None:
        begun.set()
        await end.wait()
        raise LOST

    looked = Script()
    writing = asyncio.create_task(connection.write(operation, landed=looked))
    await begun.wait()
    closing = asyncio.create_task(connection.close())
    await settle()
    end.set()
    with pytest.raises(ConnectionLostError):
        await writing
    await closing
    assert looked.calls == 0


async def test_afterwards_nothing_is_sent(time: FakeTime) -> None:
    """Callers learn that the connection is closed."""
    connection = time.connect()
    await connection.close()
    for request in (connection.read, connection.write):
        operation = Script(1)
        with pytest.raises(
            ConnectionLostError, match="washer: the connection is closed"
        ):
            await request(operation)
        assert operation.calls == 0


async def test_closing_twice_is_closing_once(time: FakeTime) -> None:
    """The second time does nothing."""
    connection = time.connect()
    await connection.close()
    await connection.close()


async def test_a_caller_cancelled_while_closing_is_cancelled(time: FakeTime) -> None:
    """Its own cancellation is not turned into a device error."""
    connection = time.connect()
    held = Held()
    first = asyncio.create_task(connection.write(held))
    second = asyncio.create_task(connection.read(Script(1)))
    await settle()
    closing = asyncio.create_task(connection.close())
    second.cancel()
    held.let_go.set()
    await asyncio.gather(first, closing)
    with pytest.raises(asyncio.CancelledError):
        await second


async def test_the_gap_after_a_health_check_ends_at_once() -> None:
    """Found by chance: the caller whose device had just answered was waited for."""

    async def sleep(_: float) -> None:
        await asyncio.Event().wait()

    clock = 0.0

    async def healthy() -> None:
        return None

    connection = DeviceConnection(
        ConnectionPolicy(
            gap=1, read_retries=0, breaker_failures=1, breaker_pause=10, backoff=0
        ),
        clock=lambda: clock,
        sleep=sleep,
        health_check=healthy,
    )
    never = Script()
    with pytest.raises(ConnectionLostError):
        await connection.read(Script(LOST))
    clock = 20.0
    reading = asyncio.create_task(connection.read(never))
    await settle()
    async with asyncio.timeout(5):
        await connection.close()
    with pytest.raises(ConnectionLostError):
        await reading
    assert never.calls == 0
