"""What each command sends, and how it finds out whether it took effect."""
# ruff: noqa: D103 - names of tests state their rules

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from custom_components.freehold.connection.errors import (
    AuthenticationError,
    ConnectionLostError,
    DeviceBusyError,
    ProtocolError,
)
from custom_components.freehold.families.shelly.protocol.rpc.client import RpcClient
from custom_components.freehold.families.shelly.protocol.rpc.components import (
    ComponentKey,
)
from custom_components.freehold.families.shelly.protocol.rpc.inventory import (
    read_components,
    read_inventory,
)
from custom_components.freehold.families.shelly.protocol.rpc.maintenance import (
    Maintenance,
    Release,
    Releases,
)
from custom_components.freehold.families.shelly.protocol.rpc.outputs import Outputs
from custom_components.freehold.families.shelly.protocol.rpc.security import Security
from custom_components.freehold.families.shelly.protocol.rpc.virtuals import Virtuals

from .conftest import Connect
from .shelly_server import MAC, REALM, Drop, FakeShelly, Received, sha256

pytestmark = pytest.mark.usefixtures("socket_enabled")

type Command = Callable[[RpcClient], Awaitable[object]]


def out(command: Callable[[Outputs], Awaitable[object]]) -> Command:
    return lambda client: command(Outputs(client))


def virtual(command: Callable[[Virtuals], Awaitable[object]]) -> Command:
    return lambda client: command(Virtuals(client))


def secure(command: Callable[[Security], Awaitable[object]]) -> Command:
    return lambda client: command(Security(client))


def maintain(command: Callable[[Maintenance], Awaitable[object]]) -> Command:
    return lambda client: command(Maintenance(client))


LOOKED_AFTER: list[tuple[Command, str, Any, str, Any]] = [
    (
        out(lambda o: o.switch_set(1, True, toggle_after=5)),
        "Switch.Set",
        {"id": 1, "on": True, "toggle_after": 5},
        "Switch.GetStatus",
        {"output": True},
    ),
    (
        out(lambda o: o.cover_open(0, duration=2.5)),
        "Cover.Open",
        {"id": 0, "duration": 2.5},
        "Cover.GetStatus",
        {"state": "opening"},
    ),
    (
        out(lambda o: o.cover_close(0)),
        "Cover.Close",
        {"id": 0},
        "Cover.GetStatus",
        {"state": "closed"},
    ),
    (
        out(lambda o: o.cover_stop(0)),
        "Cover.Stop",
        {"id": 0},
        "Cover.GetStatus",
        {"state": "stopped"},
    ),
    (
        out(lambda o: o.cover_go_to_position(0, 40)),
        "Cover.GoToPosition",
        {"id": 0, "pos": 40},
        "Cover.GetStatus",
        {"state": "opening", "current_pos": 3, "target_pos": 40.0},
    ),
    (
        out(lambda o: o.cover_go_to_position(0, slat=20)),
        "Cover.GoToPosition",
        {"id": 0, "slat_pos": 20},
        "Cover.GetStatus",
        {"state": "stopped", "slat_pos": 20},
    ),
    (
        out(lambda o: o.light_set(0, on=True, brightness=60, transition=1)),
        "Light.Set",
        {"id": 0, "on": True, "brightness": 60, "transition_duration": 1},
        "Light.GetStatus",
        {"output": True, "brightness": 60.0},
    ),
    (
        out(lambda o: o.cct_set(0, temperature=3000)),
        "CCT.Set",
        {"id": 0, "ct": 3000},
        "CCT.GetStatus",
        {"ct": 3000},
    ),
    (
        out(lambda o: o.rgb_set(0, rgb=(1, 2, 3), toggle_after=9)),
        "RGB.Set",
        {"id": 0, "rgb": [1, 2, 3], "toggle_after": 9},
        "RGB.GetStatus",
        {"rgb": [1, 2, 3]},
    ),
    (
        out(lambda o: o.rgbw_set(0, on=False, rgb=(1, 2, 3), white=7)),
        "RGBW.Set",
        {"id": 0, "on": False, "rgb": [1, 2, 3], "white": 7},
        "RGBW.GetStatus",
        {"output": False, "rgb": [1, 2, 3], "white": 7},
    ),
    (
        virtual(lambda v: v.boolean_set(200, True)),
        "Boolean.Set",
        {"id": 200, "value": True},
        "Boolean.GetStatus",
        {"value": True},
    ),
    (
        virtual(lambda v: v.number_set(200, 1.5)),
        "Number.Set",
        {"id": 200, "value": 1.5},
        "Number.GetStatus",
        {"value": 1.5},
    ),
    (
        virtual(lambda v: v.text_set(200, "ü")),
        "Text.Set",
        {"id": 200, "value": "ü"},
        "Text.GetStatus",
        {"value": "ü"},
    ),
    (
        virtual(lambda v: v.enum_set(200, "eco")),
        "Enum.Set",
        {"id": 200, "value": "eco"},
        "Enum.GetStatus",
        {"value": "eco"},
    ),
    (
        virtual(lambda v: v.thermostat_set(0, target=21.5)),
        "Thermostat.SetConfig",
        {"id": 0, "config": {"id": 0, "target_C": 21.5}},
        "Thermostat.GetConfig",
        {"enable": True, "target_C": 21.5},
    ),
    (
        secure(lambda s: s.switch_off_access_point()),
        "Wifi.SetConfig",
        {"config": {"ap": {"enable": False}}},
        "Wifi.GetConfig",
        {"ap": {"enable": False, "ssid": "x"}},
    ),
    (
        secure(lambda s: s.switch_off_ble_rpc()),
        "BLE.SetConfig",
        {"config": {"rpc": {"enable": False}}},
        "BLE.GetConfig",
        {"rpc": {"enable": False}},
    ),
    (
        secure(lambda s: s.set_cloud(False)),
        "Cloud.SetConfig",
        {"config": {"enable": False}},
        "Cloud.GetConfig",
        {"enable": False, "server": "x"},
    ),
]
SENT_ONCE: list[tuple[Command, str, Any]] = [
    (out(lambda o: o.switch_toggle(0)), "Switch.Toggle", {"id": 0}),
    (out(lambda o: o.light_toggle(0)), "Light.Toggle", {"id": 0}),
    (out(lambda o: o.light_toggle(0, "RGBW")), "RGBW.Toggle", {"id": 0}),
    (
        virtual(lambda v: v.button_trigger(200)),
        "Button.Trigger",
        {"id": 200, "event": "single_push"},
    ),
    (maintain(lambda m: m.reboot()), "Shelly.Reboot", {"delay_ms": 1000}),
    (maintain(lambda m: m.reboot(delay=0)), "Shelly.Reboot", {"delay_ms": 500}),
    (maintain(lambda m: m.identify()), "Shelly.Identify", {}),
    (maintain(lambda m: m.update("beta")), "Shelly.Update", {"stage": "beta"}),
]
COMMANDS = [entry[:3] for entry in LOOKED_AFTER] + SENT_ONCE
IDS = [entry[1] for entry in COMMANDS]


def lose_first(method: str) -> Callable[[Received], Drop | None]:
    """Break the connection of the first call of a method."""
    met: list[Received] = []

    def fault(call: Received) -> Drop | None:
        if call.method != method or met:
            return None
        met.append(call)
        return Drop()

    return fault


@pytest.mark.parametrize(("command", "method", "params"), COMMANDS, ids=IDS)
async def test_a_command_is_one_call(
    shelly: FakeShelly, connect: Connect, command: Command, method: str, params: Any
) -> None:
    shelly.results[method] = {"restart_required": True}

    await command(connect())

    assert (shelly.calls[-1].method, shelly.calls[-1].params) == (method, params)
    assert shelly.methods.count(method) == 1


@pytest.mark.parametrize(
    ("command", "method", "params", "look", "shown"), LOOKED_AFTER, ids=IDS[:18]
)
async def test_a_lost_answer_is_looked_after(
    shelly: FakeShelly,
    connect: Connect,
    command: Command,
    method: str,
    params: Any,
    look: str,
    shown: Any,
) -> None:
    shelly.results |= {method: None, look: shown}
    shelly.always = lose_first(method)

    await command(connect())

    assert shelly.methods[-2:] == [method, look]


@pytest.mark.parametrize(
    ("command", "method", "params", "look", "shown"), LOOKED_AFTER, ids=IDS[:18]
)
@pytest.mark.parametrize("other", [{"state": "opening" * 2}, None])
async def test_what_did_not_take_effect_is_sent_once_more(
    shelly: FakeShelly,
    connect: Connect,
    command: Command,
    method: str,
    params: Any,
    look: str,
    shown: Any,
    other: Any,
) -> None:
    if method == "Cover.Stop" and other:
        other = {"state": "opening"}
    shelly.results |= {method: None, look: other}
    shelly.always = lose_first(method)

    await command(connect())

    assert shelly.methods[-3:] == [method, look, method]


@pytest.mark.parametrize(
    ("command", "method", "params"), SENT_ONCE, ids=[e[1] for e in SENT_ONCE]
)
async def test_what_cannot_be_looked_after_is_never_repeated(
    shelly: FakeShelly, connect: Connect, command: Command, method: str, params: Any
) -> None:
    shelly.results[method] = None
    shelly.always = lose_first(method)

    with pytest.raises(ConnectionLostError):
        await command(connect())

    assert shelly.methods.count(method) == 1


@pytest.mark.parametrize(
    ("result", "restart"),
    [({"restart_required": True}, True), ({"restart_required": 1}, None), (None, None)],
)
async def test_a_change_tells_whether_it_takes_a_restart(
    shelly: FakeShelly, connect: Connect, result: Any, restart: bool | None
) -> None:
    shelly.results["Cloud.SetConfig"] = result

    assert await Security(connect()).set_cloud(True) is restart


def takes_password(shelly: FakeShelly, password: str | None) -> Callable[[Any], None]:
    """Let the device hold the password from this call on."""

    def take(params: Any) -> None:
        assert params["user"] == "admin"
        assert params["realm"] == REALM
        hashed = sha256(f"admin:{REALM}:{password}")
        assert params["ha1"] == (None if password is None else hashed)
        shelly.password = password

    return take


@pytest.mark.parametrize(("old", "new"), [(None, "new"), ("old", "new"), ("old", None)])
async def test_a_password_is_set_and_used(
    shelly: FakeShelly, connect: Connect, old: str | None, new: str | None
) -> None:
    shelly.password = old
    shelly.results["Shelly.SetAuth"] = takes_password(shelly, new)
    client = connect(old)

    await Security(client).set_auth(new)

    assert await client.read("Sys.GetStatus") == {"cfg_rev": 7}
    assert shelly.failed_attempts == 0


async def test_a_password_whose_answer_was_lost_is_tried_out(
    shelly: FakeShelly, connect: Connect
) -> None:
    def take_and_drop(call: Received) -> Drop | None:
        if call.method != "Shelly.SetAuth":
            return None
        shelly.password = "new"
        return Drop()

    shelly.always = take_and_drop
    client = connect()

    await Security(client).set_auth("new")

    assert await client.read("Sys.GetStatus") == {"cfg_rev": 7}
    assert shelly.methods.count("Shelly.SetAuth") == 1


async def test_a_password_that_never_arrived_is_sent_once_more(
    shelly: FakeShelly, connect: Connect
) -> None:
    shelly.results["Shelly.SetAuth"] = takes_password(shelly, "new")
    shelly.always = lose_first("Shelly.SetAuth")
    client = connect()

    await Security(client).set_auth("new")

    assert await client.read("Sys.GetStatus") == {"cfg_rev": 7}
    assert shelly.methods.count("Shelly.SetAuth") == 2


async def test_a_password_is_not_changed_without_the_old_one(
    shelly: FakeShelly, connect: Connect
) -> None:
    shelly.password = "old"
    client = connect("wrong")

    with pytest.raises(AuthenticationError):
        await Security(client).set_auth("new")

    assert shelly.failed_attempts == 1


async def test_a_password_needs_a_realm(shelly: FakeShelly, connect: Connect) -> None:
    shelly.info_body = f'{{"mac": "{MAC}", "gen": 2}}'

    with pytest.raises(ProtocolError):
        await Security(connect()).set_auth("new")


async def test_updates_are_offered_in_stages(
    shelly: FakeShelly, connect: Connect
) -> None:
    shelly.results["Shelly.CheckForUpdate"] = {
        "stable": {"version": "1.7.5", "build_id": "b"},
        "beta": {"version": "2.0.0-beta1"},
        "alt": 7,
    }

    assert await Maintenance(connect()).check_for_update() == Releases(
        Release("1.7.5", "b"), Release("2.0.0-beta1")
    )


def test_no_updates_are_none() -> None:
    assert Releases.parse({"stable": None, "beta": {}}) == Releases()
    with pytest.raises(ProtocolError):
        Releases.parse(None)


def pages(revisions: list[int], *, total: int = 25, size: int = 10) -> Any:
    """Answer page after page, each with the next revision."""
    left = iter(revisions)

    def page(params: Any) -> Any:
        numbers = range(params["offset"], min(params["offset"] + size, total))
        return {
            "components": [{"key": f"number:{200 + n}", "status": {}} for n in numbers],
            "cfg_rev": next(left),
            "offset": params["offset"],
            "total": total,
        }

    return page


async def test_all_pages_of_the_components_are_read(
    shelly: FakeShelly, connect: Connect
) -> None:
    shelly.results["Shelly.GetComponents"] = pages([4] * 3)

    found = await read_components(connect())

    assert found.revision == 4
    assert list(found.components) == [
        ComponentKey("number", 200 + n) for n in range(25)
    ]


async def test_pages_of_different_revisions_are_read_again(
    shelly: FakeShelly, connect: Connect
) -> None:
    shelly.results["Shelly.GetComponents"] = pages([4, 5, 5, 5, 5])

    found = await read_components(connect())

    assert (found.revision, len(found.components)) == (5, 25)


async def test_a_configuration_that_keeps_changing_is_busy(
    shelly: FakeShelly, connect: Connect
) -> None:
    shelly.results["Shelly.GetComponents"] = pages(list(range(99)))

    with pytest.raises(DeviceBusyError):
        await read_components(connect())


@pytest.mark.parametrize(("total", "size"), [(99, 0), (9999, 1)])
async def test_a_list_without_an_end_is_given_up(
    shelly: FakeShelly, connect: Connect, total: int, size: int
) -> None:
    shelly.results["Shelly.GetComponents"] = pages([1] * 99, total=total, size=size)

    with pytest.raises(ProtocolError):
        await read_components(connect())


async def test_an_inventory_holds_everything(
    shelly: FakeShelly, connect: Connect
) -> None:
    shelly.results["Shelly.GetConfig"] = {"teleport:7": {"speed": 1}, "knx": None}
    shelly.results["Shelly.GetComponents"] = pages([1], total=1)

    inventory = await read_inventory(connect())

    assert inventory.info.mac == MAC
    assert inventory.config == {"teleport:7": {"speed": 1}}
    assert inventory.status == {"switch:0": {"id": 0, "output": False}}
    assert "switch.set" in inventory.methods
    assert list(inventory.dynamic) == [ComponentKey("number", 200)]


async def test_older_firmware_has_no_list_of_components(
    shelly: FakeShelly, connect: Connect
) -> None:
    shelly.results["Shelly.GetConfig"] = {}

    assert (await read_inventory(connect())).dynamic == {}


async def test_numbers_of_pages_may_be_fractions(
    shelly: FakeShelly, connect: Connect
) -> None:
    """Firmwares change int for float."""
    shelly.results["Shelly.GetComponents"] = {
        "components": [],
        "cfg_rev": 7.0,
        "offset": 0.0,
        "total": 0.0,
    }
    assert (await read_components(connect())).revision == 7


async def test_a_light_becomes_what_it_is_given(
    shelly: FakeShelly, connect: Connect
) -> None:
    """A light that is coloured or white is told which."""
    shelly.results |= {"RGBCCT.Set": None, "RGBCCT.GetStatus": {}}
    outputs = Outputs(connect())
    await outputs.rgbcct_set(0, on=True, rgb=(1, 2, 3))
    await outputs.rgbcct_set(0, temperature=4000)
    await outputs.rgbcct_set(0, on=False)
    sent = [call.params for call in shelly.calls if call.method == "RGBCCT.Set"]
    assert sent == [
        {"id": 0, "on": True, "mode": "rgb", "rgb": [1, 2, 3]},
        {"id": 0, "mode": "cct", "ct": 4000},
        {"id": 0, "on": False},
    ]


async def test_a_radiator_valve_is_set_through_its_gateway(
    shelly: FakeShelly, connect: Connect
) -> None:
    """And looked at when the answer is lost."""
    shelly.results |= {"BluTrv.Call": None, "BluTrv.GetStatus": {"target_C": 21.5}}
    client = connect()
    await client.read_methods()
    shelly.script = [Drop()]
    await Virtuals(client).valve_set(200, 21.5)
    assert shelly.calls[-1].method == "BluTrv.GetStatus"
    call = next(call for call in shelly.calls if call.method == "BluTrv.Call")
    assert call.params == {
        "id": 200,
        "method": "TRV.SetTarget",
        "params": {"id": 0, "target_C": 21.5},
    }
