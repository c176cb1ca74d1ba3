"""Reading and commanding one Gen1 device over real sockets, well-behaved and not."""
# ruff: noqa: D103 - names of tests state their rules

from collections.abc import Awaitable, Callable

import pytest

from custom_components.freehold.connection.connection import DeviceConnection
from custom_components.freehold.connection.errors import (
    AuthenticationError,
    CommandRefusedError,
    ConnectionLostError,
    DeviceBusyError,
    DeviceError,
    ProtocolError,
    UnsupportedError,
    WrongDeviceError,
)
from custom_components.freehold.connection.policy import ConnectionPolicy
from custom_components.freehold.connection.session import open_session
from custom_components.freehold.families.shelly.protocol.gen1.client import Gen1Client
from custom_components.freehold.families.shelly.protocol.gen1.credentials import (
    Gen1Credentials,
)
from custom_components.freehold.families.shelly.protocol.gen1.field import SettingError

from .conftest import InstantTime
from .device_server import Device, http

pytestmark = pytest.mark.usefixtures("socket_enabled")

OTHER_MAC = "AABBCCDDEEFF"


async def test_the_status_is_read_after_the_device_has_said_who_it_is(
    device: Device, client: Gen1Client
) -> None:
    status = await client.status()

    assert status.relays[0].on is False
    assert device.requests == ["/shelly", "/status"]


async def test_who_it_is_holds_for_half_a_minute(
    device: Device, client: Gen1Client, time: InstantTime
) -> None:
    await client.settings()
    time.seconds += 30
    await client.settings()
    time.seconds += 31
    await client.settings()

    assert device.paths() == [
        "/shelly", "/settings", "/settings", "/shelly", "/settings",
    ]  # fmt: skip


async def test_the_mac_in_a_status_proves_as_much(
    device: Device, client: Gen1Client, time: InstantTime
) -> None:
    for _ in range(3):
        await client.status()
        time.seconds += 20

    assert device.paths().count("/shelly") == 1


@pytest.mark.parametrize(
    "ask",
    [
        lambda c: c.info(),
        lambda c: c.status(),
        lambda c: c.relay_set(0, on=True),
        lambda c: c.write_settings("settings", {"name": "x"}),
        lambda c: c.set_login("secret"),
        lambda c: c.reboot(),
    ],
)
async def test_another_device_gets_nothing_but_a_question(
    device: Device, client: Gen1Client, ask: Callable[[Gen1Client], Awaitable[object]]
) -> None:
    device.mac = OTHER_MAC
    device.password = "secret"
    client.use_credentials(Gen1Credentials("admin", "secret"))

    with pytest.raises(WrongDeviceError):
        await ask(client)

    assert set(device.requests) == {"/shelly"}
    assert set(device.passwords) == {None}


async def test_after_a_lost_contact_the_device_is_asked_again(
    device: Device, client: Gen1Client
) -> None:
    await client.status()
    device.dropped["/relay/0"] = 1
    device.mac = OTHER_MAC

    with pytest.raises(ConnectionLostError):
        await client.relay_set(0, on=True)

    assert len(device.writes) == 1
    assert device.relay["ison"] is False


async def test_a_status_of_another_device_is_refused(
    device: Device, client: Gen1Client
) -> None:
    await client.status()
    device.mac = OTHER_MAC

    with pytest.raises(WrongDeviceError):
        await client.status()


@pytest.mark.parametrize(
    "body",
    [
        b"<html>",
        b"[]",
        b"{}",
        b'{"mac":1}',
        b'{"mac":"34945472A643","gen":2}',
        b"[" * 9999,
    ],
)
async def test_something_else_is_no_shelly(
    device: Device, client: Gen1Client, body: bytes
) -> None:
    device.raw["/shelly"] = http(200, body)

    with pytest.raises(ProtocolError):
        await client.status()


async def test_a_shelly_without_its_page_is_none(
    device: Device, client: Gen1Client
) -> None:
    device.raw["/shelly"] = http(404, b"Not Found")

    with pytest.raises(ProtocolError):
        await client.check_identity()


async def test_without_a_known_mac_whoever_answers_is_taken(
    device: Device, policy: ConnectionPolicy, time: InstantTime
) -> None:
    device.mac = OTHER_MAC
    async with open_session(policy) as session:
        client = Gen1Client(session, device.address, DeviceConnection(policy))

        assert (await client.info())["mac"] == OTHER_MAC


@pytest.mark.parametrize("password", ["secret", "Übergröße ✓"])
async def test_a_password_is_sent_to_a_device_that_asks_for_one(
    device: Device, client: Gen1Client, password: str
) -> None:
    device.password = password
    client.use_credentials(Gen1Credentials("admin", password))

    await client.status()

    assert device.passwords == [None, password]


async def test_a_password_is_not_sent_to_a_device_that_asks_for_none(
    device: Device, client: Gen1Client
) -> None:
    client.use_credentials(Gen1Credentials("admin", "secret"))

    await client.status()

    assert device.passwords == [None, None]


async def test_a_password_set_in_between_is_not_taken_for_a_refusal(
    device: Device, client: Gen1Client
) -> None:
    client.use_credentials(Gen1Credentials("admin", "secret"))
    await client.status()
    device.password = "secret"

    await client.status()

    assert device.passwords == [None, None, None, "secret"]


async def test_a_refused_password_is_never_sent_again(
    device: Device, client: Gen1Client
) -> None:
    device.password = "other"
    client.use_credentials(Gen1Credentials("admin", "secret"))

    for _ in range(3):
        with pytest.raises(AuthenticationError):
            await client.status()
    client.use_credentials(Gen1Credentials("admin", "secret"))
    with pytest.raises(AuthenticationError):
        await client.relay_set(0, on=True)

    assert device.passwords.count("secret") == 1
    client.use_credentials(Gen1Credentials("admin", "other"))
    await client.status()


async def test_without_a_password_a_locked_device_is_not_even_asked(
    device: Device, client: Gen1Client
) -> None:
    device.password = "secret"

    with pytest.raises(AuthenticationError):
        await client.status()

    assert device.requests == ["/shelly"]


@pytest.mark.parametrize(
    ("username", "password"),
    [("", "x"), ("a:b", "x"), ("admin", ""), ("admin", "x" * 51), ("admin", "a\nb")],
)
def test_credentials_that_no_device_can_hold_are_none(
    username: str, password: str
) -> None:
    with pytest.raises(SettingError) as raised:
        Gen1Credentials(username, password)

    assert not password or password not in str(raised.value)


def test_a_password_is_not_shown() -> None:
    assert "hunter2" not in repr(Gen1Credentials("admin", "hunter2"))


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (400, b"Bad timer!", CommandRefusedError),
        (400, b"\xff\x00", CommandRefusedError),
        (403, b"", CommandRefusedError),
        (404, b"Not Found", UnsupportedError),
        (429, b"", DeviceBusyError),
        (503, b"", DeviceBusyError),
        (302, b"", ProtocolError),
        (500, b"", ProtocolError),
        (200, b"", ProtocolError),
        (200, b"OK", ProtocolError),
        (200, b"[1]", ProtocolError),
        (200, b"x" * 70000, ProtocolError),
    ],
)
async def test_what_is_no_answer_is_an_error_of_ours(
    device: Device,
    client: Gen1Client,
    status: int,
    body: bytes,
    error: type[DeviceError],
) -> None:
    device.raw["/relay/0"] = http(status, body)

    with pytest.raises(error):
        await client.relay_set(0, on=True)

    assert len(device.writes) == 1


async def test_half_an_answer_is_a_lost_connection(
    device: Device, client: Gen1Client
) -> None:
    device.raw["/settings"] = http(200, b'{"name":', promised=100)

    with pytest.raises(ConnectionLostError):
        await client.settings()


@pytest.mark.parametrize("policy", [ConnectionPolicy(request_timeout=0.1, gap=0)])
async def test_a_hanging_device_is_a_lost_connection(
    device: Device, client: Gen1Client
) -> None:
    device.hanging.add("/status")

    with pytest.raises(ConnectionLostError):
        await client.status()


async def test_a_command_whose_answer_is_lost_is_looked_up_and_not_sent_again(
    device: Device, client: Gen1Client
) -> None:
    device.lost["/relay/0"] = 1

    await client.relay_set(0, on=True)

    assert device.paths() == ["/shelly", "/relay/0", "/shelly", "/status"]


async def test_a_command_that_did_not_arrive_is_sent_once_more(
    device: Device, client: Gen1Client
) -> None:
    device.dropped["/relay/0"] = 1

    await client.relay_set(0, on=True)

    assert device.relay["ison"] is True
    assert len(device.writes) == 2


async def test_a_relay_that_does_not_switch_is_reported(
    device: Device, client: Gen1Client
) -> None:
    device.ignored.add("/relay/0")

    with pytest.raises(CommandRefusedError):
        await client.relay_set(0, on=True)


COMMANDS: list[tuple[str, Callable[[Gen1Client], Awaitable[None]]]] = [
    ("/relay/0?turn=on&timer=5.5", lambda c: c.relay_set(0, on=True, timer_seconds=5.5)),
    ("/roller/0?go=open", lambda c: c.roller_open(0)),
    ("/roller/1?go=close&duration=3", lambda c: c.roller_close(1, duration_seconds=3)),
    ("/roller/0?go=stop", lambda c: c.roller_stop(0)),
    ("/roller/0?go=to_pos&roller_pos=40", lambda c: c.roller_go_to_position(0, 40)),
    ("/light/0?brightness=40&transition=500", lambda c: c.light_set(0, brightness=40, transition_ms=500)),
    ("/color/0?turn=on&gain=50&red=1&green=2&blue=3&white=4&effect=0", lambda c: c.light_set(0, channel="color", on=True, gain=50, red=1, green=2, blue=3, white=4, effect=0)),
    ("/light/0?mode=white&turn=on", lambda c: c.light_set(0, mode="white", on=True)),
    ("/white/3?turn=off&temp=3000", lambda c: c.light_set(3, channel="white", on=False, temperature_k=3000)),
    ("/thermostat/0?target_t=21.5&target_t_enabled=true", lambda c: c.thermostat_set(0, target_c=21.5, enabled=True)),
    ("/mute", lambda c: c.mute()),
    ("/unmute", lambda c: c.unmute()),
    ("/self_test", lambda c: c.self_test()),
]  # fmt: skip


@pytest.mark.parametrize(("request_", "give"), COMMANDS)
async def test_a_command_is_one_request(
    device: Device,
    client: Gen1Client,
    request_: str,
    give: Callable[[Gen1Client], Awaitable[None]],
) -> None:
    device.raw[request_.partition("?")[0]] = http(200, b"{}")

    await give(client)

    assert device.requests == ["/shelly", request_]


@pytest.mark.parametrize(
    "give",
    [
        lambda c: c.relay_set(-1, on=True),
        lambda c: c.relay_set(0, on=True, timer_seconds=-1),
        lambda c: c.roller_go_to_position(0, 101),
        lambda c: c.light_set(0, brightness=101),
        lambda c: c.light_set(0, red=256),
        lambda c: c.light_set(0, temperature_k=1),
        lambda c: c.thermostat_set(0, target_c=50),
        lambda c: c.thermostat_set(0, target_c=float("nan")),
    ],
)
async def test_a_command_out_of_range_is_not_sent(
    device: Device, client: Gen1Client, give: Callable[[Gen1Client], Awaitable[None]]
) -> None:
    with pytest.raises(SettingError):
        await give(client)

    assert not device.requests


async def test_other_reads(device: Device, client: Gen1Client) -> None:
    assert (await client.read_settings("cloud"))["enabled"] is True
    assert (await client.read_settings("relay", 0))["auto_on"] == 0
    assert (await client.update_state()).has_update is True
    assert await client.coiot_description() == {}
    assert (await client.actions())[0].name == "out_on_url"
    with pytest.raises(UnsupportedError):
        await client.read_settings("roller", 0)
    with pytest.raises(SettingError):
        await client.read_settings("nonsense")
    with pytest.raises(SettingError):
        await client.read_settings("relay")
    with pytest.raises(SettingError):
        await client.read_settings("cloud", 0)
