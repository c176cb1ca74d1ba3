"""Emulated RPC devices keep the relations of real ones, and forget what they should."""

import pytest

from tests.emulators.shelly.rpc import BOOT_SECONDS, MODELS

from .conftest import UnpackShelly

PLUS_2PM_COVER = {"model": "plus-2pm", "profile": "cover"}


@pytest.mark.parametrize("model", MODELS)
async def test_every_model_says_what_it_is(
    unpack_shelly: UnpackShelly, model: str
) -> None:
    """Status and configuration have the same components; every listed getter answers."""
    peer = await unpack_shelly(model)
    info = (await peer.get("/shelly")).json
    assert info["id"].endswith(info["mac"].lower())
    assert info["gen"] == MODELS[model].generation
    config, status = (
        await peer.call("Shelly.GetConfig"),
        await peer.call("Shelly.GetStatus"),
    )
    assert config.keys() == status.keys()
    listed = (await peer.call("Shelly.ListMethods"))["methods"]
    for key in config:
        kind, _, number = key.partition(":")
        getter = next(m for m in listed if m.lower() == f"{kind}.getstatus")
        params = {"id": int(number)} if number else {}
        assert (await peer.call(getter, **params)).keys() == status[key].keys()


async def test_power_adds_up_to_energy(unpack_shelly: UnpackShelly) -> None:
    """Wh in total, mWh by minute, current from power and voltage."""
    peer = await unpack_shelly(unixtime=1_800_000_000.0)
    peer.device.machine.components["switch:0"].connect(1150.0)  # type: ignore[attr-defined]
    await peer.call("Switch.Set", id=0, on=True)
    await peer.device.advance(90)
    await peer.call("Switch.Set", id=0, on=False)
    await peer.device.advance(30)
    status = await peer.call("Switch.GetStatus", id=0)
    assert status["aenergy"]["total"] == pytest.approx(1150 * 90 / 3600, abs=0.001)
    per_minute = 1150 / 60 * 1000
    assert status["aenergy"]["by_minute"] == pytest.approx(
        [per_minute / 2, per_minute, 0], abs=0.01
    )
    assert (status["apower"], status["current"]) == (0, 0)
    await peer.call("Switch.Toggle", id=0)
    status = await peer.call("Switch.GetStatus", id=0)
    assert (status["apower"], status["current"]) == (1150, 5.0)
    await peer.device.reboot()
    assert (await peer.call("Switch.GetStatus", id=0))["aenergy"]["total"] > 28


async def test_too_much_load_trips_the_switch(unpack_shelly: UnpackShelly) -> None:
    """It cannot be switched on while the load is there."""
    peer = await unpack_shelly()
    switch = peer.device.machine.components["switch:0"]
    await peer.call("Switch.Set", id=0, on=True)
    switch.connect(3000.0)  # type: ignore[attr-defined]
    assert (await peer.call("Switch.GetStatus", id=0))["errors"] == ["overpower"]
    assert (await peer.error("Switch.Set", id=0, on=True))["code"] == -109
    switch.connect(60.0)  # type: ignore[attr-defined]
    assert await peer.call("Switch.Set", id=0, on=True) == {"was_on": False}


async def test_timers_switch_back(unpack_shelly: UnpackShelly) -> None:
    """`toggle_after` for once, `auto_off` for ever."""
    peer = await unpack_shelly()
    await peer.call("Switch.Set", id=0, on=True, toggle_after=5)
    assert (await peer.call("Switch.GetStatus", id=0))["timer_duration"] == 5
    await peer.device.advance(5)
    assert (await peer.call("Switch.GetStatus", id=0))["output"] is False
    config = {"auto_off": True, "auto_off_delay": 7}
    await peer.call("Switch.SetConfig", id=0, config=config)
    await peer.call("Switch.Set", id=0, on=True)
    await peer.device.advance(7)
    status = await peer.call("Switch.GetStatus", id=0)
    assert (status["output"], status["source"]) == (False, "timer")


@pytest.mark.parametrize(
    ("mode", "outputs"),
    [
        ("follow", [True, False]),
        ("flip", [True, False]),
        ("detached", [False, False]),
    ],
)
async def test_a_wall_switch_drives_its_output(
    unpack_shelly: UnpackShelly, mode: str, outputs: list[bool]
) -> None:
    """As its mode has it."""
    peer = await unpack_shelly()
    await peer.call("Switch.SetConfig", id=0, config={"in_mode": mode})
    seen = []
    for on in (True, False):
        peer.device.machine.components["input:0"].flip(on=on)  # type: ignore[attr-defined]
        seen.append((await peer.call("Switch.GetStatus", id=0))["output"])
    assert seen == outputs


async def test_a_shutter_takes_time(unpack_shelly: UnpackShelly) -> None:
    """It reports where it is, can be stopped on the way, and knows its ends."""
    peer = await unpack_shelly(**PLUS_2PM_COVER)
    assert await peer.call("Cover.Open", id=0) is None
    await peer.device.advance(4)
    status = await peer.call("Cover.GetStatus", id=0)
    assert (status["state"], status["current_pos"]) == ("opening", 70)
    assert status["apower"] > 0
    await peer.call("Cover.Stop", id=0)
    await peer.device.advance(60)
    status = await peer.call("Cover.GetStatus", id=0)
    assert (status["state"], status["current_pos"]) == ("stopped", 70)
    await peer.call("Cover.GoToPosition", id=0, pos=0)
    await peer.device.advance(14)
    status = await peer.call("Cover.GetStatus", id=0)
    assert (status["state"], status["current_pos"]) == ("closed", 0)
    assert status["apower"] == 0
    assert (await peer.error("Cover.GoToPosition", id=0, pos=101))["code"] == -103


async def test_a_profile_changes_the_components(unpack_shelly: UnpackShelly) -> None:
    """`SetProfile` restarts the device."""
    peer = await unpack_shelly("plus-2pm")
    assert await peer.call("Shelly.SetProfile", name="cover") == {
        "profile_was": "switch"
    }
    await peer.device.advance(1)
    assert not peer.device.network.is_open
    await peer.device.advance(BOOT_SECONDS)
    status = await peer.call("Shelly.GetStatus")
    assert "cover:0" in status
    assert "switch:0" not in status
    assert (await peer.get("/shelly")).json["profile"] == "cover"


async def test_configuration_is_checked_and_counted(
    unpack_shelly: UnpackShelly,
) -> None:
    """All of it or nothing; a change raises `cfg_rev`, the same again does not."""
    peer = await unpack_shelly()
    before = (await peer.call("Sys.GetStatus"))["cfg_rev"]
    for wrong in (
        {"in_mode": "sideways"},
        {"auto_on_delay": "soon"},
        {"auto_on": 1},
        {"name": "x" * 65},
        {"colour": "blue"},
        {"name": "Lamp", "auto_off_delay": -1},
    ):
        answer = await peer.error("Switch.SetConfig", id=0, config=wrong)
        assert answer["code"] == -103
    assert (await peer.call("Switch.GetConfig", id=0))["name"] is None
    good = {"name": "Lämpchen", "auto_on_delay": 60.0}
    for _ in range(2):
        answer = await peer.call("Switch.SetConfig", id=0, config=good)
        assert answer == {"restart_required": False}
    assert (await peer.call("Sys.GetStatus"))["cfg_rev"] == before + 1
    mqtt = {"enable": True, "server": "10.0.0.2:1883", "user": "u", "pass": "secret"}
    assert await peer.call("Mqtt.SetConfig", config=mqtt) == {"restart_required": True}
    assert (await peer.call("Sys.GetStatus"))["restart_required"] is True
    assert "pass" not in await peer.call("Mqtt.GetConfig")
    assert "secret" not in repr(peer.device.requests)
    await peer.device.reboot()
    assert (await peer.call("Sys.GetStatus"))["restart_required"] is False


async def test_refusals_have_the_vendors_codes(unpack_shelly: UnpackShelly) -> None:
    """In frames with HTTP 200, bare with an error status."""
    peer = await unpack_shelly()
    assert await peer.error("Shelly.Fly") == {
        "code": 404,
        "message": "No handler for Shelly.Fly",
    }
    assert (await peer.error("Switch.Set", id=9, on=True))["code"] == -105
    assert (await peer.error("Switch.Set", on=True))["code"] == -103
    assert (await peer.error("Shelly.Update", stage="beta"))["code"] == -114
    bare = await peer.get("/rpc/Shelly.Fly")
    assert (bare.status, bare.json["code"]) == (404, 404)
    bare = await peer.get("/rpc/switch.set?id=0&on=%22yes%22")
    assert (bare.status, bare.json["code"]) == (500, -103)
    assert (await peer.get("/rpc/sHELLY.getstatus")).status == 200


async def test_components_come_in_pages_of_ten(unpack_shelly: UnpackShelly) -> None:
    """With `total`, so that a client knows when it has all."""
    peer = await unpack_shelly("1-gen4")
    for _ in range(12):
        await peer.call("Virtual.Add", type="boolean", config={"name": "flag"})
    first = await peer.call("Shelly.GetComponents", dynamic_only=True)
    assert (len(first["components"]), first["total"]) == (10, 12)
    last = await peer.call("Shelly.GetComponents", dynamic_only=True, offset=10)
    assert (len(last["components"]), last["offset"]) == (2, 10)
    assert first["cfg_rev"] == (await peer.call("Sys.GetConfig"))["cfg_rev"]
    keys = await peer.call("Shelly.GetComponents", keys=["sys"], include=["config"])
    assert [set(item) for item in keys["components"]] == [{"key", "config"}]


async def test_virtual_components_hold_what_they_may(
    unpack_shelly: UnpackShelly,
) -> None:
    """Values within the configuration; a button tells and holds nothing."""
    peer = await unpack_shelly("plug-s-gen3")
    config = {"min": -5, "max": 5, "name": "offset"}
    assert await peer.call("Virtual.Add", type="number", config=config) == {"id": 200}
    await peer.call("Virtual.Add", type="enum", config={"options": ["eco", "boost"]})
    await peer.call("Virtual.Add", type="button")
    await peer.call("Number.Set", id=200, value=4.5)
    assert (await peer.call("Number.GetStatus", id=200))["value"] == 4.5
    assert (await peer.error("Number.Set", id=200, value=6))["code"] == -103
    assert (await peer.error("Enum.Set", id=200, value="off"))["code"] == -103
    await peer.call("Enum.Set", id=200, value="boost")
    await peer.call("Button.Trigger", id=200, event="single_push")
    await peer.call("Virtual.Delete", key="number:200")
    assert (await peer.error("Number.GetStatus", id=200))["code"] == -105


async def test_what_users_keep(unpack_shelly: UnpackShelly) -> None:
    """Values, schedules, webhooks and scripts, each with its revision or size."""
    peer = await unpack_shelly("1-gen4")
    assert (await peer.call("KVS.Set", key="place", value="attic"))["rev"] == 1
    assert (await peer.call("KVS.Get", key="place"))["value"] == "attic"
    job = await peer.call("Schedule.Create", enable=True, timespec="0 0 7 * * *")
    assert job == {"id": 1, "rev": 1}
    hook = {"cid": 0, "enable": True, "event": "switch.on", "urls": ["http://x/"]}
    await peer.call("Webhook.Create", **hook)
    assert (await peer.call("Webhook.List"))["hooks"] == [{"id": 1, **hook}]
    assert (await peer.call("Sys.GetStatus"))["webhook_rev"] == 1
    script = await peer.call("Script.Create", name="grüße")
    code = "print('ä');" * 200
    for at in range(0, len(code), 1000):
        chunk = code[at : at + 1000]
        await peer.call("Script.PutCode", code=chunk, append=at > 0, **script)
    part = await peer.call("Script.GetCode", **script)
    assert part["left"] == len(code.encode()) - 1024
    assert await peer.call("Script.Start", **script) == {"was_running": False}
    assert (await peer.call("Shelly.GetStatus"))["script:1"]["running"] is True


async def test_a_reset_forgets_and_opens_the_access_point(
    unpack_shelly: UnpackShelly,
) -> None:
    """Same MAC, lower `cfg_rev`, no password, no name, no profile, nothing kept."""
    peer = await unpack_shelly(**PLUS_2PM_COVER, name="Shutter", password="pw")
    before = (await peer.get("/shelly")).json
    revision = peer.device.board.cfg_rev
    await peer.device.factory_reset()
    after = (await peer.get("/shelly")).json
    assert after["mac"] == before["mac"]
    assert (before["auth_en"], after["auth_en"]) == (True, False)
    assert (after["name"], after["profile"]) == (None, "switch")
    assert after["provision"] == "pending"
    assert (await peer.call("Sys.GetStatus"))["cfg_rev"] < revision
    wifi = await peer.call("Wifi.GetConfig")
    assert (wifi["ap"]["enable"], wifi["ap"]["is_open"]) == (True, True)
    assert (await peer.call("Wifi.GetStatus"))["status"] == "disconnected"
    station = {"ssid": "home", "pass": "correct horse", "enable": True}
    await peer.call("Wifi.SetConfig", config={"sta": {**station, "pass": "wrong one"}})
    await peer.device.advance(3)
    assert (await peer.call("Wifi.GetStatus"))["status"] == "disconnected"
    await peer.call("Wifi.SetConfig", config={"sta": station})
    await peer.device.advance(3)
    assert (await peer.call("Wifi.GetStatus"))["ssid"] == "home"
    assert (await peer.get("/shelly")).json["provision"] == "complete"
