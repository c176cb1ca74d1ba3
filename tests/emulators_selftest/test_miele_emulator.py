"""The emulated Miele appliance does what the protocol notes say the real one does."""

from itertools import pairwise
import json

import pytest

from tests.emulators.miele import Generation, Kind, Status
from tests.emulators.miele.control import ControlServer

from .conftest import Unpack
from .miele_peer import GROUP, GROUP_ID, device, state


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("generation", Generation)
async def test_every_kind_with_every_module_answers_signed(
    unpack: Unpack, kind: Kind, generation: Generation
) -> None:
    """Device list, identity and state verify, and the padding is the module's own."""
    peer = await unpack(kind, generation)
    devices = await peer.get("/Devices")
    assert devices.json[peer.appliance.fab]["Group"] == GROUP_ID
    ident = await peer.get(device(peer, "/Ident"))
    assert ident.json["DeviceIdentLabel"]["FabNumber"] == peer.appliance.fab
    reply = await peer.get(device(peer, "/State"))
    assert devices.verified and ident.verified and reply.verified
    assert len(reply.body) % 16 == 0
    assert (b"\n" in reply.body) == (generation is not Generation.XKM3100W)


async def test_a_program_waits_runs_and_ends_in_device_time(unpack: Unpack) -> None:
    """Start delay, phases, remaining and elapsed; after the end the last values stay."""
    peer = await unpack()
    peer.appliance.panel.select(4, delay_minutes=90)
    assert (await state(peer))["Status"] == Status.PROGRAMMED
    peer.appliance.panel.start()
    waiting = await state(peer)
    assert (waiting["Status"], waiting["StartTime"]) == (Status.WAITING, [1, 30])
    peer.appliance.advance(95 * 60)
    running = await state(peer)
    assert running["Status"] == Status.RUNNING
    assert (running["ElapsedTime"], running["RemainingTime"]) == ([0, 5], [0, 54])
    assert running["ProgramPhase"] == 260
    peer.appliance.advance(60 * 60)
    ended = await state(peer)
    assert (ended["Status"], ended["RemainingTime"]) == (Status.ENDED, [0, 0])
    assert (ended["ProgramID"], ended["ElapsedTime"]) == (4, [0, 59])


async def test_phases_follow_each_other_and_an_oven_heats_up(unpack: Unpack) -> None:
    """The temperature rises to the target and stays, within the phases' order."""
    peer = await unpack(Kind.OVEN)
    peer.appliance.panel.select(13)
    peer.appliance.panel.start()
    phases, temperatures = [], []
    for _ in range(9):
        now = await state(peer)
        phases.append(now["ProgramPhase"])
        temperatures.append(now["Temperature"][0])
        peer.appliance.advance(5 * 60)
    assert phases == sorted(phases) and set(phases) == {3073, 3074}
    assert all(before <= after for before, after in pairwise(temperatures))
    assert (temperatures[0], temperatures[-1]) == (2100, 16000)


async def test_speed_makes_the_device_clock_run(unpack: Unpack) -> None:
    """Sixty device seconds pass in one of ours."""
    ours = 0.0
    peer = await unpack(monotonic=lambda: ours, speed=60)
    peer.appliance.panel.select(122)
    peer.appliance.panel.start()
    ours = 10.0
    assert (await state(peer))["ElapsedTime"] == [0, 10]


async def test_idle_falls_asleep_and_is_woken(unpack: Unpack) -> None:
    """Zeros, `Status` 1, `StandbyState` 2, DOP2 500; a wake takes three device seconds."""
    peer = await unpack(Kind.OVEN)
    peer.appliance.advance(15 * 60)
    asleep = await state(peer)
    assert (asleep["Status"], asleep["StandbyState"]) == (Status.OFF, 2)
    assert asleep["TargetTemperature"] == [0, 0, 0]
    assert (await peer.get(device(peer, "/DOP2/2/1586?idx1=0&idx2=0"))).status == 500
    assert (await peer.put(device(peer, "/State"), {"DeviceAction": 2})).status == 204
    assert (await state(peer))["Status"] == Status.OFF
    peer.appliance.advance(3)
    assert (await state(peer))["Status"] == Status.ON


async def test_a_running_program_does_not_fall_asleep_but_an_ended_one_does(
    unpack: Unpack,
) -> None:
    """The idle time counts from the end of the program."""
    peer = await unpack(Kind.DISHWASHER, Generation.EK037)
    peer.appliance.panel.select(38)
    peer.appliance.panel.start()
    peer.appliance.advance(57 * 60)
    assert (await state(peer))["Status"] == Status.RUNNING
    peer.appliance.advance(15 * 60)
    assert (await state(peer))["Status"] == Status.ENDED
    peer.appliance.advance(60)
    assert (await state(peer))["Status"] == Status.OFF


async def test_remote_start_needs_what_was_prepared_at_the_panel(
    unpack: Unpack,
) -> None:
    """Refused without mobile start; 403 with remote control off; a delayed start starts now."""
    peer = await unpack()
    start = {"ProcessAction": 1}
    peer.appliance.panel.select(4, delay_minutes=60)
    assert (await peer.put(device(peer, "/State"), start)).status == 400
    peer.appliance.panel.remote_control = False
    assert (await peer.put(device(peer, "/State"), start)).status == 403
    peer.appliance.panel.remote_control = True
    peer.appliance.panel.start()
    assert (await peer.put(device(peer, "/State"), start)).status == 204
    assert (await state(peer))["Status"] == Status.RUNNING


async def test_old_modules_refuse_with_200_and_failure(unpack: Unpack) -> None:
    """The code alone does not tell: the list does."""
    peer = await unpack(generation=Generation.XKM3100W)
    refused = await peer.put(device(peer, "/State"), {"ProcessAction": 1})
    assert (refused.status, refused.json) == (200, [{"Failure": {"ProcessAction": 0}}])
    peer.appliance.panel.select(4)
    peer.appliance.panel.mobile_start = True
    done = await peer.put(device(peer, "/State"), {"ProcessAction": 1})
    assert (done.status, done.json) == (200, [{"Success": {"ProcessAction": 0}}])


async def test_pause_resume_stop(unpack: Unpack) -> None:
    """A pause stops the clock of the program; stop aborts and keeps the last values."""
    peer = await unpack(Kind.DISHWASHER, Generation.EK037)
    path = device(peer, "/State")
    peer.appliance.panel.select(32)
    peer.appliance.panel.start()
    peer.appliance.advance(600)
    await peer.put(path, {"ProcessAction": 3})
    peer.appliance.advance(600)
    paused = await state(peer)
    assert (paused["Status"], paused["ElapsedTime"]) == (Status.PAUSED, [0, 10])
    await peer.put(path, {"ProcessAction": 1})
    peer.appliance.advance(600)
    await peer.put(path, {"ProcessAction": 2})
    peer.appliance.advance(600)
    stopped = await state(peer)
    assert (stopped["Status"], stopped["ElapsedTime"]) == (Status.ABORTED, [0, 20])


async def test_new_cooling_appliances_refuse_every_write(unpack: Unpack) -> None:
    """403 on EK057; with XKM3100W super-freezing and super-cooling work."""
    new = await unpack(Kind.FRIDGE_FREEZER)
    assert (await new.put(device(new, "/State"), {"ProcessAction": 4})).status == 403
    old = await unpack(Kind.FRIDGE_FREEZER, Generation.XKM3100W)
    await old.put(device(old, "/State"), {"ProcessAction": 4})
    assert (await state(old))["Status"] == Status.SUPER_FREEZING
    await old.put(device(old, "/State"), {"ProcessAction": 6})
    both = await state(old)
    assert both["Status"] == Status.SUPER_COOLING_AND_FREEZING
    assert both["TargetTemperature"] == [200, -3200, -32768]


async def test_the_log_tells_who_asked_for_what(unpack: Unpack) -> None:
    """Method, path with query, signature, plain body, status."""
    peer = await unpack(Kind.OVEN)
    await peer.put(device(peer, "/State"), {"Light": 1})
    await peer.send_unsigned("GET", "/Devices")
    write, read = peer.appliance.requests
    assert (write.method, write.signed, write.verified, write.status) == (
        "PUT",
        True,
        True,
        204,
    )
    assert json.loads(write.body) == {"Light": 1}
    assert (read.path, read.signed, read.status) == ("/Devices", False, 404)
    assert GROUP[0] == write.group_id


async def test_a_person_at_the_panel_is_reached_by_the_control_port(
    unpack: Unpack,
) -> None:
    """Select and start, a fault, a refusal, a typing error."""
    peer = await unpack()
    control = ControlServer(peer.appliance)
    url = f"http://127.0.0.1:{await control.start(0)}"
    await peer.session.post(
        f"{url}/panel/select", json={"program": 4, "delay_minutes": 10}
    )
    async with peer.session.post(f"{url}/panel/start") as response:
        assert (await response.json())["status"] == "waiting"
    await peer.session.post(f"{url}/fault", json={"fault": "503", "times": 1})
    assert (await peer.get("/Devices")).status == 503
    async with peer.session.post(f"{url}/panel/pause") as response:
        assert response.status == 409
    async with peer.session.post(f"{url}/panel/select", json={}) as response:
        assert response.status == 400
    async with peer.session.get(f"{url}/status") as response:
        assert (await response.json())["requests"][0]["status"] == 503
    await control.stop()


async def test_durations_may_be_plain_minutes(unpack: Unpack) -> None:
    """As on some firmwares."""
    peer = await unpack(plain_minutes=True)
    peer.appliance.panel.select(190)
    assert (await state(peer))["RemainingTime"] == 239
