"""A device that sleeps is healthy while silent, shows everything, and is never polled awake."""

import asyncio

import pytest

from custom_components.freehold.connection.errors import (
    CommandRefusedError,
    ConnectionLostError,
)
from custom_components.freehold.families.shelly.protocol.rpc.frames import Notification
from custom_components.freehold.families.shelly.rpc import device as module
from custom_components.freehold.families.shelly.waking import WakeQueue
from tests.emulators.shelly.rpc.emulator import RpcShelly

from .device_rig import Hours, rigged

pytestmark = pytest.mark.usefixtures("socket_enabled")

PERIOD = 7200


async def test_its_silence_is_normal() -> None:
    """Once read, it is left alone."""
    async with RpcShelly("plus-ht") as shelly, rigged(shelly) as rig:
        await rig.device.poll()
        assert rig.device.normal_silence
        assert not rig.device.client.is_push_open, "a WebSocket would keep it awake"
        await shelly.sleep()
        shelly.log.clear()
        rig.hours.seconds += PERIOD
        state = await rig.device.poll()
        assert state.status["temperature:0"]["tC"] is not None
        assert rig.methods == []
        assert rig.device.poll_interval == module.ASLEEP_INTERVAL


async def test_it_is_read_when_somebody_saw_it() -> None:
    """Awake for seconds, it is asked at once; asleep again, that is no error."""
    async with RpcShelly("plus-ht") as shelly, rigged(shelly) as rig:
        await rig.device.poll()
        await shelly.sleep()
        await shelly.wake()
        shelly.log.clear()
        rig.device.connection.expect_contact()
        await rig.device.poll()
        assert "shelly.getstatus" in rig.methods
        await shelly.sleep()
        rig.device.connection.expect_contact()
        await rig.device.poll()


async def test_too_long_a_silence_is_an_error() -> None:
    """One wake-up may be missed, not two."""
    async with RpcShelly("plus-ht") as shelly, rigged(shelly) as rig:
        await rig.device.poll()
        await shelly.sleep()
        rig.hours.seconds += 2.1 * PERIOD
        await rig.device.poll()
        rig.hours.seconds += 0.2 * PERIOD
        with pytest.raises(ConnectionLostError):
            await rig.device.poll()


async def test_the_silence_counts_over_a_restart() -> None:
    """What is remembered says when it was heard."""
    async with RpcShelly("plus-ht") as shelly:
        hours = Hours()
        async with rigged(shelly, hours=hours) as rig:
            await rig.device.poll()
            memory = rig.device.remember()
        await shelly.sleep()
        hours.seconds += PERIOD
        async with rigged(shelly, memory=memory, hours=hours) as rig:
            assert rig.value("sensors", "humidity:0_humidity") is not None
            await rig.device.poll()
            hours.seconds += 2 * PERIOD
            with pytest.raises(ConnectionLostError):
                await rig.device.poll()


async def test_commands_wait_until_it_wakes() -> None:
    """And are carried out in their order before anything is read."""
    async with RpcShelly("plus-ht") as shelly, rigged(shelly) as rig:
        await rig.device.poll()
        await shelly.sleep()
        await rig.device.identify()
        await rig.device.reboot()
        assert len(rig.device.waiting) == 2
        assert rig.device.diagnose()["waiting_writes"] == 2
        assert await rig.device.diagnose_deeply()
        await shelly.wake()
        shelly.log.clear()
        rig.device.connection.expect_contact()
        await rig.device.poll()
        assert len(rig.device.waiting) == 0
        assert "shelly.reboot" in rig.methods


async def test_its_own_report_is_shown_and_wakes_what_waits() -> None:
    """A device that dials us tells everything."""
    async with RpcShelly("plus-ht") as shelly, rigged(shelly) as rig:
        await rig.device.poll()
        await rig.device.reboot()
        state = rig.device.state
        assert state is not None
        told = {**state.status, "temperature:0": {"id": 0, "tC": 31.5, "tF": 88.7}}
        rig.hours.seconds += PERIOD
        rig.device.notified(Notification("x", "notifyfullstatus", told))
        assert rig.value("sensors", "temperature:0_temperature") == 31.5
        assert rig.heard.pushes == 1
        rig.hours.seconds += 2 * PERIOD
        await rig.device.poll()
        async with asyncio.timeout(5):
            while rig.device.waiting:
                await asyncio.sleep(0.01)


async def test_what_is_refused_on_waking_is_dropped_with_a_warning(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Nobody waits for the answer any more; what met silence waits on."""
    queue = WakeQueue(lambda: True)
    done: list[str] = []

    async def refuse() -> None:
        raise CommandRefusedError("no")

    async def sleep_again() -> None:
        raise ConnectionLostError("gone")

    async def write() -> None:
        done.append("written")

    await queue.carry_out("first", refuse)
    await queue.carry_out("second", write)
    await queue.carry_out("third", sleep_again)
    await queue.carry_out("fourth", write)
    await queue.flush("Sensor")
    assert done == ["written"]
    assert len(queue) == 2
    assert "Sensor refused first" in caplog.text


async def test_two_writes_for_the_same_are_one() -> None:
    """The later one counts."""
    queue = WakeQueue(lambda: True)

    async def write() -> None:
        pass

    await queue.carry_out("name", write)
    await queue.carry_out("name", write)
    assert len(queue) == 1
