"""The one connection, and everything that can happen to it."""

import asyncio
from datetime import datetime

import pytest

from custom_components.freehold.connection.address import Address
from custom_components.freehold.connection.errors import (
    ConnectionLostError,
    ProtocolError,
    WrongDeviceError,
)
from custom_components.freehold.families.hoymiles.protocol.errors import (
    ConnectionTakenError,
)
from custom_components.freehold.families.hoymiles.protocol.protobuf.client import (
    ProtobufGateway,
)
from custom_components.freehold.families.hoymiles.protocol.protobuf.frame import Frame
from custom_components.freehold.families.hoymiles.protocol.protobuf.messages_pb2 import (
    InformationRequest,
    Port,
    ReadingsPage,
    ReadingsRequest,
)
from custom_components.freehold.families.hoymiles.protocol.streams import Streams
from tests.connection.script import FakeTime

from .conftest import Connect
from .scripted_gateway import HangUp, Raw, Reaction, Reset, ScriptedGateway, Silence

HELLO, READINGS = 0xA301, 0xA311
PAGE = ReadingsPage(pages=1, time=1750000000, ports=[Port(serial=1, port=1, total=5)])
OLD, NEW = bytes(range(16)), bytes(range(1, 17))


def with_bad_checksum(frame: Frame) -> bytes:
    """Change one bit behind the header."""
    data = frame.encode()
    return data[:-1] + bytes([data[-1] ^ 1])


def with_length(length: int) -> Raw:
    """Let the length lie, and send what is right behind it."""
    good = Frame(0xA211, 1, PAGE.SerializeToString()).encode()

    def make(frame: Frame) -> bytes:
        data = frame.encode()
        return data[:8] + length.to_bytes(2) + data[10:] + good

    return Raw(make)


async def test_a_connection_is_opened_when_needed_and_kept(
    gateway: ScriptedGateway, client: ProtobufGateway
) -> None:
    """It begins with the question who is there."""
    gateway.on(READINGS, PAGE)
    assert gateway.connections == 0
    await client.readings()
    await client.readings()
    assert gateway.connections == 1
    assert gateway.asked == [HELLO, READINGS, READINGS]


async def test_after_hanging_up_the_next_question_connects(
    gateway: ScriptedGateway, client: ProtobufGateway
) -> None:
    """So that others get in between."""
    gateway.on(READINGS, PAGE)
    await client.hang_up()
    await client.readings()
    await client.hang_up()
    await client.hang_up()
    await client.readings()
    assert gateway.connections == 2


async def test_asking_who_it_is_connects_with_that_very_question(
    gateway: ScriptedGateway, client: ProtobufGateway
) -> None:
    """It is asked once, and again when wanted."""
    assert (await client.information()).firmware == "V00.02.08"
    assert gateway.asked == [HELLO]
    await client.information()
    assert gateway.asked == [HELLO] * 2


async def test_whoever_answers_first_is_meant_then(
    gateway: ScriptedGateway, connect: Connect
) -> None:
    """Nobody else, where no serial number was known."""
    client = connect(serial=None)
    await client.information()
    await client.hang_up()
    gateway.is_(software=520, serial="10F800000001")
    with pytest.raises(WrongDeviceError):
        await client.readings()
    assert gateway.asked == [HELLO, HELLO]


async def test_an_answer_is_known_by_its_id(
    gateway: ScriptedGateway, client: ProtobufGateway
) -> None:
    """Not by its sequence number, and not by coming first: a gateway pushes unasked."""
    gateway.sequence = 903
    pushed = Frame(0x2202, 433, b"\x08\x01").encode()
    page = Frame(0xA211, 903, PAGE.SerializeToString()).encode()
    gateway.on(READINGS, Raw(lambda _: pushed + page + pushed))
    assert (await client.readings()).ports[0].total == 5


async def test_what_was_pushed_while_nobody_asked_is_skipped(
    gateway: ScriptedGateway, client: ProtobufGateway
) -> None:
    """It waits in front of the next answer."""
    gateway.on(READINGS, PAGE)
    await client.readings()
    gateway.push(Frame(0x220C, 7, b"\x08\x01"))
    assert (await client.readings()).ports[0].total == 5


@pytest.mark.parametrize(
    "first",
    [
        pytest.param(Raw(lambda f: b"garb HM age" + f.encode()), id="garbage"),
        pytest.param(with_length(0), id="length too small"),
        pytest.param(with_length(9), id="length smaller than the header"),
        pytest.param(with_length(400), id="length too large"),
        pytest.param(with_length(0xFFFF), id="length huge"),
    ],
)
async def test_damage_on_the_way_is_skipped(
    gateway: ScriptedGateway, client: ProtobufGateway, first: Raw
) -> None:
    """The good frame behind it counts, on the same connection."""
    gateway.on(READINGS, first)
    await client.readings()
    assert gateway.connections == 1


@pytest.mark.parametrize(
    "first",
    [
        pytest.param(Raw(with_bad_checksum), id="wrong checksum"),
        pytest.param(
            Raw(lambda f: Frame(0xA201, f.sequence, f.payload).encode()), id="wrong id"
        ),
        pytest.param(ReadingsPage(), id="nothing in it"),
        pytest.param(Silence(), id="silence"),
    ],
)
async def test_without_an_answer_it_is_asked_once_more(
    gateway: ScriptedGateway, connect: Connect, first: Reaction
) -> None:
    """On a new connection, and after the question who is there: the seed may be another."""
    gateway.on(READINGS, first, PAGE)
    assert (await connect(patience=0.2).readings()).ports[0].total == 5
    assert gateway.asked == [HELLO, READINGS, HELLO, READINGS]


async def test_silence_after_a_good_hello_is_an_error_in_the_end(
    gateway: ScriptedGateway, connect: Connect
) -> None:
    """After two attempts; nothing is remembered of the connection."""
    with pytest.raises(ConnectionLostError, match="no answer in time"):
        await connect(patience=0.1).readings()
    assert gateway.asked == [HELLO, READINGS] * 2


async def test_firmware_that_is_known_to_be_silent_is_named(
    gateway: ScriptedGateway, connect: Connect
) -> None:
    """So that nobody looks for the fault elsewhere."""
    gateway.is_(software=2051)
    with pytest.raises(ConnectionLostError, match=r"V00\.08\.03"):
        await connect(patience=0.1).readings()


@pytest.mark.parametrize("end", [HangUp(), Reset()])
async def test_being_kicked_before_the_answer(
    gateway: ScriptedGateway,
    client: ProtobufGateway,
    time: FakeTime,
    end: HangUp | Reset,
) -> None:
    """A new connection brings it, not sooner than others would open one."""
    gateway.on(READINGS, end, PAGE)
    assert (await client.readings()).ports[0].total == 5
    assert gateway.connections == 2
    assert max(time.naps) == 2


@pytest.mark.parametrize("question", [HELLO, READINGS])
async def test_being_kicked_always(
    gateway: ScriptedGateway, client: ProtobufGateway, question: int
) -> None:
    """Right after connecting, or later: somebody else wants the only connection."""
    gateway.on(question, HangUp())
    with pytest.raises(ConnectionTakenError, match="vendor's app"):
        await client.readings()
    assert gateway.connections == 2


@pytest.mark.parametrize("rudely", [False, True])
async def test_being_kicked_while_nobody_asked(
    gateway: ScriptedGateway, client: ProtobufGateway, rudely: bool
) -> None:
    """The next question notices before it is sent."""
    gateway.on(READINGS, PAGE)
    await client.readings()
    gateway.kick(rudely=rudely)
    for _ in range(20):
        await asyncio.sleep(0)
    await client.readings()
    assert gateway.asked == [HELLO, READINGS] * 2


async def test_nobody_there(connect: Connect, gateway: ScriptedGateway) -> None:
    """At night a gateway inside an inverter has no power."""
    client = connect()
    await gateway.stop()
    with pytest.raises(ConnectionLostError, match="nobody answers"):
        await client.information()


async def test_connecting_has_an_end(time: FakeTime) -> None:
    """A host that is gone does not even refuse."""

    async def never(host: str, port: int) -> Streams:
        return await asyncio.Future()

    client = ProtobufGateway(
        Address("127.0.0.1", 1),
        time.connect(connect_timeout=0.05, read_retries=0),
        serial=None,
        open_connection=never,
    )
    with pytest.raises(ConnectionLostError, match="nobody answers"):
        await client.information()
    await client.hang_up()


async def test_an_encrypted_exchange(
    gateway: ScriptedGateway, client: ProtobufGateway
) -> None:
    """All but the first question."""
    gateway.is_(software=4353, seed=OLD)
    gateway.on(READINGS, PAGE)
    assert (await client.readings()).ports[0].total == 5
    request = ReadingsRequest.FromString(gateway.payloads[-1])
    assert request.local_time == b"2026-11-01 00:00:00"


async def test_a_new_seed_after_a_restart(
    gateway: ScriptedGateway, client: ProtobufGateway
) -> None:
    """A restart ends the connection, so that the next begins with asking."""
    gateway.is_(software=4353, seed=OLD)
    gateway.on(READINGS, PAGE)
    await client.readings()
    gateway.is_(software=4353, seed=NEW)
    gateway.kick()
    assert (await client.readings()).ports[0].total == 5


async def test_a_new_seed_on_the_same_connection(
    gateway: ScriptedGateway, client: ProtobufGateway
) -> None:
    """An answer that cannot be decrypted makes the client ask who is there, and again."""
    gateway.is_(software=4353, seed=OLD)
    gateway.on(READINGS, PAGE)
    await client.readings()
    gateway.on(READINGS, Raw(lambda f: with_bad_checksum(f)), PAGE)
    assert (await client.readings()).ports[0].total == 5
    assert gateway.asked == [HELLO, READINGS, READINGS, HELLO, READINGS]


async def test_a_greeting_may_bring_a_new_seed(
    gateway: ScriptedGateway, client: ProtobufGateway
) -> None:
    """Firmware may also begin to encrypt, by an update that nobody asked for."""
    gateway.on(READINGS, PAGE)
    await client.readings()
    gateway.is_(software=4353, seed=NEW)
    gateway.kick()
    assert (await client.information()).encrypted
    assert (await client.readings()).ports[0].total == 5


async def test_an_encrypting_gateway_without_a_seed(
    gateway: ScriptedGateway, client: ProtobufGateway
) -> None:
    """It cannot be talked to."""
    gateway.is_(software=4353, seed=b"short")
    with pytest.raises(ProtocolError, match="seed"):
        await client.information()


async def test_an_answer_that_is_no_message(
    gateway: ScriptedGateway, client: ProtobufGateway
) -> None:
    """The checksum is right and the rest is not; the connection is not used again."""
    gateway.on(READINGS, Raw(lambda f: Frame(f.message_id, 1, b"\xff").encode()), PAGE)
    with pytest.raises(ProtocolError, match="cannot be read"):
        await client.readings()
    await client.readings()
    assert gateway.connections == 2


async def test_a_question_that_was_given_up_leaves_no_answer_behind(
    gateway: ScriptedGateway, client: ProtobufGateway
) -> None:
    """It could come later, and be taken for that to another question."""
    gateway.on(READINGS, Silence(), PAGE)
    asking = asyncio.create_task(client.readings())
    while READINGS not in gateway.asked:
        await asyncio.sleep(0.01)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    await client.readings()
    assert gateway.connections == 2


async def test_pages_are_read_one_after_the_other(
    gateway: ScriptedGateway, client: ProtobufGateway
) -> None:
    """And are all in what is returned."""

    def page(payload: bytes) -> ReadingsPage:
        number = ReadingsRequest.FromString(payload).page
        port = Port(serial=0x116100000001, port=number + 1)
        return ReadingsPage(pages=3, page=number, ports=[port])

    gateway.on(READINGS, page)
    assert [port.port for port in (await client.readings()).ports] == [1, 2, 3]


async def test_a_missing_page_is_no_partial_result(
    gateway: ScriptedGateway, connect: Connect
) -> None:
    """Half of a plant would look like half of its power."""
    gateway.on(READINGS, ReadingsPage(pages=2), Silence())
    with pytest.raises(ConnectionLostError):
        await connect(patience=0.1).readings()


async def test_the_time_is_that_of_the_computer_unless_another_is_given(
    gateway: ScriptedGateway, time: FakeTime
) -> None:
    """In its own time zone."""
    client = ProtobufGateway(gateway.address, time.connect(), serial=None)
    await client.information()
    await client.hang_up()
    request = InformationRequest.FromString(gateway.payloads[0])
    told = datetime.fromisoformat(request.local_time.decode())
    assert told.timestamp() == request.time


async def test_text_that_is_no_utf_8(
    gateway: ScriptedGateway, client: ProtobufGateway
) -> None:
    """It is no reason to know nothing."""
    gateway.on(READINGS, ReadingsPage(gateway_serial=b"\xff\xfe", pages=1))
    assert (await client.readings()).ports == ()
