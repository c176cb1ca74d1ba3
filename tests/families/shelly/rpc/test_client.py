"""One device over real sockets, well-behaved and not."""
# ruff: noqa: D103 - names of tests state their rules

import asyncio
import json
import logging
from typing import Any

import pytest

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
from custom_components.freehold.connection.session import open_session
from custom_components.freehold.families.shelly.protocol.info import NotShellyError
from custom_components.freehold.families.shelly.protocol.rpc.client import PUSH_PAUSE
from custom_components.freehold.families.shelly.protocol.rpc.frames import Call
from custom_components.freehold.families.shelly.protocol.rpc.policy import (
    SESSION_POLICY,
)
from custom_components.freehold.families.shelly.protocol.rpc.websocket import (
    PushChannel,
)

from .conftest import Connect, InstantTime, Listener
from .shelly_server import Drop, FakeShelly, Hang, Raw, Received, error, result

pytestmark = pytest.mark.usefixtures("socket_enabled")

STATUS = {"switch:0": {"id": 0, "output": False}}
BOTH = pytest.mark.parametrize("push", [False, True], ids=["http", "websocket"])


def options(push: bool, listener: Listener) -> dict[str, Any]:
    return {"listener": listener} if push else {}


def business(shelly: FakeShelly) -> list[Received]:
    """Return the calls that are neither greeting nor gate."""
    return [
        call
        for call in shelly.calls
        if call.method not in ("Shelly.GetDeviceInfo", "Shelly.ListMethods")
    ]


@BOTH
async def test_a_read_brings_its_result(
    shelly: FakeShelly, connect: Connect, listener: Listener, push: bool
) -> None:
    client = connect(**options(push, listener))

    assert await client.read("Shelly.GetStatus") == STATUS
    assert client.is_push_open is push
    assert {call.over for call in shelly.calls} == {"websocket" if push else "http"}


@BOTH
async def test_a_null_result_is_a_result(
    connect: Connect, listener: Listener, push: bool
) -> None:
    client = connect(**options(push, listener))

    assert await client.write("Cover.Close", {"id": 0}) is None


@BOTH
@pytest.mark.parametrize("password", ["secret", "pässwörd:€"])
@pytest.mark.parametrize("text_nonce", [False, True])
async def test_a_password_is_proven_with_one_nonce(
    shelly: FakeShelly,
    connect: Connect,
    listener: Listener,
    push: bool,
    password: str,
    text_nonce: bool,
) -> None:
    shelly.password, shelly.text_nonce = password, text_nonce
    client = connect(password, **options(push, listener))

    await asyncio.gather(*(client.read("Shelly.GetStatus") for _ in range(5)))

    counts = [call.proof[1] for call in shelly.calls if call.proof]
    assert counts == list(range(1, len(counts) + 1))
    assert len(shelly.nonces) == 1
    assert shelly.failed_attempts == 0


@BOTH
async def test_a_wrong_password_is_sent_once(
    shelly: FakeShelly, connect: Connect, listener: Listener, push: bool
) -> None:
    shelly.password = "right"
    client = connect("wrong", **options(push, listener))

    for _ in range(3):
        with pytest.raises(AuthenticationError):
            await client.read("Shelly.GetStatus")

    assert shelly.failed_attempts == 1


@BOTH
async def test_a_new_password_goes_on(
    shelly: FakeShelly, connect: Connect, listener: Listener, push: bool
) -> None:
    shelly.password = "right"
    client = connect("wrong", **options(push, listener))
    with pytest.raises(AuthenticationError):
        await client.read("Shelly.GetStatus")

    client.change_password("right")

    assert await client.read("Shelly.GetStatus") == STATUS


async def test_a_password_that_was_removed_is_no_obstacle(
    shelly: FakeShelly, connect: Connect
) -> None:
    shelly.password = "right"
    client = connect("wrong")
    with pytest.raises(AuthenticationError):
        await client.read("Shelly.GetStatus")
    shelly.password = None

    assert not (await client.identify()).auth_required
    assert await client.read("Shelly.GetStatus") == STATUS


@BOTH
async def test_a_password_removed_while_it_is_used_is_not_noticed_at_all(
    shelly: FakeShelly, connect: Connect, listener: Listener, push: bool
) -> None:
    shelly.password = "right"
    client = connect("right", **options(push, listener))
    await client.read("Shelly.GetStatus")
    shelly.password = None

    assert await client.read("Shelly.GetStatus") == STATUS


@BOTH
async def test_a_device_that_asks_for_a_password_we_do_not_have(
    shelly: FakeShelly, connect: Connect, listener: Listener, push: bool
) -> None:
    shelly.password = "right"
    client = connect(None, **options(push, listener))

    for _ in range(2):
        with pytest.raises(AuthenticationError):
            await client.read("Shelly.GetStatus")

    assert len(shelly.nonces) == 1


@BOTH
async def test_a_reboot_that_forgets_the_nonces_costs_one_retry(
    shelly: FakeShelly, connect: Connect, listener: Listener, push: bool
) -> None:
    shelly.password = "right"
    client = connect("right", **options(push, listener))
    await client.read("Shelly.GetStatus")
    shelly.forget_nonces()

    assert await client.read("Shelly.GetStatus") == STATUS
    assert shelly.failed_attempts == 1


@BOTH
@pytest.mark.parametrize("at", range(6))
async def test_429_at_any_point_is_waited_for(
    shelly: FakeShelly,
    connect: Connect,
    listener: Listener,
    time: InstantTime,
    push: bool,
    at: int,
) -> None:
    shelly.password = "right"
    client = connect("right", **options(push, listener))
    met = iter(range(1000))

    def throttle(call: Received) -> Any:
        if call.method == "Shelly.GetDeviceInfo":
            return None
        return error(429, "Too many") if next(met) == at else None

    shelly.always = throttle

    for _ in range(4):
        assert await client.read("Shelly.GetStatus") == STATUS

    assert shelly.failed_attempts == 0
    assert max(time.naps) == 2
    throttled = [call for call in shelly.calls if call.method != "Shelly.GetDeviceInfo"]
    assert throttled[at + 1].proof is None


async def test_429_without_an_end_raises_busy_and_then_sends_nothing(
    shelly: FakeShelly, connect: Connect, listener: Listener
) -> None:
    shelly.password = "right"
    client = connect("right", listener=listener)
    await client.read("Shelly.GetStatus")
    shelly.always = lambda _: error(429)

    with pytest.raises(DeviceBusyError) as err:
        await client.read("Shelly.GetStatus")
    sent = len(shelly.calls)
    for _ in range(3):
        with pytest.raises(DeviceBusyError):
            await client.read("Shelly.GetStatus")

    assert err.value.retry_after == 8
    assert len(shelly.calls) == sent
    assert not client.is_push_open
    assert listener.log.count("lost") == listener.log.count("connected")


async def test_429_as_a_bare_status_counts_too(
    shelly: FakeShelly, connect: Connect, time: InstantTime
) -> None:
    shelly.script = [Raw("Too many", status=429)]

    assert await connect().read("Shelly.GetStatus") == STATUS
    assert time.naps == [2]


@BOTH
async def test_another_device_at_the_address_gets_nothing(
    shelly: FakeShelly, connect: Connect, listener: Listener, push: bool
) -> None:
    shelly.mac = "AABBCCDDEEFF"
    client = connect("secret", **options(push, listener))

    with pytest.raises(WrongDeviceError):
        await client.write("Switch.Set", {"id": 0, "on": True})

    assert business(shelly) == []


async def test_every_write_over_http_looks_first_who_answers(
    shelly: FakeShelly, connect: Connect
) -> None:
    client = connect()
    await client.read("Shelly.GetStatus")
    shelly.mac = "AABBCCDDEEFF"

    with pytest.raises(WrongDeviceError):
        await client.write("Switch.Set", {"id": 0, "on": True})

    assert "Switch.Set" not in shelly.methods


async def test_each_new_websocket_looks_first_who_answers(
    shelly: FakeShelly, connect: Connect, listener: Listener
) -> None:
    client = connect(listener=listener)
    await client.read("Shelly.GetStatus")
    shelly.mac = "AABBCCDDEEFF"
    await shelly.sockets[0].close()
    await listener.until("lost")

    with pytest.raises(WrongDeviceError):
        await client.write("Switch.Set", {"id": 0, "on": True})

    assert "Switch.Set" not in shelly.methods


async def test_another_device_behind_the_very_websocket_is_noticed(
    shelly: FakeShelly, connect: Connect, listener: Listener
) -> None:
    shelly.script = [result(shelly.info | {"mac": "AABBCCDDEEFF"})]
    client = connect(listener=listener)

    with pytest.raises(WrongDeviceError):
        await client.write("Switch.Set", {"id": 0, "on": True})

    assert listener.log == []


async def test_who_answers_first_is_who_is_meant_if_nobody_is_known(
    shelly: FakeShelly, connect: Connect
) -> None:
    client = connect(mac=None)
    await client.identify()
    shelly.mac = "AABBCCDDEEFF"

    with pytest.raises(WrongDeviceError):
        await client.identify()


async def test_generation_1_is_not_for_this_client(
    shelly: FakeShelly, connect: Connect
) -> None:
    shelly.generation = 1

    with pytest.raises(UnsupportedError):
        await connect().identify()


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, "<html>", NotShellyError),
        (401, "", NotShellyError),
        (404, "", NotShellyError),
        (429, "", DeviceBusyError),
        (503, "", DeviceBusyError),
        (500, "", ProtocolError),
    ],
)
async def test_what_answers_may_be_no_shelly(
    shelly: FakeShelly,
    connect: Connect,
    status: int,
    body: str,
    expected: type[DeviceError],
) -> None:
    shelly.info_status, shelly.info_body = status, body

    with pytest.raises(expected):
        await connect().identify()


@BOTH
async def test_what_a_device_does_not_offer_is_not_sent(
    shelly: FakeShelly, connect: Connect, listener: Listener, push: bool
) -> None:
    client = connect(**options(push, listener))

    with pytest.raises(UnsupportedError):
        await client.write("KNX.SetConfig", {})

    assert business(shelly) == []
    assert client.supports("switch.SET")
    assert not client.supports("KNX.SetConfig")


async def test_remembered_methods_are_not_asked_for(
    shelly: FakeShelly, connect: Connect
) -> None:
    client = connect(methods=frozenset({"Shelly.GetStatus"}))

    await client.read("Shelly.GetStatus")

    assert shelly.methods == ["Shelly.GetStatus"]


async def test_other_firmware_is_asked_again_for_what_it_offers(
    shelly: FakeShelly, connect: Connect
) -> None:
    client = connect()
    await client.read("Shelly.GetStatus")
    shelly.firmware_id = "other"

    await client.identify()

    assert client.methods is None


async def test_a_device_that_does_not_say_what_it_offers(
    shelly: FakeShelly, connect: Connect
) -> None:
    shelly.results["Shelly.ListMethods"] = None

    with pytest.raises(UnsupportedError):
        await connect().read("Shelly.GetStatus")


@BOTH
@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (-103, CommandRefusedError),
        (-104, DeviceBusyError),
        (-105, UnsupportedError),
        (-108, DeviceBusyError),
        (-109, CommandRefusedError),
        (-114, CommandRefusedError),
        (404, UnsupportedError),
        (-32601, UnsupportedError),
        (500, UnsupportedError),
        (-12, CommandRefusedError),
    ],
)
async def test_error_codes_have_a_meaning(
    shelly: FakeShelly,
    connect: Connect,
    listener: Listener,
    push: bool,
    code: int,
    expected: type[DeviceError],
) -> None:
    client = connect(**options(push, listener))
    await client.read_methods()
    shelly.always = lambda call: (
        error(code, "said " * 99) if call.method == "Switch.Set" else None
    )

    with pytest.raises(expected, match=rf"Switch.Set: .*{code}, said") as err:
        await client.write("Switch.Set", {"id": 0, "on": True})

    assert len(str(err.value)) < 250


async def test_what_is_said_to_a_secret_is_not_repeated(
    shelly: FakeShelly, connect: Connect
) -> None:
    client = connect()
    await client.read_methods()
    shelly.script = [error(-103, "bad value hunter2")]

    with pytest.raises(CommandRefusedError) as err:
        await client.write("Switch.Set", {"x": "hunter2"}, confidential=True)

    assert "hunter2" not in str(err.value)


@BOTH
@pytest.mark.parametrize(
    "fault",
    [Drop(), Hang(), Raw('{"id":1,"src":"x","resu'), Raw("")],
    ids=["drop", "hang", "half a frame", "nothing"],
)
async def test_a_read_survives_a_fault_on_a_websocket(
    shelly: FakeShelly, connect: Connect, listener: Listener, push: bool, fault: Any
) -> None:
    client = connect(timeout=0.3, **options(push, listener))
    await client.read_methods()
    shelly.script = [fault]
    if not push and isinstance(fault, Raw):
        with pytest.raises(ProtocolError):
            await client.read("Shelly.GetStatus")
        return

    assert await client.read("Shelly.GetStatus") == STATUS


@BOTH
@pytest.mark.parametrize("fault", [Drop(), Hang()], ids=["drop", "hang"])
async def test_a_write_is_not_repeated_when_its_answer_is_lost(
    shelly: FakeShelly, connect: Connect, listener: Listener, push: bool, fault: Any
) -> None:
    client = connect(timeout=0.3, **options(push, listener))
    await client.read_methods()
    shelly.script = [fault]

    with pytest.raises(ConnectionLostError):
        await client.write("Switch.Toggle", {"id": 0})

    assert shelly.methods.count("Switch.Toggle") == 1


async def test_calls_under_way_are_all_lost_with_their_websocket(
    shelly: FakeShelly,
) -> None:
    lost = asyncio.Event()
    shelly.script = [Hang(), Hang(), Drop()]
    async with open_session(SESSION_POLICY) as session:
        push = await PushChannel.connect(
            session, shelly.endpoint, "us", lambda _: None, lost.set
        )
        calls = [push.exchange(Call(f"A.{number}"), None) for number in range(3)]

        outcomes = await asyncio.gather(*calls, return_exceptions=True)

        assert [type(outcome) for outcome in outcomes] == [ConnectionLostError] * 3
        assert lost.is_set()
        with pytest.raises(ConnectionLostError):
            await push.exchange(Call("A.4"), None)
        await push.close()


async def test_a_frame_that_is_too_long_ends_the_websocket(shelly: FakeShelly) -> None:
    heard = asyncio.Event()
    async with open_session(SESSION_POLICY) as session:
        push = await PushChannel.connect(
            session, shelly.endpoint, "us", lambda _: heard.set(), lambda: None
        )
        await shelly.opened.wait()
        await shelly.tell("x" * 300_000)
        await asyncio.sleep(0)

        with pytest.raises(ConnectionLostError):
            await push.exchange(Call("A.1"), None)
        await push.close()
    assert not heard.is_set()


async def test_two_frames_in_one_message_are_both_heard(
    shelly: FakeShelly, connect: Connect, listener: Listener
) -> None:
    client = connect(listener=listener)
    await client.read_methods()
    one = '{"src":"x","method":"NotifyStatus","params":{"ts":1}}'

    await shelly.tell(one + one)
    await listener.until("notified", 2)

    assert client.is_push_open


async def test_probing_only_asks_who_answers(
    shelly: FakeShelly, connect: Connect
) -> None:
    await connect().probe()

    assert (shelly.infos, shelly.calls) == (1, [])


async def test_a_frame_that_nobody_waits_for_is_dropped(
    shelly: FakeShelly, connect: Connect, listener: Listener
) -> None:
    client = connect(listener=listener)
    await client.read_methods()

    await shelly.tell('{"id":999,"result":1}')
    await shelly.tell('{"id":null,"error":{"code":1}}')
    await shelly.sockets[0].send_bytes(b'{"method":"NotifyStatus"}')
    await listener.until("notified")

    assert client.is_push_open


async def test_a_device_that_asks_us_is_told_that_we_offer_nothing(
    shelly: FakeShelly, connect: Connect, listener: Listener
) -> None:
    client = connect(listener=listener)
    await client.read_methods()

    await shelly.tell({"id": 5, "src": "shelly", "method": "Time.Get"})
    await client.read("Shelly.GetStatus")

    assert shelly.received == [
        {
            "id": 5,
            "src": "freehold",
            "dst": "shelly",
            "error": {"code": 500, "message": "Not Implemented"},
        }
    ]


async def test_a_bug_in_a_callback_costs_no_connection(
    shelly: FakeShelly,
    connect: Connect,
    listener: Listener,
    caplog: pytest.LogCaptureFixture,
) -> None:
    client = connect(listener=listener)
    await client.read_methods()
    listener.fails = True

    await shelly.tell({"method": "NotifyStatus"})
    await listener.until("notified")

    assert await client.read("Shelly.GetStatus") == STATUS
    assert "A callback for a Shelly's notification failed" in caplog.text


async def test_a_lost_websocket_is_told_and_the_next_call_opens_another(
    shelly: FakeShelly, connect: Connect, listener: Listener
) -> None:
    client = connect(listener=listener)
    await client.read_methods()
    await shelly.sockets[0].close()
    await listener.until("lost")
    assert not client.is_push_open

    await client.read("Shelly.GetStatus")

    assert listener.log == ["connected", "lost", "connected"]


async def test_a_device_without_a_free_websocket_is_asked_over_http_for_a_while(
    shelly: FakeShelly, connect: Connect, listener: Listener, time: InstantTime
) -> None:
    shelly.takes_socket = False
    client = connect(listener=listener)
    assert await client.read("Shelly.GetStatus") == STATUS
    shelly.takes_socket = True
    await client.read("Shelly.GetStatus")
    assert not client.is_push_open

    time.seconds += PUSH_PAUSE
    await client.read("Shelly.GetStatus")

    assert client.is_push_open


async def test_a_greeting_that_is_refused_is_no_obstacle(
    shelly: FakeShelly, connect: Connect, listener: Listener
) -> None:
    shelly.script = [error(404)]

    assert await connect(listener=listener).read("Shelly.GetStatus") == STATUS


async def test_a_websocket_lost_during_its_greeting_was_never_there(
    shelly: FakeShelly, connect: Connect, listener: Listener
) -> None:
    shelly.script = [Drop()]
    client = connect(listener=listener)

    assert await client.read("Shelly.GetStatus") == STATUS
    assert listener.log == ["connected"]


@BOTH
async def test_a_closed_client_sends_nothing(
    shelly: FakeShelly, connect: Connect, listener: Listener, push: bool
) -> None:
    client = connect(**options(push, listener))
    await client.read_methods()
    await client.close()
    await client.close()
    sent = len(shelly.calls)

    with pytest.raises(ConnectionLostError):
        await client.read("Shelly.GetStatus")

    assert len(shelly.calls) == sent
    assert "lost" not in listener.log


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (Raw('{"code":-103,"message":"Bad"}', status=500), CommandRefusedError),
        (Raw("<html>", status=404), UnsupportedError),
        (Raw("<html>", status=503), DeviceBusyError),
        (Raw("<html>", status=418), ProtocolError),
        (Raw("[]"), ProtocolError),
        (Raw('{"id":77,"result":1}'), ProtocolError),
        (Raw('{"method":"NotifyStatus"}'), ProtocolError),
        (Raw('{"error":{"code":-109}}', status=500), CommandRefusedError),
        (Raw('{"error":{"code":401,"message":"no"}}'), ProtocolError),
        (Raw("x" * 300_000), ProtocolError),
    ],
)
async def test_a_body_is_read_whatever_its_status(
    shelly: FakeShelly, connect: Connect, raw: Raw, expected: type[DeviceError]
) -> None:
    client = connect()
    await client.read_methods()
    shelly.script = [raw]

    with pytest.raises(expected):
        await client.write("Switch.Toggle", {"id": 0})


async def test_a_malformed_challenge_on_a_websocket_is_a_protocol_error(
    shelly: FakeShelly, connect: Connect, listener: Listener
) -> None:
    client = connect(listener=listener)
    await client.read_methods()
    shelly.script = [error(401, "who are you")]

    with pytest.raises(ProtocolError):
        await client.read("Shelly.GetStatus")

    assert client.is_push_open


@pytest.mark.parametrize("header", ['Basic realm="x"', "Digest nonsense"])
async def test_a_challenge_that_cannot_be_answered_is_not(
    shelly: FakeShelly, connect: Connect, header: str
) -> None:
    shelly.password, shelly.challenge_header = "right", header

    with pytest.raises(ProtocolError):
        await connect("right").read("Shelly.GetStatus")

    assert shelly.failed_attempts == 0


async def test_a_candidate_is_tried_without_touching_the_password_in_use(
    shelly: FakeShelly, connect: Connect
) -> None:
    shelly.password = "right"
    client = connect("right")

    assert await client.accepts("right")
    assert not await client.accepts("wrong")
    assert not await client.accepts(None)
    assert await client.read("Shelly.GetStatus") == STATUS
    shelly.password = None
    assert await client.accepts(None)
    assert not await client.accepts("right")


async def test_no_log_shows_a_password(
    shelly: FakeShelly,
    connect: Connect,
    listener: Listener,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    shelly.password = "hunter2"
    client = connect("hunter2", listener=listener)
    await client.read("Shelly.GetStatus")
    await shelly.tell('{"half')
    await listener.until("lost")

    assert "hunter2" not in caplog.text + json.dumps(repr(client))
