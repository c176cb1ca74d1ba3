"""The emulated appliance misbehaves as ordered, and only as ordered."""

import asyncio

from aiohttp import ClientError, ClientPayloadError, ClientTimeout
import pytest

from tests.emulators.miele import Fault, Kind

from .conftest import Unpack
from .miele_peer import device, state


async def test_a_second_request_at_the_same_time_hangs(unpack: Unpack) -> None:
    """One is answered, the other never; after five collisions it is deaf for a minute."""
    release = asyncio.Event()

    async def think(seconds: float) -> None:
        await release.wait()

    peer = await unpack(sleep=think)
    first = asyncio.create_task(peer.get("/Devices"))
    while not peer.appliance.requests:
        await asyncio.sleep(0)
    others = [asyncio.create_task(peer.get("/Devices")) for _ in range(5)]
    while peer.appliance.collisions < 5:
        await asyncio.sleep(0)
    release.set()
    assert (await first).status == 200
    assert not any(other.done() for other in others)
    late = asyncio.create_task(peer.get("/Devices"))
    while len(peer.appliance.requests) < 7:
        await asyncio.sleep(0)
    assert not late.done()
    peer.appliance.advance(60)
    assert (await peer.get("/Devices")).status == 200
    for task in (*others, late):
        task.cancel()
    await asyncio.gather(*others, late, return_exceptions=True)


@pytest.mark.parametrize("fault", [Fault.HALF_BODY, Fault.CUT_AFTER_HEADERS])
async def test_bodies_may_be_cut(unpack: Unpack, fault: Fault) -> None:
    """Headers promise more than comes."""
    peer = await unpack()
    peer.appliance.inject(fault, times=1)
    with pytest.raises(ClientPayloadError):
        await peer.get("/Devices")
    assert (await peer.get("/Devices")).status == 200


@pytest.mark.parametrize("fault", [Fault.RESET, Fault.LOST_ANSWER])
async def test_a_cut_connection_may_have_had_its_effect(
    unpack: Unpack, fault: Fault
) -> None:
    """Nobody can tell from the outside: look before repeating a write.

    Not limited to one request, because aiohttp by itself sends a PUT twice.
    """
    peer = await unpack(Kind.OVEN)
    peer.appliance.inject(fault)
    with pytest.raises(ClientError):
        await peer.put(device(peer, "/State"), {"Light": 1})
    assert peer.appliance.panel.light_on == (fault is Fault.LOST_ANSWER)


@pytest.mark.parametrize(
    "fault", [Fault.WRONG_SIGNATURE, Fault.STALE_KEY, Fault.UNSIGNED]
)
async def test_answers_may_be_unverifiable(unpack: Unpack, fault: Fault) -> None:
    """200, and still not to be trusted."""
    peer = await unpack()
    peer.appliance.inject(fault)
    reply = await peer.get("/Devices")
    assert (reply.status, reply.verified) == (200, False)


@pytest.mark.parametrize("code", ["403", "404", "500", "503"])
async def test_codes_on_command_reach_only_the_named_path(
    unpack: Unpack, code: str
) -> None:
    """A fault can be limited to a path."""
    peer = await unpack()
    peer.appliance.inject(Fault(code), path="/State")
    assert (await peer.get(device(peer, "/State"))).status == int(code)
    assert (await peer.get("/Devices")).status == 200
    peer.appliance.faults.clear()
    assert (await peer.get(device(peer, "/State"))).status == 200


async def test_silence_and_an_endless_body_last_until_the_sender_gives_up(
    unpack: Unpack,
) -> None:
    """Neither blocks the appliance for the next one."""
    peer = await unpack()
    url = f"http://{peer.appliance.host}:{peer.appliance.port}/Devices"
    peer.appliance.inject(Fault.SILENCE, times=1)
    with pytest.raises(TimeoutError):
        await peer.session.get(url, timeout=ClientTimeout(0.05))
    peer.appliance.inject(Fault.ENDLESS_BODY, times=1)
    async with peer.session.get(url) as response:
        assert len(await response.content.readexactly(1_000_000)) == 1_000_000
        response.close()
    assert (await peer.get("/Devices")).status == 200


async def test_fields_of_the_state_can_be_missing_or_wrong(unpack: Unpack) -> None:
    """As firmware and decay have it."""
    peer = await unpack()
    peer.appliance.faults.missing_fields.add("Light")
    peer.appliance.faults.state_fields |= {"Status": None, "RemainingTime": "soon"}
    distorted = await state(peer)
    assert "Light" not in distorted
    assert (distorted["Status"], distorted["RemainingTime"]) == (None, "soon")


async def test_another_appliance_may_have_the_address(unpack: Unpack) -> None:
    """The household's key fits, the serial does not."""
    peer = await unpack()
    peer.appliance.inject(Fault.OTHER_APPLIANCE)
    assert peer.appliance.fab not in (await peer.get("/Devices")).json
    assert (await peer.get(device(peer, "/State"))).status == 404
