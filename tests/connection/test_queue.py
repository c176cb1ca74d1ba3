"""Order, limits and gaps: who may send, and when."""

import asyncio
from functools import partial

import pytest

from custom_components.freehold.connection.connection import DeviceConnection
from custom_components.freehold.connection.errors import DeviceBusyError
from custom_components.freehold.connection.policy import ConnectionPolicy

from .script import FakeTime, Held, Script, settle


async def test_callers_are_served_in_the_order_they_came(time: FakeTime) -> None:
    """Reads and writes stand in one queue."""
    connection = time.connect(gap=0.15)
    served: list[int] = []

    async def request(number: int) -> None:
        served.append(number)
        await asyncio.sleep(0)

    async with asyncio.TaskGroup() as callers:
        for number in range(10):
            ask = connection.read if number % 2 else connection.write
            callers.create_task(ask(partial(request, number)))
    assert served == list(range(10))


@pytest.mark.parametrize("in_flight", [1, 2, 4])
async def test_no_more_than_in_flight_at_once(time: FakeTime, in_flight: int) -> None:
    """The rest waits for a slot."""
    connection = time.connect(in_flight=in_flight)
    operations = [Held() for _ in range(6)]
    callers = [asyncio.create_task(connection.read(held)) for held in operations]
    await settle()
    begun = [held.begun.is_set() for held in operations]
    assert begun == [True] * in_flight + [False] * (6 - in_flight)
    for held in operations:
        held.let_go.set()
    assert await asyncio.gather(*callers) == ["done"] * 6


async def test_the_gap_lies_between_end_and_start(time: FakeTime) -> None:
    """However long the request itself took."""
    connection = time.connect(gap=0.15)
    spans: list[tuple[float, float]] = []

    async def request() -> None:
        begun = time.elapsed
        time.elapsed += 2
        spans.append((begun, time.elapsed))

    await asyncio.gather(*(connection.read(request) for _ in range(3)))
    assert [end for _, end in spans] == pytest.approx([2, 4.15, 6.3])
    assert time.naps == pytest.approx([0.15, 0.15])


async def test_no_gap_after_a_long_silence(time: FakeTime) -> None:
    """The gap is counted from the last end, not slept each time."""
    connection = time.connect(gap=0.15)
    await connection.read(Script(1))
    time.elapsed += 5
    await connection.read(Script(1))
    assert time.naps == []


async def test_only_the_head_of_the_queue_waits_for_the_gap() -> None:
    """Two that waited side by side could overtake each other."""
    naps: list[float] = []

    async def sleep(seconds: float) -> None:
        naps.append(seconds)
        await asyncio.Event().wait()

    connection = DeviceConnection(
        ConnectionPolicy(in_flight=2, gap=60), clock=lambda: 0, sleep=sleep
    )
    await connection.read(Script(1))
    callers = [asyncio.create_task(connection.read(Script(1))) for _ in range(2)]
    await settle()
    assert naps == [60]
    await connection.close()
    await asyncio.gather(*callers, return_exceptions=True)


async def test_one_caller_too_many_is_turned_away(time: FakeTime) -> None:
    """At once, without being sent, and without harm to those who wait."""
    connection = time.connect(queue_limit=2)
    held = Held()
    callers = [asyncio.create_task(connection.read(held)) for _ in range(3)]
    await settle()
    assert connection.health.report.waiting == 2
    refused = Script(1)
    with pytest.raises(DeviceBusyError, match="washer: 2 requests are waiting"):
        await connection.read(refused)
    assert refused.calls == 0
    held.let_go.set()
    await asyncio.gather(*callers)
    assert connection.health.report.waiting == 0


async def test_a_cancelled_caller_frees_its_place(time: FakeTime) -> None:
    """Those behind move up."""
    connection = time.connect()
    first, second, third = Held(), Held(), Held()
    tasks = [asyncio.create_task(connection.read(o)) for o in (first, second, third)]
    await settle()
    tasks[1].cancel()
    first.let_go.set()
    await settle()
    assert not second.begun.is_set()
    assert third.begun.is_set()
    third.let_go.set()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_cancelled_request_frees_its_slot(time: FakeTime) -> None:
    """The next caller gets it."""
    connection = time.connect()
    task = asyncio.create_task(connection.read(Held()))
    await settle()
    task.cancel()
    await settle()
    assert await connection.read(Script("next")) == "next"


async def test_a_caller_cancelled_in_the_gap_frees_its_slot(time: FakeTime) -> None:
    """The slot is held while the gap passes."""
    connection = time.connect(gap=0.15)
    await connection.read(Script(1))
    task = asyncio.create_task(connection.read(Script(2)))
    await asyncio.sleep(0)
    assert time.naps == pytest.approx([0.15])
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert await connection.read(Script("next")) == "next"


async def test_a_bug_in_an_operation_passes_untouched_and_frees_the_slot(
    time: FakeTime,
) -> None:
    """It is neither retried nor taken for a failure of the device."""
    connection = time.connect()
    bug = Script(ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        await connection.read(bug)
    assert bug.calls == 1
    assert connection.health.report.failures == 0
    assert await connection.read(Script("next")) == "next"
