"""Pushes, restarts, sleep, TLS and faults of emulated RPC devices."""

import asyncio
from typing import Any

from aiohttp import ClientError, ClientSession, WSMsgType, web
import pytest

from tests.emulators.control import ControlServer
from tests.emulators.shelly.control import actions
from tests.emulators.shelly.rpc import AWAKE_SECONDS, BOOT_SECONDS, Fault, Transport
from tests.emulators.shelly.rpc.ota import STEP_SECONDS

from .conftest import UnpackShelly


async def test_pushes_begin_with_a_source(unpack_shelly: UnpackShelly) -> None:
    """Partial, after the answer, addressed, and to everybody who listens."""
    peer = await unpack_shelly()
    silent, listening = await peer.socket(""), await peer.listening()
    await silent.call("Shelly.GetDeviceInfo")
    frame = await listening.call("Switch.Set", id=0, on=True)
    assert frame["result"] == {"was_on": False}
    push = await listening.notification()
    assert push["method"] == "NotifyStatus"
    assert (push["src"], push["dst"]) == (peer.device.machine.id, "peer")
    assert push["params"]["switch:0"]["output"] is True
    assert "temperature" not in push["params"]["switch:0"]
    assert {"ts", "switch:0"} == push["params"].keys()
    await silent.call("Shelly.GetDeviceInfo")
    assert not silent.notifications


async def test_events_tell_of_buttons_and_configuration(
    unpack_shelly: UnpackShelly,
) -> None:
    """`NotifyEvent`; a press has its down and up."""
    peer = await unpack_shelly("plus-i4")
    socket = await peer.listening()
    peer.device.machine.components["input:1"].press("double_push")  # type: ignore[attr-defined]
    seen = [(await socket.receive())["params"]["events"][0]["event"] for _ in range(5)]
    assert seen == ["btn_down", "btn_up", "btn_down", "btn_up", "double_push"]
    await socket.call("Sys.SetConfig", config={"device": {"name": "Hall"}})
    event = await socket.event("config_changed")
    assert event["component"] == "sys"
    assert event["cfg_rev"] == peer.device.board.cfg_rev


async def test_what_vanishes_is_pushed_as_null(unpack_shelly: UnpackShelly) -> None:
    """So that a client forgets it."""
    peer = await unpack_shelly("1-gen4")
    socket = await peer.listening()
    keys = peer.device.added.pair_bluetooth("7c:c6:b6:58:b9:a0", (1, 69))
    assert keys == ["bthomedevice:200", "bthomesensor:200", "bthomesensor:201"]
    assert (await socket.event("component_added"))["target"] == keys[0]
    peer.device.machine.remove(keys[2])
    assert await socket.status(keys[2]) is None


async def test_measurements_are_pushed_in_time(unpack_shelly: UnpackShelly) -> None:
    """One frame per interval with everything that fluctuates."""
    peer = await unpack_shelly("pro-3em", push_interval=1)
    socket = await peer.listening()
    await peer.device.advance(3)
    powers = [(await socket.status("em:0"))["total_act_power"] for _ in range(3)]
    assert len(set(powers)) == 3


async def test_six_channels_and_no_more(unpack_shelly: UnpackShelly) -> None:
    """The seventh is refused, and one that ends makes room."""
    peer = await unpack_shelly()
    sockets = [await peer.listening() for _ in range(6)]
    with pytest.raises(ClientError):
        await peer.socket()
    assert (await peer.get("/rpc/Sys.GetStatus")).status == 503
    assert peer.device.log.refused_channels == 2
    await sockets[0].socket.close()
    assert (await peer.get("/rpc/Sys.GetStatus")).status == 200
    assert peer.device.log.most_channels == 6


async def test_an_update_goes_through_its_stages(unpack_shelly: UnpackShelly) -> None:
    """Begin, progress, success, restart, new version, new kind of challenge."""
    peer = await unpack_shelly("1-gen4", password="pw")
    device = peer.device
    device.authentication.set_password(None)
    socket = await peer.listening()
    offered = await socket.call("Shelly.CheckForUpdate")
    assert offered["result"] == {"stable": {"version": "2.0.1"}}
    await socket.call("Shelly.Update", stage="stable")
    again = await socket.call("Shelly.Update", stage="stable")
    assert again["error"]["code"] == -114
    assert await socket.event("ota_begin")
    await device.advance(STEP_SECONDS * 9)
    for percent in range(10, 100, 10):
        assert (await socket.event("ota_progress"))["progress_percent"] == percent
    await device.advance(STEP_SECONDS)
    assert not device.network.is_open
    await device.advance(BOOT_SECONDS)
    info = (await peer.get("/shelly")).json
    assert (info["ver"], info["enhanced_security"]) == ("2.0.1", False)
    assert await peer.call("Shelly.CheckForUpdate") == {}
    device.authentication.set_password("pw")
    assert not (await peer.get("/rpc/Sys.GetStatus")).nonce.isdigit()


@pytest.mark.parametrize("fault", [Fault.OTA_ERROR, Fault.OTA_REBOOT])
async def test_an_update_can_fail(unpack_shelly: UnpackShelly, fault: Fault) -> None:
    """With a word or without; the old version stays."""
    peer = await unpack_shelly("1-gen4")
    peer.device.misbehave(fault, times=1)
    socket = await peer.listening()
    await socket.call("Shelly.Update", stage="stable")
    await peer.device.advance(STEP_SECONDS * 6)
    if fault is Fault.OTA_ERROR:
        assert "ZIP" in (await socket.event("ota_error"))["msg"]
    else:
        with pytest.raises(ConnectionError):
            await socket.event("ota_success")
        await peer.device.advance(BOOT_SECONDS)
    assert (await peer.get("/shelly")).json["ver"] == "1.7.5"


async def test_a_reboot_cuts_everybody_off(unpack_shelly: UnpackShelly) -> None:
    """After the delay; the port is closed while it starts."""
    peer = await unpack_shelly()
    socket = await peer.listening()
    await socket.call("Shelly.Reboot", delay_ms=500)
    await peer.device.advance(0.5)
    with pytest.raises(ConnectionError):
        await socket.receive()
    with pytest.raises(ClientError):
        await peer.get("/shelly")
    await peer.device.advance(BOOT_SECONDS)
    assert (await peer.call("Sys.GetStatus"))["uptime"] == 1


async def test_a_sleeper_pushes_when_it_wakes(unpack_shelly: UnpackShelly) -> None:
    """It dials the server it was told, says everything, takes a call, and sleeps again."""
    heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    dialled: list[web.WebSocketResponse] = []

    async def server(request: web.BaseRequest) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(timeout=0.1)
        await socket.prepare(request)
        dialled.append(socket)
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                await heard.put(message.json())
        return socket

    runner = web.ServerRunner(web.Server(server))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"ws://127.0.0.1:{runner.addresses[0][1]}/somewhere"
    try:
        peer = await unpack_shelly("plus-ht", password="pw")
        peer.device.machine.components["ws"].config |= {"enable": True, "server": url}
        await peer.device.advance(AWAKE_SECONDS)
        with pytest.raises(ClientError):
            await peer.get("/shelly")
        await peer.device.advance(7200)
        first = await asyncio.wait_for(heard.get(), 5)
        assert first["method"] == "NotifyFullStatus"
        assert first["params"]["sys"]["wakeup_reason"]["cause"] == "periodic"
        assert first["params"]["devicepower:0"]["battery"]["percent"] == 81
        await dialled[-1].send_json({"id": 5, "src": "ha", "method": "Sys.GetConfig"})
        answer = await asyncio.wait_for(heard.get(), 5)
        assert answer["result"]["sleep"] == {"wakeup_period": 7200}
        assert peer.device.requests[-1].transport is Transport.OUTBOUND
        await peer.device.sleep()
        assert not peer.device.network.is_open
        await peer.device.wake()
        assert (await peer.get("/shelly")).status == 200
        await peer.device.stop()
    finally:
        await runner.cleanup()


async def test_enhanced_security_redirects(unpack_shelly: UnpackShelly) -> None:
    """Switched on at run time, to a certificate of its own; and off again."""
    peer = await unpack_shelly("1-gen4", firmware="2.0.1")
    await peer.device.set_enhanced_security(on=True)
    reply = await peer.get("/rpc/Sys.GetStatus")
    assert reply.status == 307
    location = reply.headers["Location"]
    assert location == f"https://127.0.0.1:{peer.device.tls_port}/rpc/Sys.GetStatus"
    async with peer.session.get(location, ssl=False) as secure:
        assert (await secure.json())["mac"] == peer.device.mac
    with pytest.raises(ClientError):
        await peer.session.get(location)
    await peer.device.set_enhanced_security(on=False)
    assert (await peer.get("/shelly")).json["enhanced_security"] is False


async def test_answers_can_be_spoiled(unpack_shelly: UnpackShelly) -> None:
    """Half, twice, garbage; each once, then all is well."""
    peer = await unpack_shelly()
    socket = await peer.listening()
    frame = {"id": 77, "src": "peer", "method": "Sys.GetStatus"}
    texts = []
    for fault in (Fault.HALF_FRAME, Fault.TWO_FRAMES, Fault.GARBAGE_FRAME):
        peer.device.misbehave(fault, times=1)
        await socket.socket.send_json(frame)
        texts.append((await socket.socket.receive(timeout=5)).data)
    half, twice, garbage = texts
    assert half == twice[: len(half)]
    assert twice.count('"id":77') == 2
    assert garbage.startswith("\x00")
    peer.device.misbehave(Fault.HALF_FRAME, times=1)
    with pytest.raises(ClientError):
        await peer.get("/rpc/Sys.GetStatus")
    assert (await peer.get("/rpc/Sys.GetStatus")).status == 200


@pytest.mark.parametrize(
    ("fault", "switched"), [(Fault.DROP, False), (Fault.LOST_ANSWER, True)]
)
async def test_a_cut_connection_may_have_had_its_effect(
    unpack_shelly: UnpackShelly, fault: Fault, switched: bool
) -> None:
    """Nobody can tell from outside."""
    peer = await unpack_shelly()
    peer.device.misbehave(fault, times=1, where="switch.set")
    socket = await peer.listening()
    with pytest.raises(ConnectionError):
        await socket.call("Switch.Set", id=0, on=True)
    assert (await peer.call("Switch.GetStatus", id=0))["output"] is switched
    peer.device.misbehave(fault, times=1, where="switch.toggle")
    with pytest.raises(ClientError):
        await peer.post("/rpc/Switch.Toggle", {"id": 0})
    assert (await peer.call("Switch.GetStatus", id=0))["output"] is False


async def test_codes_on_command(unpack_shelly: UnpackShelly) -> None:
    """A challenge out of the blue, and 429 at any point."""
    peer = await unpack_shelly()
    peer.device.misbehave(Fault.UNAUTHORIZED, times=1)
    assert (await peer.get("/rpc/Sys.GetStatus")).status == 401
    peer.device.misbehave(Fault.TOO_MANY_REQUESTS, where="Switch")
    assert (await peer.get("/rpc/Switch.GetStatus?id=0")).status == 429
    assert (await peer.get("/rpc/Sys.GetStatus")).status == 200
    socket = await peer.socket()
    assert (await socket.call("Switch.Toggle", id=0))["error"]["code"] == 429
    peer.device.behave()
    assert "result" in await socket.call("Switch.Toggle", id=0)


async def test_silence_and_refusal(unpack_shelly: UnpackShelly) -> None:
    """One takes the request and answers never, the other takes no connection."""
    peer = await unpack_shelly()
    peer.device.misbehave(Fault.HANG, times=1)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(peer.get("/rpc/Sys.GetStatus"), 0.05)
    peer.device.misbehave(Fault.REFUSE)
    with pytest.raises(ClientError):
        await peer.get("/shelly")
    peer.device.behave()
    await peer.device.network.settled()
    assert (await peer.get("/shelly")).status == 200


async def test_strange_contents(unpack_shelly: UnpackShelly) -> None:
    """No clock, floats, a component nobody knows, a null, another device."""
    peer = await unpack_shelly()
    peer.device.misbehave(Fault.NO_CLOCK)
    peer.device.misbehave(Fault.FLOATS)
    peer.device.misbehave(Fault.UNKNOWN_COMPONENT)
    peer.device.misbehave(Fault.NULL_STATUS, where="input:0")
    peer.device.misbehave(Fault.OTHER_MAC)
    status = await peer.call("Shelly.GetStatus")
    assert status["sys"]["unixtime"] is None
    assert isinstance(status["sys"]["uptime"], float)
    assert status["teleporter:0"]["id"] == 0
    assert status["input:0"] is None
    assert (await peer.get("/shelly")).json["mac"] != peer.device.mac


async def test_the_control_port_reaches_the_person(
    unpack_shelly: UnpackShelly,
) -> None:
    """Loads, faults, reset; what is malformed is said to be."""
    peer = await unpack_shelly("plus-1pm")
    control = ControlServer(actions(peer.device), peer.device.report)
    port = await control.start(0)
    try:
        async with ClientSession(f"http://127.0.0.1:{port}") as person:
            load = {"component": "switch:0", "watts": 500}
            assert (await person.post("/load", json=load)).status == 200
            await peer.call("Switch.Set", id=0, on=True)
            report = await (await person.get("/status")).json()
            assert report["status"]["switch:0"]["apower"] == 500
            assert report["requests"][-1]["method"] == "Switch.Set"
            wrong = {"component": "switch:0"}
            assert (await person.post("/press", json=wrong)).status == 400
            await person.post("/fault", json={"fault": "429", "times": 1})
            assert (await peer.get("/rpc/Sys.GetStatus")).status == 429
            assert (await person.post("/fault", json={"fault": "?"})).status == 400
            report = await (await person.post("/reset")).json()
            assert (report["access_point"], report["cfg_rev"]) == (True, 0)
    finally:
        await control.stop()
