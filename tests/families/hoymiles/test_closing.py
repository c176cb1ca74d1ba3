"""A gateway that is let go of in the middle of something."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from custom_components.freehold.connection.errors import DeviceError
from tests.emulators.hoymiles import Kind

from .device_rig import Rig, emulated, rigged

pytestmark = pytest.mark.usefixtures("socket_enabled")


@pytest.fixture
async def no_stray_tasks() -> AsyncIterator[None]:
    """See that everything that was begun has ended."""
    before = asyncio.all_tasks()
    yield
    left = asyncio.all_tasks() - before - {asyncio.current_task()}
    assert not [task for task in left if "hoymiles" in repr(task.get_coro()).lower()]


async def asked(rig: Rig, place: str, times: int = 1) -> None:
    """Wait until the gateway was asked something."""
    async with asyncio.timeout(10):
        while rig.places.count(place) < times:
            await asyncio.sleep(0.001)


@pytest.mark.usefixtures("no_stray_tasks")
@pytest.mark.parametrize("where", ["A301", "A311/0", "A309", "A304"])
async def test_in_the_middle_of_a_poll(where: str) -> None:
    """It ends at once, though the gateway would be waited for."""
    async with emulated(Kind.DTU_PRO) as dtu, rigged(dtu, patience=600) as rig:
        dtu.misbehave("silence", where=where)
        poll = asyncio.create_task(rig.device.poll())
        await asked(rig, where)
        async with asyncio.timeout(10):
            await rig.device.close()
            await asyncio.wait([poll])
        assert isinstance(poll.exception(), DeviceError | None)
        assert rig.device.remember()


@pytest.mark.usefixtures("no_stray_tasks")
async def test_while_a_command_is_seen_through() -> None:
    """It was accepted, and is not waited for any longer."""
    async with emulated(Kind.DTU_PRO) as dtu, rigged(dtu, patience=600) as rig:
        await rig.device.poll()
        dtu.misbehave("busy", where="A305/7")
        command = asyncio.create_task(
            rig.device.turn(dtu.plant.array["0"].serial, False)
        )
        await asked(rig, "A306", times=3)
        async with asyncio.timeout(10):
            await rig.device.close()
            await asyncio.wait([command])


@pytest.mark.usefixtures("no_stray_tasks")
async def test_a_command_under_way_is_not_cut_off() -> None:
    """It would not be known whether it took effect."""
    async with emulated(Kind.DTU_PRO, latency=0.2) as dtu, rigged(dtu) as rig:
        await rig.device.poll()
        command = asyncio.create_task(rig.device.limit(50.0))
        await asked(rig, "A305/8")
        async with asyncio.timeout(10):
            await rig.device.close()
            await asyncio.wait([command])
        await rig.house.pass_by(seconds=5)
        assert [inverter.limit for inverter in dtu.plant.array] == [50, 50, 50]


@pytest.mark.usefixtures("no_stray_tasks")
async def test_twice_and_before_anything() -> None:
    """Nobody is asked any more."""

    async def refused(call: Callable[[], Awaitable[object]]) -> None:
        with pytest.raises(DeviceError):
            await call()

    async with emulated() as dtu, rigged(dtu) as rig:
        await rig.device.close()
        await rig.device.close()
        await refused(rig.device.poll)
        await refused(lambda: rig.device.limit(50.0))
        await refused(rig.device.restart)
        assert dtu.requests == []
