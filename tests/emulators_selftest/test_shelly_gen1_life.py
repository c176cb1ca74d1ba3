"""Restarts, updates, resets, sleep and networks of emulated Gen1 devices, and their faults."""

import asyncio

from aiohttp import ClientError, ClientPayloadError
import pytest

from tests.emulators.shelly.gen1 import Fault

from .conftest import UnpackGen1
from .shelly_gen1_peer import PASSWORD, Ear, Gen1Peer


async def refuses(peer: Gen1Peer) -> bool:
    """Return whether nobody can connect."""
    try:
        await peer.ask("GET", "/shelly")
    except ClientError:
        return True
    return False


async def test_a_restart_takes_a_while(unpack_gen1: UnpackGen1) -> None:
    """Answered first; then nobody is there; then everything as before, but counters."""
    peer = await unpack_gen1()
    await peer.get("/settings", name="Lamp")
    await peer.get("/settings/relay/0", default_state="last")
    await peer.get("/relay/0", turn="on")

    assert await peer.get("/reboot") == {"ok": True}
    await peer.device.advance(2)
    assert await refuses(peer)
    await peer.device.advance(5)

    status = await peer.get("/status")
    assert status["relays"][0]["ison"] is True
    assert (status["cfg_changed_cnt"], status["uptime"]) == (0, 1)
    assert (await peer.get("/settings"))["name"] == "Lamp"


async def test_a_new_mode_restarts_and_renumbers(unpack_gen1: UnpackGen1) -> None:
    """Two relays become one roller."""
    peer = await unpack_gen1("switch25")

    await peer.get("/settings", mode="roller")
    await peer.device.advance(10)

    status = await peer.get("/status")
    assert "relays" not in status
    assert len(status["rollers"]) == 1
    assert (await peer.ask("GET", "/relay/0")).status == 404
    description = await peer.get("/cit/d")
    assert "roller_0" in [block["D"] for block in description["blk"]]
    assert peer.device.restarts == 1


async def test_eco_mode_restarts_even_unchanged(unpack_gen1: UnpackGen1) -> None:
    """As firmware does."""
    peer = await unpack_gen1()

    await peer.get("/settings", eco_mode_enabled="false")
    await peer.device.advance(10)

    assert peer.device.restarts == 1


async def test_a_storm_of_writes_restarts_it(unpack_gen1: UnpackGen1) -> None:
    """Paced writes do not, however many."""
    peer = await unpack_gen1()
    for number in range(20):
        await peer.get("/settings", name=number)
        await peer.device.advance(0.75)
    assert peer.device.restarts == 0

    for number in range(11):
        await peer.get("/settings", name=number)

    await peer.device.settled()
    assert peer.device.restarts == 1
    assert await refuses(peer)


async def test_old_firmware_wants_longer_pauses(unpack_gen1: UnpackGen1) -> None:
    """Two seconds before 2021."""
    peer = await unpack_gen1(firmware="20200827-065456/v1.8.3-g1", storm_writes=3)

    for number in range(4):
        await peer.get("/settings", name=number)
        await peer.device.advance(1)

    assert peer.device.restarts == 1


async def test_an_update_takes_its_time(unpack_gen1: UnpackGen1) -> None:
    """Updating, restarting, and then another version; nothing where none is offered."""
    peer = await unpack_gen1(offered="1.14.1", beta="1.15.0-rc1")
    before = await peer.get("/ota")
    assert (before["status"], before["has_update"]) == ("idle", True)

    await peer.get("/ota", update="true")
    await peer.device.advance(10)
    assert (await peer.get("/status"))["update"]["status"] == "updating"
    await peer.device.advance(30)

    after = await peer.get("/ota")
    assert "v1.14.1" in after["old_version"]
    assert after["has_update"] is False
    assert (await peer.get("/ota", update="true"))["status"] == "idle"
    assert (await peer.get("/ota", beta="true"))["status"] == "updating"


async def test_an_update_can_fail(unpack_gen1: UnpackGen1) -> None:
    """Then it is the firmware that it was."""
    peer = await unpack_gen1(offered="1.14.1")
    peer.device.misbehave(Fault.OTA_ERROR, times=1)

    await peer.get("/ota", update="true")
    await peer.device.advance(40)

    ota = await peer.get("/ota")
    assert (ota["status"], ota["has_update"]) == ("idle", True)
    assert peer.device.restarts == 0


async def test_a_factory_reset_forgets_everything(unpack_gen1: UnpackGen1) -> None:
    """Name, password and network; the access point is open."""
    peer = await unpack_gen1("switch25-roller", password=PASSWORD, name="Shutter")

    assert (await peer.signed("/settings?reset=true", PASSWORD)).status == 200
    await peer.device.advance(10)

    settings = await peer.get("/settings")
    assert (settings["name"], settings["login"]["enabled"]) == (None, False)
    assert settings["wifi_ap"]["enabled"] is True
    assert (await peer.get("/status"))["wifi_sta"]["connected"] is False


async def test_joining_a_network_ends_the_access_point(
    unpack_gen1: UnpackGen1,
) -> None:
    """With a wrong key it is on neither."""
    peer = await unpack_gen1(access_point=True)
    station = {"enabled": "true", "ssid": "home"}

    await peer.post("/settings/sta", **station, key="correct horse")
    await peer.device.advance(1)
    assert (await peer.get("/status"))["wifi_sta"]["ssid"] == "home"
    assert (await peer.get("/settings/ap"))["enabled"] is False

    await peer.post("/settings/sta", **station, key="wrong")
    await peer.device.advance(1)
    assert await refuses(peer)


async def test_networks_are_scanned_on_the_access_point_only(
    unpack_gen1: UnpackGen1,
) -> None:
    """Started, in progress, done."""
    at_home = await unpack_gen1()
    peer = await unpack_gen1(access_point=True)

    assert (await at_home.get("/wifiscan"))["wifiscan"] == "not AP mode"
    assert (await peer.get("/wifiscan"))["wifiscan"] == "started"
    assert (await peer.get("/wifiscan"))["wifiscan"] == "inprogress"
    await peer.device.advance(5)
    done = await peer.get("/wifiscan")
    assert done["wifiscan"] == "done"
    assert {one["ssid"]: one["auth"] for one in done["results"]} == {
        "home": 3,
        "guests": 0,
    }


async def test_it_sleeps_and_wakes_by_itself(unpack_gen1: UnpackGen1, ear: Ear) -> None:
    """Nobody can connect while it sleeps; twice a day it tells how it is."""
    peer = await unpack_gen1("ht", coiot_peer=f"127.0.0.1:{ear.port}")
    first = await ear.message()
    assert (await peer.get("/shelly"))["sleep_mode"] is True

    await peer.device.advance(15)
    assert not peer.device.awake
    assert await refuses(peer)
    await peer.device.advance(12 * 3600)
    await ear.message()

    assert first.validity_seconds >= 12 * 3600
    await peer.device.fall_asleep()
    await peer.device.wake("button")
    await peer.device.advance(60)
    assert (await peer.get("/status"))["act_reasons"] == ["button"]


async def test_power_can_fail(unpack_gen1: UnpackGen1) -> None:
    """It comes back at the same port with what it was told to keep."""
    peer = await unpack_gen1(password=PASSWORD)
    port = peer.device.port

    await peer.device.lose_power()
    assert await refuses(peer)
    await peer.device.start()

    assert peer.device.port == port
    assert (await peer.signed("/settings", PASSWORD)).status == 200


async def test_a_refusal_ends_when_it_behaves(unpack_gen1: UnpackGen1) -> None:
    """No connection at all."""
    peer = await unpack_gen1()

    peer.device.misbehave(Fault.REFUSE)
    await peer.device.settled()
    assert await refuses(peer)

    peer.device.behave()
    await peer.device.settled()
    assert not await refuses(peer)


async def test_a_hanging_request_hangs_until_power_is_gone(
    unpack_gen1: UnpackGen1,
) -> None:
    """Others are served meanwhile."""
    peer = await unpack_gen1()
    peer.device.misbehave(Fault.HANG, times=1, where="/status")
    hanging = asyncio.create_task(peer.ask("GET", "/status"))
    while not peer.device.requests:
        await asyncio.sleep(0)

    await peer.get("/status")
    assert not hanging.done()
    await peer.device.lose_power()

    with pytest.raises(ClientError):
        await hanging


async def test_an_answer_can_be_lost_after_it_took_effect(
    unpack_gen1: UnpackGen1,
) -> None:
    """A dropped request took none."""
    peer = await unpack_gen1()
    for fault in (Fault.DROP, Fault.LOST_ANSWER):
        # aiohttp itself repeats an idempotent request once on a kept connection.
        peer.device.misbehave(fault, times=1)
        with pytest.raises(ClientError):
            await peer.ask("POST", "/settings", data={"name": fault.value})

    assert (await peer.get("/settings"))["name"] == "lost-answer"
    assert [one.status for one in peer.device.requests] == [None, None, 200]


async def test_half_a_body_ends_early(unpack_gen1: UnpackGen1) -> None:
    """The promised length does not come."""
    peer = await unpack_gen1()
    peer.device.misbehave(Fault.HALF_BODY, times=1)

    with pytest.raises(ClientPayloadError):
        await peer.ask("GET", "/settings")


async def test_other_faults_answer_wrongly(unpack_gen1: UnpackGen1) -> None:
    """A stranger, a challenge, and a page of something else."""
    peer = await unpack_gen1()

    peer.device.misbehave(Fault.OTHER_MAC, times=1)
    assert (await peer.get("/shelly"))["mac"] != peer.device.mac
    peer.device.misbehave(Fault.UNAUTHORIZED, times=1)
    assert (await peer.ask("GET", "/status")).status == 401
    peer.device.misbehave(Fault.NOT_JSON, times=1)
    with pytest.raises(ValueError):
        (await peer.ask("GET", "/shelly")).json  # noqa: B018
    peer.device.misbehave(Fault.NO_CLOCK)
    assert (await peer.get("/status"))["unixtime"] == 0


async def test_it_is_announced_as_recorded_devices_are(
    unpack_gen1: UnpackGen1,
) -> None:
    """One service, with the MAC in its name."""
    peer = await unpack_gen1("i3")

    info = peer.device.announcement

    assert info.name == f"shellyix3-{peer.device.mac}._http._tcp.local."
    assert info.port == peer.device.port
    assert info.decoded_properties["app"] == "shelly-i3"
    assert info.decoded_properties["discoverable"] == "true"
    assert "gen" not in info.decoded_properties
