"""Connections, restarts, nights without power, the vendor's cloud, and the person beside it."""

from datetime import datetime

from aiohttp import ClientSession
import pytest

from tests.emulators.__main__ import FAMILIES
from tests.emulators.control import ControlServer
from tests.emulators.hoymiles import BOOT_SECONDS, Kind, Night
from tests.emulators.hoymiles.standalone import StandaloneDtu

from .conftest import NOON, UnpackDtu
from .hoymiles_peer import GET_CONFIG, HoymilesPeer

HOUR = 3600.0


async def test_a_new_connection_kicks_the_old_one(unpack_dtu: UnpackDtu) -> None:
    """There is only one."""
    first = await unpack_dtu()
    await first.page()
    async with HoymilesPeer(first.device) as second:
        await second.page()
        with pytest.raises((ConnectionError, EOFError)):
            await first.page()
        assert await second.page()
    assert (first.device.server.connections, first.device.server.kicked) == (2, 1)


async def test_a_restart_brings_another_seed(unpack_dtu: UnpackDtu) -> None:
    """Away for a while; the old seed opens nothing any more."""
    peer = await unpack_dtu(Kind.ENCRYPTED)
    await peer.hello()
    seed = peer.seed
    assert await peer.page()

    await peer.device.restart()
    assert not await peer.is_there()
    await peer.device.advance(BOOT_SECONDS)
    assert await peer.is_there()
    await peer.hello()
    assert peer.seed != seed
    assert await peer.page()


async def test_a_built_in_gateway_is_gone_at_night(unpack_dtu: UnpackDtu) -> None:
    """With its connections; in the morning it has another seed and all its energy."""
    peer = await unpack_dtu(Kind.ENCRYPTED)
    await peer.hello()
    seed, evening = peer.seed, await peer.page()
    await peer.device.advance(9 * HOUR)
    assert not await peer.is_there()
    await peer.device.advance(9 * HOUR)
    assert await peer.is_there()
    await peer.hello()
    morning = await peer.page()
    assert peer.seed != seed
    assert morning.ports[0]["total"] > evening.ports[0]["total"]
    assert 0 < morning.ports[0]["today"] < evening.ports[0]["today"]


async def test_it_is_switched_on_at_night(unpack_dtu: UnpackDtu) -> None:
    """A built-in one is not there; another one tells what it knows."""
    built_in = await unpack_dtu(sun_hour=23)
    assert not built_in.device.listening
    await built_in.device.set_hour(12)
    assert await built_in.is_there()
    pro = await unpack_dtu(Kind.DTU_PRO, sun_hour=23)
    assert (await pro.page()).ports[0]["total"] > 0


async def test_power_comes_and_goes(unpack_dtu: UnpackDtu) -> None:
    """The port is kept."""
    peer = await unpack_dtu()
    port = peer.device.port
    await peer.device.lose_power()
    assert not await peer.is_there()
    await peer.device.start()
    assert peer.device.port == port
    assert await peer.is_there()


async def test_firmware_may_change_while_it_runs(unpack_dtu: UnpackDtu) -> None:
    """From clear to sealed, and then to silence."""
    peer = await unpack_dtu()
    assert await peer.ask(GET_CONFIG)
    await peer.device.update_firmware("V01.01.01")
    await peer.device.advance(BOOT_SECONDS)
    await peer.connect()
    assert (await peer.hello())["dtu_sw"] == 4353
    assert peer.seed is not None
    assert await peer.page()
    with pytest.raises(ValueError, match="none of"):
        await peer.device.update_firmware("V09.09.09")


async def test_a_reset_forgets_the_network_only(unpack_dtu: UnpackDtu) -> None:
    """Gone from the network, settings empty; the energy is the inverters' own."""
    peer = await unpack_dtu()
    total = peer.device.plant.array["0"].ports[0].total
    await peer.device.factory_reset()
    await peer.device.advance(10 * BOOT_SECONDS)
    assert not await peer.is_there()
    assert peer.device.settings["wifi_ssid"] == ""
    assert peer.device.plant.array["0"].ports[0].total > total
    assert peer.device.plant.array["0"].limit == 100


async def test_old_firmware_pushes(unpack_dtu: UnpackDtu) -> None:
    """A heartbeat each minute, more with each upload; its own counter in A201, too."""
    peer = await unpack_dtu(Kind.DTU_PRO)
    await peer.device.advance(180)
    first = [await peer.read() for _ in range(3)]
    assert [frame.id for frame in first] == [0x2202] * 3
    await peer.device.advance(900)
    await peer.send(0xA301)
    while (frame := await peer.read()).id != 0xA201:
        peer.pushed.append(frame.id)
    assert {0x2201, 0x220B, 0x220C} <= set(peer.pushed)
    assert frame.sequence == first[-1].sequence + len(peer.pushed) + 1

    quiet = await unpack_dtu()
    await quiet.device.advance(180)
    await quiet.hello()
    assert quiet.pushed == []
    quiet.device.pushes.send(0x2202)
    await quiet.page()
    assert quiet.pushed == [0x2202]
    quiet.close()
    await quiet.device.settled()


async def test_the_cloud_starves_under_local_requests(unpack_dtu: UnpackDtu) -> None:
    """Nothing is uploaded within 35 s after one; nobody is answered while it uploads."""
    peer = await unpack_dtu(cloud_window=True, began=NOON.replace(minute=14))
    await peer.device.advance(30)
    await peer.hello()
    await peer.device.advance(35)
    assert (peer.device.cloud.uploads, peer.device.cloud.starved) == (0, 1)
    await peer.waste(0xA301)
    await peer.device.advance(60)
    await peer.hello()
    assert [one.answered for one in peer.device.requests] == [True, False, True]
    await peer.device.advance(900)
    assert (peer.device.cloud.uploads, peer.device.cloud.starved) == (1, 1)
    peer.device.settings["server_send_time"] = 0
    await peer.device.advance(1800)
    assert peer.device.cloud.uploads == 1


async def test_it_may_take_its_time(unpack_dtu: UnpackDtu) -> None:
    """Each answer waits, on whatever sleep there is."""
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    peer = await unpack_dtu(latency=0.3, sleep=sleep)
    await peer.page()
    assert slept == [0.3]


async def test_the_control_port_reaches_the_person(unpack_dtu: UnpackDtu) -> None:
    """Sun, nights, inverters, faults; what is malformed is said to be."""
    peer = await unpack_dtu(Kind.DTU_PRO)
    control = ControlServer(peer.device.actions(), peer.device.report)
    port = await control.start(0)

    async def touch(path: str, /, **wish: object) -> dict[str, object]:
        async with person.post(path, json=wish) as response:
            assert response.status == 200, await response.text()
            report: dict[str, object] = await response.json()
            return report

    try:
        async with ClientSession(f"http://127.0.0.1:{port}") as person:
            await touch("/night", night="zeros")
            report = await touch("/sun", hour=23)
            assert (report["watts"], report["night"]) == (0, Night.ZEROS)
            assert (await peer.page()).ports[0]["total"] == 0
            await touch("/sun", hour=12)
            report = await touch("/clock/error", seconds=86400)
            told = datetime.fromisoformat(str(report["clock"]))
            assert (told - NOON).days == 1
            await touch("/ambient", celsius=-20)
            await touch("/cloud", window=True)
            await touch("/cloud", window=False)
            await touch("/split", at=[3])
            await touch("/push", message="2202")
            await touch("/inverter/hear", inverter=0, hearing="missing")
            await touch("/inverter/add", serial="116180000091", model="HM-1500-4T")
            await touch("/inverter/exchange", inverter=1, serial="116180000092")
            await touch("/inverter/remove", inverter="116180000091")
            assert len((await peer.page()).inverters) == 2
            await touch("/fault", fault="silence", times=1)
            await peer.send(0xA301)
            await touch("/fault/clear")
            await touch("/clock/advance", seconds=60)
            await touch("/firmware", version="V00.06.05")
            await touch("/restart")
            await touch("/mains/off")
            report = await touch("/mains/on")
            assert report["listening"] is True
            await touch("/meter", load=100)
            async with person.post("/modbus", json={"byte_count": 80}) as response:
                assert response.status == 400
            async with person.post("/fault", json={"fault": "?"}) as response:
                assert response.status == 400
            report = await touch("/reset")
            assert (report["listening"], report["restarts"]) == (False, 3)
    finally:
        await control.stop()


async def test_the_meter_is_turned_at_the_control_port(unpack_dtu: UnpackDtu) -> None:
    """By hand."""
    peer = await unpack_dtu(Kind.DTU_PRO_S)
    turn = peer.device.actions()["/meter"]
    turn({"turned": True, "load": 900})
    (meter,) = peer.device.plant.meters
    assert (meter.turned, meter.load) == (True, 900)


def test_the_demo_home() -> None:
    """A plain and an encrypted one, where documents and demo expect them."""
    (family,) = [one for one in FAMILIES if one.name == "hoymiles"]
    devices = [
        home.device
        for home in family.demo_home(10, None)
        if isinstance(home, StandaloneDtu)
    ]
    assert [(one.host, one.port) for one in devices] == [
        ("127.0.0.41", 10081),
        ("127.0.0.42", 10081),
    ]
    assert [one.nature.firmware.encrypted for one in devices] == [False, True]
