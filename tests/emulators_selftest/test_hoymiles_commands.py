"""What an emulated gateway does when it is told to."""

import pytest

from tests.emulators.hoymiles import BOOT_SECONDS, Kind

from .conftest import UnpackDtu
from .hoymiles_peer import CLOUD_COMMAND, GET_CONFIG, HoymilesPeer

HALF_PERCENT = b"A:500,B:0,C:0\r"


async def power(peer: HoymilesPeer) -> int:
    """Return what the plant feeds in, in tenths of a watt, when the radio went round."""
    await peer.device.advance(60)
    return sum(one["power"] for one in (await peer.everything()).inverters)


async def test_a_limit_is_kept(unpack_dtu: UnpackDtu) -> None:
    """Power falls, even after a restart of everything."""
    peer = await unpack_dtu()
    free = await power(peer)
    assert await peer.command(8, HALF_PERCENT) == 0
    assert free > await power(peer) == 4000
    told = await peer.ask(GET_CONFIG)
    assert b"\x28\xf4\x03" in told

    serial = peer.device.plant.array["0"].number
    await peer.command(3, targets=[serial])
    await peer.device.advance(120)
    await peer.device.restart()
    await peer.device.advance(BOOT_SECONDS + 60)
    await peer.connect()
    assert await power(peer) == 4000
    assert await peer.command(8, b"A:1000,B:0,C:0\r") == 0
    assert await power(peer) == pytest.approx(free, rel=0.01)


async def test_a_limit_of_one_inverter(unpack_dtu: UnpackDtu) -> None:
    """Only those that are named."""
    peer = await unpack_dtu(Kind.DTU_PRO)
    second = peer.device.plant.array["1"].number
    await peer.command(8, HALF_PERCENT, targets=[second])
    await peer.device.advance(60)
    powers = [one["power"] for one in (await peer.page()).inverters]
    assert powers[1] == 7500
    assert min(powers[0], powers[2]) > 13000


@pytest.mark.parametrize(
    "data",
    [b"A:19,B:0,C:0\r", b"A:1001,B:0,C:0\r", b"A:500.0,B:0,C:0\r", b"A:500", b""],
)
async def test_impossible_limits_are_refused(
    unpack_dtu: UnpackDtu, data: bytes
) -> None:
    """With err_code 7, and nothing happens."""
    peer = await unpack_dtu()
    assert await peer.command(8, data) == 7
    await peer.device.advance(60)
    assert peer.device.plant.array["0"].limit == 100


async def test_a_limit_for_now(unpack_dtu: UnpackDtu) -> None:
    """In watts, told with the readings, forgotten when the inverter restarts."""
    peer = await unpack_dtu(Kind.ENCRYPTED)
    await peer.hello()
    free = await power(peer)
    assert await peer.command(211, b"S:1,P:4000\r") == 0
    assert await power(peer) == 4000
    assert (await peer.page()).inverters[0]["p_lim"] == 400
    assert await peer.command(211, b"S:1,P:0\r") == 7
    assert await peer.command(211, b"S:1,P:32768\r") == 7

    serial = peer.device.plant.array["0"].number
    assert await peer.command(8195, targets=[serial]) == 0
    await peer.device.advance(30)
    assert (await peer.page()).inverters[0]["link"] == 0
    await peer.device.advance(60)
    assert await power(peer) == pytest.approx(free, rel=0.01)
    assert await (await unpack_dtu()).command(211, b"S:1,P:4000\r") == 7


async def test_an_inverter_is_switched(unpack_dtu: UnpackDtu) -> None:
    """Off it still talks, and nothing flows."""
    peer = await unpack_dtu(Kind.DTU_PRO)
    first = peer.device.plant.array["0"].number
    assert await peer.command(7, targets=[first], message=CLOUD_COMMAND) == 0
    await peer.device.advance(60)
    page = await peer.page()
    assert (page.inverters[0]["power"], page.inverters[0]["link"]) == (0, 1)
    assert [port["power"] for port in page.ports[:4]] == [0] * 4
    assert all(port["code"] and port["total"] for port in page.ports[:4])
    assert page.inverters[1]["power"] > 0

    assert await peer.command(7) == 0
    assert await power(peer) == 0
    assert await peer.command(6) == 0
    assert await power(peer) > 0


async def test_status_of_a_command(unpack_dtu: UnpackDtu) -> None:
    """Busy for a while, then done; or failed; or busy for ever."""
    peer = await unpack_dtu()
    number = peer.device.plant.array["0"].number
    assert "mi_operating" not in await peer.status(8)

    await peer.command(8, HALF_PERCENT)
    busy = await peer.status(8)
    assert "mi_operating" in busy
    await peer.device.advance(5)
    done = await peer.status(8)
    assert "mi_operating" not in done
    assert "mi_sns_sucs" in done
    assert "mi_sns_sucs" not in await peer.status(8, 99)

    peer.device.misbehave("fails", times=1, where="A305/8")
    await peer.command(8, b"A:1000,B:0,C:0\r", transaction=8, targets=[number])
    await peer.device.advance(5)
    assert "mi_sns_failds" in await peer.status(8, 8)
    assert peer.device.plant.array["0"].limit == 50

    peer.device.misbehave("busy", times=1)
    await peer.command(8, b"A:1000,B:0,C:0\r", transaction=9)
    await peer.device.advance(3600)
    assert "mi_operating" in await peer.status(8, 9)
    assert peer.device.plant.array["0"].limit == 100


async def test_refusals(unpack_dtu: UnpackDtu) -> None:
    """Ordered ones, and actions that nobody knows."""
    peer = await unpack_dtu()
    peer.device.misbehave("7", times=1)
    assert await peer.command(8, HALF_PERCENT) == 7
    assert await peer.command(14) == 7
    assert await peer.command(8, HALF_PERCENT) == 0


async def test_it_restarts_when_told_to(unpack_dtu: UnpackDtu) -> None:
    """Answered first, then gone for a while; updating is the same."""
    peer = await unpack_dtu(boot_seconds=60)
    for action in (1, 2):
        assert await peer.command(action, message=CLOUD_COMMAND) == 0
        await peer.device.advance(10)
        assert not await peer.is_there()
        await peer.device.advance(60)
        assert await peer.is_there()
    assert peer.device.restarts == 2
