"""Writing settings, login, modes and firmware: paced, looked up, reported member by member."""
# ruff: noqa: D103 - names of tests state their rules

import pytest

from custom_components.freehold.connection.errors import (
    AuthenticationError,
    CommandRefusedError,
    ConnectionLostError,
    DeviceBusyError,
)
from custom_components.freehold.families.shelly.protocol.gen1.actions import (
    parse_actions,
)
from custom_components.freehold.families.shelly.protocol.gen1.client import Gen1Client
from custom_components.freehold.families.shelly.protocol.gen1.credentials import (
    Gen1Credentials,
)
from custom_components.freehold.families.shelly.protocol.gen1.field import SettingError
from custom_components.freehold.families.shelly.protocol.gen1.pacing import (
    pause_seconds,
)
from custom_components.freehold.families.shelly.protocol.gen1.resource import Refusal

from .conftest import InstantTime
from .device_server import Device, http

pytestmark = pytest.mark.usefixtures("socket_enabled")

OLD = Gen1Credentials("admin", "old")


async def test_settings_are_written_as_a_query_and_checked_by_the_echo(
    device: Device, client: Gen1Client
) -> None:
    outcome = await client.write_settings(
        "settings", {"name": "Küche & Bad", "max_power": 60.0}
    )

    assert outcome.applied == ("name", "max_power")
    assert not outcome.refused
    assert device.settings["name"] == "Küche & Bad"
    assert len(device.requests) == 2


async def test_a_setter_is_looked_for_under_its_echoed_name(
    device: Device, client: Gen1Client
) -> None:
    outcome = await client.write_settings(
        "sta", {"gateway": "192.0.2.1", "netmask": "255.255.255.0", "key": "secret"}
    )

    assert outcome.applied == ("gateway", "netmask")
    assert outcome.unverified == ("key",)
    assert device.settings["wifi_sta"]["gw"] == "192.0.2.1"


@pytest.mark.parametrize("name", ["gw", "mask"])
async def test_an_echoed_name_is_not_sent(
    device: Device, client: Gen1Client, name: str
) -> None:
    with pytest.raises(SettingError, match="it is set by"):
        await client.write_settings("sta", {name: "192.0.2.1"})

    assert not device.requests


async def test_what_was_not_applied_is_reported_member_by_member(
    device: Device, client: Gen1Client
) -> None:
    device.ignored.add("/settings")

    outcome = await client.write_settings(
        "settings", {"name": "x", "mqtt_pass": "y", "eco_mode_enabled": False}
    )

    assert outcome.applied == ("eco_mode_enabled",)
    assert outcome.refused == (Refusal("name", "x", None),)
    assert outcome.unverified == ("mqtt_pass",)
    with pytest.raises(CommandRefusedError, match="name"):
        outcome.require()


async def test_a_refused_secret_is_not_shown(
    device: Device, client: Gen1Client
) -> None:
    device.ignored.add("/settings/ap")

    with pytest.raises(CommandRefusedError):
        await client.set_access_point(enabled=False, key="longenough")
    outcome = await client.write_settings("ap", {"key": "longenough"})

    assert outcome.refused == (Refusal("key", None, None),)


async def test_an_answer_that_shows_too_little_is_followed_by_a_look(
    device: Device, client: Gen1Client
) -> None:
    device.raw["/settings/cloud"] = http(200, b"{}")

    outcome = await client.write_settings("cloud", {"enabled": False})

    assert outcome.unverified == ("enabled",)
    assert device.requests[1:] == ["/settings/cloud?enabled=false", "/settings/cloud"]


async def test_a_lost_answer_of_a_write_is_looked_up(
    device: Device, client: Gen1Client
) -> None:
    device.lost["/settings/cloud"] = 1

    outcome = await client.set_cloud(enabled=False)

    assert outcome.applied == ("enabled",)
    assert len(device.writes) == 1


async def test_a_lost_write_that_nobody_can_look_up_is_not_repeated(
    device: Device, client: Gen1Client
) -> None:
    device.lost["/settings/sta"] = 1

    with pytest.raises(ConnectionLostError):
        await client.write_settings("sta", {"key": "secret"})

    assert len(device.writes) == 1


@pytest.mark.parametrize(
    ("firmware", "pause"),
    [
        ("20230913-112003/v1.14.0-gcb84623", 0.75),
        ("20210101-000000/v1.9.0", 0.75),
        ("20201231-235959/v1.9.0", 2),
        ("1.9.0", 2),
        ("", 2),
    ],
)
def test_old_firmware_is_written_to_more_slowly(firmware: str, pause: float) -> None:
    assert pause_seconds(firmware) == pause


async def test_two_writes_are_apart(
    device: Device, client: Gen1Client, time: InstantTime
) -> None:
    device.firmware = "20200101-000000/v1.5"
    await client.set_cloud(enabled=False)
    before = time.seconds

    await client.set_cloud(enabled=True)

    assert time.seconds - before == 2


async def test_a_repeated_write_keeps_its_distance_too(
    device: Device, client: Gen1Client, time: InstantTime
) -> None:
    device.firmware = "20200101-000000/v1.5"
    device.dropped["/settings/cloud"] = 1

    await client.set_cloud(enabled=False)

    assert time.seconds >= 2
    assert device.settings["cloud"]["enabled"] is False


async def test_a_write_waits_until_the_device_does_not_restart_any_more(
    device: Device, client: Gen1Client, time: InstantTime
) -> None:
    await client.set_cloud(enabled=False)
    device.uptimes = [3, 11, 12]

    await client.set_cloud(enabled=True)

    assert device.paths().count("/status") == 3


async def test_a_device_that_restarts_for_ever_is_left_alone(
    device: Device, client: Gen1Client
) -> None:
    device.uptimes = [3]

    with pytest.raises(DeviceBusyError):
        await client.settle()


async def test_settling_bears_a_device_that_is_away(
    device: Device, client: Gen1Client, time: InstantTime
) -> None:
    device.raw["/status"] = b""
    device.uptimes = [20]
    waited = time.sleep

    async def come_back(seconds: float) -> None:
        if time.seconds > 8:
            device.raw.clear()
        await waited(seconds)

    client._sleep = come_back  # noqa: SLF001

    device.raw["/status"] = http(200, b"{", promised=9)
    await client.settle()


async def test_the_mode_is_sent_alone_and_awaited(
    device: Device, client: Gen1Client
) -> None:
    with pytest.raises(SettingError, match="alone"):
        await client.write_settings("settings", {"mode": "roller", "name": "x"})

    await client.set_mode("roller")

    assert device.writes == ["/settings?mode=roller"]
    assert device.settings["mode"] == "roller"


async def test_a_mode_that_does_not_come_is_an_error(
    device: Device, client: Gen1Client
) -> None:
    device.ignored.add("/settings")

    with pytest.raises(DeviceBusyError):
        await client.set_mode("roller")


async def test_a_password_is_set_and_proven(device: Device, client: Gen1Client) -> None:
    await client.set_login("new")

    assert device.password == "new"
    assert client.credentials == Gen1Credentials("admin", "new")
    assert device.paths() == [
        "/shelly", "/settings/login", "/shelly", "/settings/login",
    ]  # fmt: skip


async def test_a_password_is_changed_though_the_answer_is_lost(
    device: Device, client: Gen1Client
) -> None:
    device.password = "old"
    client.use_credentials(OLD)
    device.lost["/settings/login"] = 1

    await client.set_login("new", "me")

    assert device.password == "new"
    assert client.credentials == Gen1Credentials("me", "new")
    assert len(device.writes) == 1


async def test_a_lost_change_of_password_is_sent_again_with_the_old_one(
    device: Device, client: Gen1Client
) -> None:
    device.password = "old"
    client.use_credentials(OLD)
    device.dropped["/settings/login"] = 1

    await client.set_login("new")

    assert device.password == "new"
    assert device.passwords.count("old") == 2
    assert client.credentials == Gen1Credentials("admin", "new")


@pytest.mark.parametrize("password", ["old", None])
async def test_a_password_that_is_not_taken_leaves_the_old_one_in_use(
    device: Device, client: Gen1Client, password: str | None
) -> None:
    device.password = password
    client.use_credentials(OLD)
    device.ignored.add("/settings/login")

    with pytest.raises(CommandRefusedError):
        await client.set_login("new")

    assert client.credentials == OLD
    await client.status()


async def test_a_password_is_removed(device: Device, client: Gen1Client) -> None:
    device.password = "old"
    client.use_credentials(OLD)

    await client.set_login(None)

    assert not device.password
    assert client.credentials is None
    await client.status()


@pytest.mark.parametrize(
    "values", [{"enabled": True}, {"password": "x"}, {"username": "x"}]
)
async def test_nothing_else_can_lock_us_out(
    device: Device, client: Gen1Client, values: dict[str, str | bool]
) -> None:
    with pytest.raises(SettingError):
        await client.write_settings("login", values)

    assert not device.requests


async def test_a_wrong_old_password_is_an_authentication_error(
    device: Device, client: Gen1Client
) -> None:
    device.password = "other"
    client.use_credentials(OLD)

    with pytest.raises(AuthenticationError):
        await client.set_login("new")

    assert device.password == "other"


async def test_the_access_point_is_closed(device: Device, client: Gen1Client) -> None:
    assert (await client.set_access_point(enabled=False)).applied == ("enabled",)
    assert device.settings["wifi_ap"]["enabled"] is False
    with pytest.raises(SettingError):
        await client.set_access_point(enabled=True, key="short")


async def test_an_action_is_set_and_cleared(device: Device, client: Gen1Client) -> None:
    urls = ["http://192.0.2.9/on?a=1&b=2", "http://192.0.2.9/two"]

    held = await client.set_action("out_on_url", 0, urls=urls, enabled=True)
    assert held.urls == tuple(urls)
    assert device.actions["out_on_url"][0] == {
        "index": 0,
        "urls": urls,
        "enabled": True,
    }
    assert "192.0.2.9" not in repr(held)

    assert not (await client.set_action("out_on_url", 0, urls=[], enabled=False)).urls
    assert device.actions["out_on_url"][0]["urls"] == []


async def test_an_action_whose_answer_is_lost_is_looked_up(
    device: Device, client: Gen1Client
) -> None:
    device.lost["/settings/actions"] = 1

    await client.set_action("out_on_url", 0, urls=["http://a"], enabled=True)

    assert len(device.writes) == 1


async def test_an_action_that_is_not_taken_is_reported(
    device: Device, client: Gen1Client
) -> None:
    device.ignored.add("/settings/actions")

    with pytest.raises(CommandRefusedError):
        await client.set_action("out_on_url", 0, urls=["http://a"], enabled=True)


async def test_urls_that_no_device_holds_are_not_sent(
    device: Device, client: Gen1Client
) -> None:
    for urls in (["x" * 257], ["http://a"] * 6, [""], ["http://a\n"]):
        with pytest.raises(SettingError):
            await client.set_action("out_on_url", 0, urls=urls, enabled=True)

    assert not device.requests


@pytest.mark.parametrize(
    "body",
    [
        [],
        {},
        {"actions": 1},
        {"actions": {"x": 1}},
        {"actions": {"x": [1, {"index": "0"}]}},
    ],
)
def test_malformed_actions_are_none(body: object) -> None:
    assert parse_actions(body) == ()


async def test_a_restart_whose_answer_is_lost_is_not_repeated(
    device: Device, client: Gen1Client
) -> None:
    await client.reboot()
    device.lost["/reboot"] = 1
    await client.reboot()

    assert device.paths().count("/reboot") == 2


async def test_a_refused_restart_is_reported(
    device: Device, client: Gen1Client
) -> None:
    device.raw["/reboot"] = http(200, b'{"ok":false}')

    with pytest.raises(CommandRefusedError):
        await client.reboot()


@pytest.mark.parametrize("lost", [0, 1])
async def test_an_update_is_started_once(
    device: Device, client: Gen1Client, lost: int
) -> None:
    device.lost["/ota"] = lost

    state = await client.ota_update("beta" if lost else "stable")

    assert state.in_progress
    assert device.writes == ["/ota?beta=true" if lost else "/ota?update=true"]
