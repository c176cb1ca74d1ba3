"""A Gen1 device that sleeps: its last state, its waking, what waits for that."""

import pytest

from custom_components.freehold.connection.errors import (
    CommandRefusedError,
    ConnectionLostError,
)
from custom_components.freehold.families.shelly.gen1 import device as module
from tests.emulators.shelly.gen1.emulator import Gen1Shelly
from tests.families.shelly.rpc.device_rig import Hours

from .device_rig import pushing, rigged

pytestmark = pytest.mark.usefixtures("socket_enabled")
HOUR = 3600.0


async def test_a_sleeping_device_keeps_its_state() -> None:
    """It is not asked, and that is no error."""
    async with Gen1Shelly("ht") as shelly, rigged(shelly) as rig:
        state = await rig.device.poll()
        assert rig.device.normal_silence
        assert rig.device.poll_interval == module.ASLEEP_INTERVAL
        await shelly.fall_asleep()
        shelly.requests.clear()
        rig.hours.seconds += 20 * HOUR
        assert await rig.device.poll() is state
        assert rig.paths == []
        assert rig.value("sensors", "temperature") == 21.5


async def test_one_that_does_not_report_any_more_is_lost() -> None:
    """After a bit more than two of its periods."""
    async with Gen1Shelly("ht") as shelly, rigged(shelly) as rig:
        await rig.device.poll()
        await shelly.fall_asleep()
        rig.hours.seconds += 2.2 * 12 * HOUR + 60
        with pytest.raises(ConnectionLostError):
            await rig.device.poll()
        await shelly.wake()
        await rig.device.poll()


async def test_somebody_saw_it() -> None:
    """Then it is asked; too late is no error either."""
    async with Gen1Shelly("ht") as shelly, rigged(shelly) as rig:
        state = await rig.device.poll()
        await shelly.fall_asleep()
        await shelly.set_climate(25, 50)
        rig.device.connection.expect_contact()
        assert (await rig.device.poll()).status.sensors.temperature_c == 25
        await shelly.fall_asleep()
        rig.device.connection.expect_contact()
        assert (await rig.device.poll()) != state


async def test_a_push_wakes_its_entities() -> None:
    """Without asking it anything."""
    async with pushing("ht") as rig:
        await rig.device.poll()
        await rig.until_pushes_arrive()
        await rig.shelly.fall_asleep()
        rig.shelly.requests.clear()
        await rig.shelly.set_climate(28, 60)
        await rig.heard.until(lambda: rig.value("sensors", "temperature") == 28)
        assert rig.paths == []


async def test_what_waited_is_done_when_it_wakes() -> None:
    """The later of two for the same; what it refuses is dropped, and said."""
    done: list[str] = []

    async def write() -> None:
        done.append("written")

    async def refused() -> None:
        raise CommandRefusedError("no")

    async with pushing("ht") as rig:
        await rig.device.poll()
        await rig.until_pushes_arrive()
        await rig.shelly.fall_asleep()
        await rig.device.waiting.carry_out("name", write)
        await rig.device.waiting.carry_out("other", refused)
        await rig.device.reboot()
        assert rig.device.diagnose()["waiting_writes"] == 3
        assert not done
        pushes = rig.heard.pushes
        await rig.shelly.set_climate(25, 55)
        await rig.heard.until(lambda: done and rig.heard.pushes > pushes + 1)
        assert rig.device.diagnose()["waiting_writes"] == 0
        assert "/reboot" in rig.paths
        assert (await rig.device.diagnose_deeply())["actions"] == {"skipped": "asleep"}


async def test_a_restart_beside_a_sleeper_shows_everything() -> None:
    """Out of memory; and its time to be overdue begins anew, as nobody listened."""
    async with Gen1Shelly("ht", name="Bath") as shelly:
        async with rigged(shelly) as rig:
            state = await rig.device.poll()
            memory = rig.device.remember()
        await shelly.fall_asleep()
        hours = Hours()
        hours.seconds = 100 * HOUR
        async with rigged(shelly, memory=memory, hours=hours) as rig:
            assert rig.device.normal_silence
            assert rig.device.identity.name == "Bath"
            assert rig.value("sensors", "temperature") == 21.5
            assert rig.device.state is not None
            assert rig.device.state.started_at == state.started_at
            await rig.device.poll()


async def test_what_was_pushed_last_is_remembered() -> None:
    """The memory is that of the last push, not that of the last answer."""
    async with pushing("ht") as rig:
        await rig.device.poll()
        await rig.until_pushes_arrive()
        await rig.shelly.set_climate(28, 60)
        await rig.heard.until(lambda: rig.value("sensors", "temperature") == 28)
        memory = rig.device.remember()
        async with rigged(rig.shelly, memory=memory) as again:
            assert again.value("sensors", "temperature") == 28


async def test_without_a_memory_a_sleeper_cannot_be_shown() -> None:
    """Nothing is known of it."""
    async with Gen1Shelly("ht") as shelly, rigged(shelly) as rig:
        await shelly.fall_asleep()
        with pytest.raises(ConnectionLostError):
            await rig.device.poll()
