"""One appliance over real sockets, well-behaved and not."""
# ruff: noqa: D103 - names of tests state their rules

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
import json
from typing import Any

import pytest

from custom_components.freehold.connection.address import Address
from custom_components.freehold.connection.connection import DeviceConnection
from custom_components.freehold.connection.errors import (
    AuthenticationError,
    CommandRefusedError,
    ConnectionLostError,
    DeviceBusyError,
    DeviceError,
    DeviceSleepError,
    ProtocolError,
    UnsupportedError,
)
from custom_components.freehold.connection.policy import ConnectionPolicy
from custom_components.freehold.connection.session import open_session
from custom_components.freehold.families.miele.protocol.actions import (
    StateAction,
    check_outcome,
)
from custom_components.freehold.families.miele.protocol.client import MieleClient
from custom_components.freehold.families.miele.protocol.credentials import (
    GroupCredentials,
)
from custom_components.freehold.families.miele.protocol.signing import (
    SignatureError,
    SignatureFault,
)
from custom_components.freehold.families.miele.protocol.state import ApplianceState

from .appliance_server import (
    DATE,
    DOP2,
    Appliance,
    Household,
    ReceivedRequest,
    http,
    running_appliance,
)

pytestmark = pytest.mark.usefixtures("socket_enabled")

FAB = "000123456789"
HOME = Household()
CREDENTIALS = GroupCredentials(HOME.group_id, HOME.group_key)
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
POLICY = ConnectionPolicy(request_timeout=2)

type Ask = Callable[[MieleClient], Awaitable[object]]


class InstantTime:
    """A clock that only moves when somebody sleeps, and then at once."""

    def __init__(self) -> None:
        """Begin at zero."""
        self.seconds = 0.0

    def clock(self) -> float:
        """Tell the time."""
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        """Let the time pass."""
        self.seconds += seconds
        await asyncio.sleep(0)


@pytest.fixture
async def appliance() -> AsyncIterator[Appliance]:
    """Run an appliance."""
    async with running_appliance() as appliance:
        yield appliance


@pytest.fixture
def policy() -> ConnectionPolicy:
    """Bear with the appliance as usual."""
    return POLICY


@pytest.fixture
def credentials() -> GroupCredentials | None:
    """Hold the household's key."""
    return CREDENTIALS


@pytest.fixture
async def client(
    appliance: Appliance,
    policy: ConnectionPolicy,
    credentials: GroupCredentials | None,
) -> AsyncIterator[MieleClient]:
    """Open a client of the appliance."""
    time = InstantTime()
    connection = DeviceConnection(
        policy, clock=time.clock, sleep=time.sleep, random=lambda: 0.5
    )
    async with open_session(policy) as session:
        yield MieleClient(
            session, appliance.address, connection, credentials, now=lambda: NOW
        )


def always(answer: bytes) -> Callable[[ReceivedRequest], bytes]:
    return lambda _: answer


def signed_json(document: object) -> bytes:
    return HOME.answer(json.dumps(document).encode())


def read_state(client: MieleClient) -> Awaitable[object]:
    return client.state(FAB)


READS: list[tuple[str, Ask, object]] = [
    (
        "/Devices",
        lambda c: c.devices(),
        {FAB: {"href": f"{FAB}/", "Group": HOME.group_id, "Pairing": False}},
    ),
    (f"/Devices/{FAB}", lambda c: c.appliance(FAB), {"State": {"href": "State/"}}),
    (f"/Devices/{FAB}/Ident", lambda c: c.ident(FAB), {"DeviceType": 1}),
    (f"/Devices/{FAB}/State", lambda c: c.state(FAB), {"Status": 5}),
    ("/WLAN", lambda c: c.wlan(), {"SSID": "home"}),
    ("/Update", lambda c: c.update(), {"Type": "EK057"}),
    (f"/Devices/{FAB}/DOP2/", lambda c: c.dop2_units(FAB), [1, 2, 14]),
    (f"/Devices/{FAB}/DOP2/2", lambda c: c.dop2_attributes(FAB, 2), [119, 256]),
]


@pytest.mark.parametrize(("path", "ask", "document"), READS)
async def test_reads_are_signed_and_return_what_the_appliance_said(
    appliance: Appliance, client: MieleClient, path: str, ask: Ask, document: object
) -> None:
    appliance.answers = always(signed_json(document))

    assert await ask(client) == document
    (request,) = appliance.requests
    assert (request.method, request.path, request.body) == ("GET", path, b"")
    assert request.is_signed_by(HOME)


async def test_a_request_carries_these_headers_and_no_other(
    appliance: Appliance, client: MieleClient
) -> None:
    appliance.answers = always(signed_json({}))

    await client.state(FAB)

    headers = dict(appliance.requests[0].headers)
    assert headers.pop("Authorization").startswith(f"MieleH256 {HOME.group_id}:")
    assert headers == {
        "Host": f"127.0.0.1:{appliance.address.port}",
        "Accept": "application/vnd.miele.v1+json",
        "Date": "Fri, 02 Jan 2026 03:04:05 GMT",
        "User-Agent": "Miele@mobile 2.3.3 iOS",
    }


async def test_a_leaf_keeps_its_padding(
    appliance: Appliance, client: MieleClient
) -> None:
    leaf = bytes.fromhex(
        "0016000206320000000000030001040400020405000304012020202020202020"
    )
    appliance.answers = always(HOME.answer(leaf, content_type=DOP2))

    assert await client.dop2_leaf(FAB, 2, 1586, 3, 4) == leaf
    assert appliance.requests[0].path == f"/Devices/{FAB}/DOP2/2/1586?idx1=3&idx2=4"
    assert appliance.requests[0].is_signed_by(HOME)


async def test_a_write_of_a_leaf_is_padded_signed_and_encrypted(
    appliance: Appliance, client: MieleClient
) -> None:
    appliance.answers = always(http(204))
    body = bytes.fromhex("000f0001062f000000000001000107000d")

    await client.write_dop2(FAB, 2, 1583, body)

    (request,) = appliance.requests
    assert request.method == "PUT"
    assert request.path == f"/Devices/{FAB}/DOP2/2/1583?idx1=0&idx2=0"
    assert request.headers["Content-Length"] == "32"
    assert request.is_signed_by(HOME)
    assert request.plain(HOME) == body + b" " * 15


@pytest.mark.parametrize(
    ("action", "document"),
    [
        (StateAction.START, {"ProcessAction": 1}),
        (StateAction.STOP, {"ProcessAction": 2}),
        (StateAction.PAUSE, {"ProcessAction": 3}),
        (StateAction.SUPER_FREEZE_ON, {"ProcessAction": 4}),
        (StateAction.SUPER_FREEZE_OFF, {"ProcessAction": 5}),
        (StateAction.SUPER_COOL_ON, {"ProcessAction": 6}),
        (StateAction.SUPER_COOL_OFF, {"ProcessAction": 7}),
        (StateAction.WAKE, {"DeviceAction": 2}),
        (StateAction.LIGHT_ON, {"Light": 1}),
        (StateAction.LIGHT_OFF, {"Light": 2}),
    ],
)
async def test_an_action_is_one_field_padded_signed_and_encrypted(
    appliance: Appliance,
    client: MieleClient,
    action: StateAction,
    document: dict[str, int],
) -> None:
    appliance.answers = always(signed_json([{"Success": document}]))

    await client.put_state(FAB, action)

    (request,) = appliance.requests
    assert (request.method, request.path) == ("PUT", f"/Devices/{FAB}/State")
    assert request.headers["Content-Type"] == (
        "application/vnd.miele.v1+json; charset=utf-8"
    )
    assert request.is_signed_by(HOME)
    assert len(request.plain(HOME)) == 64
    assert json.loads(request.plain(HOME)) == document


def test_gas_cannot_be_switched() -> None:
    assert not {8, 9} & {
        value for name, value in (action.value for action in StateAction)
    }


@pytest.mark.parametrize(
    ("ask", "status", "error"),
    [
        (lambda c: c.devices(), 403, AuthenticationError),
        (lambda c: c.devices(), 404, AuthenticationError),
        (lambda c: c.devices(), 500, DeviceSleepError),
        (lambda c: c.devices(), 503, DeviceBusyError),
        (read_state, 403, UnsupportedError),
        (read_state, 404, UnsupportedError),
        (read_state, 500, DeviceSleepError),
        (read_state, 503, DeviceBusyError),
        (read_state, 400, ProtocolError),
        (read_state, 301, ProtocolError),
        (read_state, 418, ProtocolError),
        (lambda c: c.dop2_leaf(FAB, 2, 119), 404, UnsupportedError),
        (lambda c: c.put_state(FAB, StateAction.START), 400, CommandRefusedError),
        (lambda c: c.put_state(FAB, StateAction.START), 403, CommandRefusedError),
        (lambda c: c.put_state(FAB, StateAction.START), 404, UnsupportedError),
        (lambda c: c.put_state(FAB, StateAction.START), 500, DeviceSleepError),
        (lambda c: c.put_state(FAB, StateAction.START), 503, DeviceBusyError),
        (lambda c: c.put_state(FAB, StateAction.START), 418, ProtocolError),
        (lambda c: c.write_dop2(FAB, 2, 1583, b"x"), 403, CommandRefusedError),
        (lambda c: c.write_dop2(FAB, 2, 1583, b"x"), 404, UnsupportedError),
    ],
)
async def test_a_status_means_what_it_means_at_this_place(
    appliance: Appliance,
    client: MieleClient,
    ask: Ask,
    status: int,
    error: type[DeviceError],
) -> None:
    appliance.answers = always(http(status, b"whatever"))

    with pytest.raises(error) as caught:
        await ask(client)

    assert type(caught.value) is error


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (http(200, b'{"Status": 5}'), SignatureFault.MISSING),
        (http(200), SignatureFault.MISSING),
        (http(204), SignatureFault.MISSING),
        (
            replace(HOME, group_id="F" * 16).answer(b"{}"),
            SignatureFault.FOREIGN_GROUP,
        ),
        (replace(HOME, group_key=b"k" * 64).answer(b"{}"), SignatureFault.MISMATCH),
        (HOME.answer(b"{}").replace(b" 200 ", b" 201 "), SignatureFault.MISMATCH),
        (HOME.answer(b"{}").replace(b"02 Jan", b"03 Jan"), SignatureFault.MISMATCH),
    ],
)
@pytest.mark.parametrize("ask", [read_state, lambda c: c.devices()])
async def test_an_answer_that_proves_nothing_is_no_answer(
    appliance: Appliance,
    client: MieleClient,
    ask: Ask,
    answer: bytes,
    reason: SignatureFault,
) -> None:
    appliance.answers = always(answer)

    with pytest.raises(SignatureError) as caught:
        await ask(client)

    assert caught.value.reason is reason


async def test_a_write_answered_with_content_must_prove_it(
    appliance: Appliance, client: MieleClient
) -> None:
    appliance.answers = always(http(200, b'[{"Success": {}}]'))

    with pytest.raises(SignatureError):
        await client.put_state(FAB, StateAction.LIGHT_ON)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"5", b'"x"', b"null", b"{", b"\xff", b"[" * 60_000]
)
async def test_a_state_that_is_no_object_is_malformed(
    appliance: Appliance, client: MieleClient, body: bytes
) -> None:
    appliance.answers = always(HOME.answer(body))

    with pytest.raises(ProtocolError):
        await client.state(FAB)


MALFORMED_DEVICES: list[Any] = [
    [],
    5,
    None,
    "x",
    {FAB: None},
    {FAB: "href"},
    {FAB: []},
    {FAB: {}, "x/../y": {}},
    {"": {}},
    {f"{FAB}\n": {}},
]


@pytest.mark.parametrize("document", MALFORMED_DEVICES)
async def test_a_malformed_list_of_appliances_is_refused(
    appliance: Appliance, client: MieleClient, document: object
) -> None:
    appliance.answers = always(signed_json(document))
    with pytest.raises(ProtocolError):
        await client.devices()

    appliance.answers = always(http(200, json.dumps(document).encode()))
    with pytest.raises(ProtocolError):
        await client.devices_unsigned()


@pytest.mark.parametrize("document", [{}, 5, None, ["1"], [True], [1.0], [[1]]])
async def test_a_malformed_list_of_units_is_refused(
    appliance: Appliance, client: MieleClient, document: object
) -> None:
    appliance.answers = always(signed_json(document))

    with pytest.raises(ProtocolError):
        await client.dop2_units(FAB)
    with pytest.raises(ProtocolError):
        await client.dop2_attributes(FAB, 2)


@pytest.mark.parametrize("fab", ["", "1/2", "1?x=", "1\r\nX: y", "1 2", "..", "é"])
async def test_a_serial_number_cannot_shape_a_request(
    appliance: Appliance, client: MieleClient, fab: str
) -> None:
    with pytest.raises(ProtocolError):
        await client.state(fab)

    assert not appliance.requests


async def test_an_unowned_appliance_answers_without_a_signature(
    appliance: Appliance, client: MieleClient
) -> None:
    document = {FAB: {"href": f"{FAB}/", "Group": "", "Pairing": False}}
    appliance.answers = always(http(200, json.dumps(document).encode() + b"\n  "))

    assert await client.devices_unsigned() == document
    assert "Authorization" not in appliance.requests[0].headers


@pytest.mark.parametrize(
    ("content_type", "error"),
    [
        ("application/vnd.miele.v1+json; charset=utf-8", AuthenticationError),
        ("text/html", UnsupportedError),
    ],
)
@pytest.mark.parametrize("status", [403, 404])
async def test_an_owned_appliance_is_told_from_a_stranger(
    appliance: Appliance,
    client: MieleClient,
    status: int,
    content_type: str,
    error: type[DeviceError],
) -> None:
    appliance.answers = always(http(status, b"", {"Content-Type": content_type}))

    with pytest.raises(error):
        await client.devices_unsigned()


@pytest.mark.parametrize("credentials", [None])
async def test_without_a_key_nothing_is_asked_that_needs_one(
    appliance: Appliance, client: MieleClient
) -> None:
    appliance.answers = always(http(200, b"{}"))

    with pytest.raises(AuthenticationError):
        await client.devices()
    with pytest.raises(AuthenticationError):
        await client.put_state(FAB, StateAction.WAKE)

    assert not appliance.requests
    assert await client.devices_unsigned() == {}


async def test_nobody_listening_is_a_lost_connection(policy: ConnectionPolicy) -> None:
    time = InstantTime()
    connection = DeviceConnection(policy, clock=time.clock, sleep=time.sleep)
    async with running_appliance() as appliance:
        address = Address("127.0.0.1", appliance.address.port)
    async with open_session(policy) as session:
        client = MieleClient(session, address, connection, CREDENTIALS)

        with pytest.raises(ConnectionLostError):
            await client.state(FAB)


async def test_a_read_is_repeated_after_a_hang_up_and_signed_anew(
    appliance: Appliance, client: MieleClient
) -> None:
    appliance.answers = lambda _: (
        None if len(appliance.requests) == 1 else signed_json({"Status": 1})
    )

    assert await client.state(FAB) == {"Status": 1}
    assert len(appliance.requests) == 2


async def test_a_stale_connection_does_not_lose_a_read(
    appliance: Appliance, client: MieleClient
) -> None:
    appliance.answers = always(signed_json({"Status": 1}))
    appliance.cut_after_answer = True
    await client.state(FAB)

    assert await client.state(FAB) == {"Status": 1}
    assert appliance.connections >= 2


async def test_half_an_answer_is_a_lost_connection(
    appliance: Appliance, client: MieleClient
) -> None:
    appliance.answers = always(signed_json({"Status": 5})[:-5])
    appliance.cut_after_answer = True

    with pytest.raises(ConnectionLostError):
        await client.state(FAB)


@pytest.mark.parametrize("policy", [ConnectionPolicy(request_timeout=0.05)])
async def test_a_hanging_appliance_is_a_lost_connection(
    appliance: Appliance, client: MieleClient
) -> None:
    appliance.hang = True

    with pytest.raises(ConnectionLostError):
        await client.state(FAB)


async def test_an_endless_answer_is_cut_off(
    appliance: Appliance, client: MieleClient
) -> None:
    appliance.answers = always(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    appliance.keep_sending = True

    with pytest.raises(ProtocolError):
        await client.state(FAB)


async def test_something_that_is_no_http_is_malformed(
    appliance: Appliance, client: MieleClient
) -> None:
    appliance.answers = always(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")

    with pytest.raises(ProtocolError):
        await client.state(FAB)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"", None),
        (b"[]", None),
        (b'[{"Success":{"DeviceAction":0}}]\n  ', None),
        (b'[{"Failure":{"DeviceAction":0}}]', CommandRefusedError),
        (b'[{"Success":{}},{"Failure":{}}]', CommandRefusedError),
        (b"{}", ProtocolError),
        (b"[1]", ProtocolError),
        (b'[{"Perhaps":{}}]', ProtocolError),
        (b"OK", ProtocolError),
    ],
)
async def test_the_list_in_the_answer_decides_not_the_status(
    appliance: Appliance,
    client: MieleClient,
    body: bytes,
    error: type[DeviceError] | None,
) -> None:
    appliance.answers = always(HOME.answer(body))
    if error is None:
        await client.put_state(FAB, StateAction.WAKE)
        return

    with pytest.raises(error):
        await client.put_state(FAB, StateAction.WAKE)


def test_blank_answers_to_commands_are_fine() -> None:
    check_outcome(b"  \n\0 ")


async def test_a_lost_answer_is_looked_up_and_not_sent_again(
    appliance: Appliance, client: MieleClient
) -> None:
    appliance.answers = lambda request: (
        None if request.method == "PUT" else signed_json({"Light": 1})
    )

    await client.put_state(FAB, StateAction.LIGHT_ON)

    assert [request.method for request in appliance.requests] == ["PUT", "GET"]


async def test_a_command_that_did_not_arrive_is_sent_once_more(
    appliance: Appliance, client: MieleClient
) -> None:
    puts = []

    def answers(request: ReceivedRequest) -> bytes | None:
        if request.method == "GET":
            return signed_json({"Light": 2})
        puts.append(request)
        return None if len(puts) == 1 else http(204)

    appliance.answers = answers

    await client.put_state(FAB, StateAction.LIGHT_ON)

    assert [r.method for r in appliance.requests] == ["PUT", "GET", "PUT"]


async def test_a_leaf_whose_answer_is_lost_is_not_sent_again(
    appliance: Appliance, client: MieleClient
) -> None:
    with pytest.raises(ConnectionLostError):
        await client.write_dop2(FAB, 2, 1583, b"body")

    assert len(appliance.requests) == 1


async def test_reads_one_after_the_other_share_a_connection(
    appliance: Appliance, client: MieleClient
) -> None:
    appliance.answers = always(signed_json({}))

    await asyncio.gather(*(client.state(FAB) for _ in range(5)))

    assert appliance.connections == 1
    assert len(appliance.requests) == 5


AWAKE = {"DeviceAction": 0, "StandbyState": 1}


@pytest.mark.parametrize(
    ("action", "fields", "landed"),
    [
        (StateAction.START, {"Status": 5}, True),
        (StateAction.START, {"Status": 4}, False),
        (StateAction.STOP, {"Status": 9}, True),
        (StateAction.STOP, {"Status": 1}, True),
        (StateAction.STOP, {"Status": 5}, False),
        (StateAction.STOP, {"Status": 6}, False),
        (StateAction.STOP, {}, False),
        (StateAction.PAUSE, {"Status": 6}, True),
        (StateAction.PAUSE, {"Status": 5}, False),
        (StateAction.SUPER_FREEZE_ON, {"Status": 146}, True),
        (StateAction.SUPER_FREEZE_ON, {"Status": 14}, False),
        (StateAction.SUPER_FREEZE_OFF, {"Status": 14}, True),
        (StateAction.SUPER_FREEZE_OFF, {"Status": 146}, False),
        (StateAction.SUPER_COOL_ON, {"Status": 14}, True),
        (StateAction.SUPER_COOL_OFF, {"Status": 5}, True),
        (StateAction.WAKE, {"Status": 1, **AWAKE}, True),
        (StateAction.WAKE, {"Status": 1, "DeviceAction": 0}, False),
        (StateAction.WAKE, {}, False),
        (StateAction.LIGHT_ON, {"Light": 1}, True),
        (StateAction.LIGHT_ON, {"Light": 2}, False),
        (StateAction.LIGHT_OFF, {"Light": 2}, True),
        (StateAction.LIGHT_OFF, {"Light": 0}, False),
    ],
)
def test_the_state_tells_whether_an_action_landed(
    action: StateAction, fields: dict[str, int], landed: bool
) -> None:
    assert action.has_landed(ApplianceState.parse(fields)) is landed


def test_the_date_of_the_tests_is_the_date_that_is_sent() -> None:
    assert NOW.strftime("%a, %d %b %Y %H:%M:%S GMT") == DATE
