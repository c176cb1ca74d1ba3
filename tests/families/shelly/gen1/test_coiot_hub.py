"""The port of pushes belongs to Home Assistant's own integration, where that has devices."""

import asyncio
import socket

import pytest

from custom_components.freehold.families.shelly.gen1 import device as module
from tests.emulators.shelly.gen1.emulator import Gen1Shelly
from tests.families.shelly.rpc.device_rig import Hours

from .device_rig import free_port, hub_at, pushing, rigged

pytestmark = pytest.mark.usefixtures("socket_enabled")


def can_be_taken(port: int) -> bool:
    """Whether nobody holds the port, even for who would not share it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taker:
        try:
            taker.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


async def until(port: int, *, free: bool) -> None:
    """Wait until the port is free, or taken."""
    async with asyncio.timeout(5):
        while can_be_taken(port) is not free:
            await asyncio.sleep(0.01)


async def test_nothing_is_bound_before_it_is_known_that_nobody_else_is_there() -> None:
    """And nothing at all while Home Assistant's own integration has a device."""
    hours, port = Hours(), free_port()
    hub = hub_at(port, hours)
    async with (
        Gen1Shelly("plug-s", coiot_peer=f"127.0.0.1:{port}") as shelly,
        rigged(shelly, hub=hub, hours=hours) as rig,
    ):
        await rig.device.poll()
        await asyncio.sleep(0.05)
        assert hub.address is None
        assert can_be_taken(port)
        assert rig.device.diagnose()["pushes"] == "off"
        hub.core_changed(present=True)
        assert can_be_taken(port)
        assert rig.device.poll_interval == module.ASKED_INTERVAL
        peer = shelly.machine.section("coiot")["peer"]
        hub.core_changed(present=False)
        await until(port, free=False)
        await rig.until_pushes_arrive()
        assert shelly.machine.section("coiot")["peer"] == peer


async def test_the_port_is_given_away_and_taken_back() -> None:
    """Devices go on by polls, and are told to."""
    async with pushing("plug-s") as rig:
        await rig.device.poll()
        await rig.until_pushes_arrive()
        await asyncio.sleep(0.05)
        hub = rig.device._pushes._hub  # noqa: SLF001
        assert hub is not None
        assert hub.address is not None
        port = hub.address[1]
        hub.core_changed(present=True)
        await until(port, free=True)
        await rig.heard.until(lambda: rig.heard.losses)
        assert rig.device.poll_interval == module.ASKED_INTERVAL
        hub.core_changed(present=True)
        hub.core_changed(present=False)
        await until(port, free=False)
        await rig.until_pushes_arrive()
        assert rig.device.poll_interval == module.PUSHED_INTERVAL


async def test_devices_share_one_port_and_the_last_one_frees_it() -> None:
    """One of them more is nothing more; what is of neither is counted."""
    hours, port = Hours(), free_port()
    hub = hub_at(port, hours)
    hub.core_changed(present=False)
    assert (hub.address, hub.strangers) == (None, 0)
    peer = f"127.0.0.1:{port}"
    async with (
        Gen1Shelly("plug-s", coiot_peer=peer) as plug,
        Gen1Shelly("dimmer2", coiot_peer=peer) as dimmer,
        Gen1Shelly("shelly1", coiot_peer=peer) as stranger,
    ):
        async with (
            rigged(plug, hub=hub, hours=hours) as first,
            rigged(dimmer, hub=hub, hours=hours) as second,
        ):
            await first.device.poll()
            await second.device.poll()
            await first.until_pushes_arrive()
            await second.until_pushes_arrive()
            stranger.coiot.push()
            await asyncio.sleep(0.05)
            assert hub.strangers
        await until(port, free=True)


def test_each_loop_has_its_own_port() -> None:
    """The family outlives a loop; a listener does not."""
    hours, port = Hours(), free_port()
    hub = hub_at(port, hours)

    async def once() -> None:
        hub.core_changed(present=False)
        subscription = await hub.subscribe("A8032AB00101", lambda _: None, period=15)
        assert hub.address is not None
        await subscription.close()

    asyncio.run(once())
    asyncio.run(once())


def other_program(port: int) -> socket.socket:
    """Listen as Home Assistant's own integration does: on a port that it would share."""
    other = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    other.bind(("127.0.0.1", port))
    other.setblocking(False)
    return other


async def heard_by(other: socket.socket, shelly: Gen1Shelly) -> bytes:
    """Return what the other program hears of a device."""
    shelly.coiot.push()
    async with asyncio.timeout(5):
        return await asyncio.get_running_loop().sock_recv(other, 4096)


async def test_the_other_integration_comes_later() -> None:
    """From then on it hears the devices, and nobody else."""
    async with pushing("plug-s") as rig:
        await rig.device.poll()
        await rig.until_pushes_arrive()
        hub = rig.device._pushes._hub  # noqa: SLF001
        assert hub is not None
        assert hub.address is not None
        port = hub.address[1]
        hub.core_changed(present=True)
        with other_program(port) as other:
            assert b"SHPLG-S" in await heard_by(other, rig.shelly)
            assert not rig.device.is_push_healthy
            await rig.device.poll()


async def test_the_other_integration_was_there_first() -> None:
    """Nothing is taken from it, whatever is believed of it; when it is gone, we listen."""
    hours, port = Hours(), free_port()
    hub = hub_at(port, hours)
    async with Gen1Shelly("plug-s", coiot_peer=f"127.0.0.1:{port}") as shelly:
        with other_program(port) as other:
            hub.core_changed(present=False)
            async with rigged(shelly, hub=hub, hours=hours) as rig:
                await rig.device.poll()
                assert b"SHPLG-S" in await heard_by(other, shelly)
                assert not rig.device.is_push_healthy
                assert rig.device.poll_interval == module.ASKED_INTERVAL
        async with rigged(shelly, hub=hub, hours=hours) as rig:
            await rig.device.poll()
            await rig.until_pushes_arrive()
