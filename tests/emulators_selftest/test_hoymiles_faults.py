"""Every way in which an emulated gateway can be told to misbehave on the wire."""

import pytest

from tests.emulators.hoymiles import Fault, Kind, fields, frames, wire
from tests.emulators.hoymiles.outgoing import GARBAGE

from .conftest import UnpackDtu
from .hoymiles_peer import GET_CONFIG, HEARTBEAT, HELLO, READ, HoymilesPeer, named


async def answer(peer: HoymilesPeer, size: int | None = None) -> bytes:
    """Return all bytes that come for a request of readings: `size` of them, or to the end."""
    await peer.send(READ)
    received = b""
    while size is None or len(received) < size:
        piece = await peer.read_bytes()
        if not piece:
            break
        received += piece
    return received


async def whole(peer: HoymilesPeer) -> bytes:
    """Return a healthy answer; the next one is as long."""
    sequence = await peer.send(READ)
    frame = await peer.read()
    assert frame.sequence == sequence
    return frames.build(frame.id, frame.sequence, frame.payload, None)


@pytest.mark.parametrize("fault", [Fault.SILENCE, Fault.SILENT_AFTER_HELLO])
async def test_silence(unpack_dtu: UnpackDtu, fault: Fault) -> None:
    """One kind of request may be silent, or everything but the first."""
    peer = await unpack_dtu()
    peer.device.misbehave(fault, times=1, where="A311")
    await peer.waste(READ)
    assert await peer.ask(GET_CONFIG)
    assert await peer.page()
    silent = [one.place for one in peer.device.requests if not one.answered]
    assert silent == ["A311/0"]
    peer.device.misbehave(Fault.SILENT_AFTER_HELLO)
    await peer.send(READ)
    await peer.hello()
    assert not peer.device.requests[-2].answered


async def test_a_page_may_be_missing(unpack_dtu: UnpackDtu) -> None:
    """Requests are called after their page."""
    peer = await unpack_dtu(Kind.DTU_PRO_S)
    peer.device.misbehave("silence", where="A311/2")
    await peer.page(1)
    await peer.send(READ, wire.encode(fields.READ, {"cp": 2}))
    assert (await peer.page(3)).head["cp"] == 3
    assert (await peer.page(9)).ports == []


async def test_pages_may_be_wrong(unpack_dtu: UnpackDtu) -> None:
    """Another page than the one asked for; another number of pages each time."""
    peer = await unpack_dtu(Kind.DTU_PRO_S)
    peer.device.misbehave("wrong-page", times=1, where="A311/1")
    assert (await peer.page(1)).head["cp"] == 2
    peer.device.misbehave("page-count")
    counts = [(await peer.page(number)).head["ap"] for number in range(4)]
    assert counts == [4, 5, 6, 7]
    peer.device.behave()
    assert (await peer.page(3)).head["ap"] == 4


@pytest.mark.parametrize("fault", [Fault.CUT, Fault.LOST_ANSWER])
async def test_the_connection_is_cut(unpack_dtu: UnpackDtu, fault: Fault) -> None:
    """Before anything is done, or after it."""
    peer = await unpack_dtu()
    peer.device.misbehave(fault, times=1, where="A305/8")
    with pytest.raises((ConnectionError, EOFError)):
        await peer.command(8, b"A:500,B:0,C:0\r")
    await peer.device.advance(10)
    done = fault is Fault.LOST_ANSWER
    assert peer.device.plant.array["0"].limit == (50 if done else 100)
    await peer.connect()
    assert await peer.page()


async def test_half_an_answer(unpack_dtu: UnpackDtu) -> None:
    """Then the end."""
    peer = await unpack_dtu()
    length = len(await whole(peer))
    peer.device.misbehave("half")
    assert len(await answer(peer)) == length // 2


async def test_late_and_twice(unpack_dtu: UnpackDtu) -> None:
    """An answer for the next connection; the same answer again."""
    peer = await unpack_dtu()
    peer.device.misbehave("late", times=1, where="A311")
    sequence = await peer.send(READ)
    await peer.hello()
    await peer.connect()
    assert (await peer.read()).sequence == sequence

    peer.device.misbehave("twice", times=1)
    await peer.send(READ)
    assert await peer.read() == await peer.read()


async def test_pieces(unpack_dtu: UnpackDtu) -> None:
    """At a chosen byte, or byte by byte; an old gateway does it by itself."""
    peer = await unpack_dtu()
    expected = await whole(peer)
    peer.device.misbehave("split")
    for end in (1, 9, 10, 11, len(expected) - 1):
        peer.device.exchange.split_at = (end,)
        await peer.send(READ)
        first = await peer.read_bytes()
        assert len(first) == end
        assert len(await peer.read_bytes()) == len(expected) - end
    peer.device.exchange.split_at = ()
    await peer.send(READ)
    assert len(await peer.read_bytes()) < len(expected)

    old = await unpack_dtu(Kind.DTU_PRO)
    await old.send(READ)
    assert len(await old.read_bytes()) == 512


async def test_something_else_first(unpack_dtu: UnpackDtu) -> None:
    """Garbage with a magic in it; a message that nobody asked for."""
    peer = await unpack_dtu()
    length = len(await whole(peer))
    peer.device.misbehave("garbage", times=1)
    received = await answer(peer, length + len(GARBAGE))
    assert received.startswith(GARBAGE + b"HM")
    (found,) = frames.FrameReader(lambda message: False).feed(received)
    assert found.id == 0xA211

    peer.device.misbehave("push", times=1)
    await peer.page()
    assert peer.pushed == [0x2202]


@pytest.mark.parametrize(
    ("fault", "length"),
    [
        (Fault.LENGTH_SMALL, lambda true: true // 2),
        (Fault.LENGTH_HUGE, lambda true: true + 0x4000),
        (Fault.LENGTH_NEGATIVE, lambda true: 0x10000 - true),
        (Fault.LENGTH_NONE, lambda true: 3),
        (Fault.BAD_CRC, lambda true: true),
        (Fault.WRONG_ID, lambda true: true),
        (Fault.FOREIGN_SEQUENCE, lambda true: true),
    ],
)
async def test_heads(unpack_dtu: UnpackDtu, fault: Fault, length: object) -> None:
    """Length, check sum, id and sequence may each be wrong, all else right."""
    peer = await unpack_dtu()
    expected = await whole(peer)
    peer.device.misbehave(fault, times=1)
    received = await answer(peer, len(expected))
    assert callable(length)
    assert int.from_bytes(received[8:10]) == length(len(expected))
    right = frames.crc16(received[10:]) == int.from_bytes(received[6:8])
    assert right != (fault is Fault.BAD_CRC)
    assert (received[2:4] == b"\xa2\x11") != (fault is Fault.WRONG_ID)
    foreign = int.from_bytes(received[4:6]) > 900
    assert foreign == (fault is Fault.FOREIGN_SEQUENCE)
    assert await peer.page()


async def test_payloads(unpack_dtu: UnpackDtu) -> None:
    """None, no message, no text, another gateway."""
    peer = await unpack_dtu()
    peer.device.misbehave("empty", times=1)
    assert await peer.ask(READ) == b""
    peer.device.misbehave("malformed", times=1)
    broken = await peer.ask(READ)
    with pytest.raises(wire.WireError):
        wire.decode(broken)
    peer.device.misbehave("not-utf8", times=2)
    for message, table, name in (
        (HELLO, fields.GATEWAY, "dtu_sn"),
        (READ, fields.READINGS, "sn"),
    ):
        (serial,) = named(table, await peer.ask(message))[name]
        with pytest.raises(UnicodeDecodeError):
            assert isinstance(serial, bytes) and serial.decode()
    peer.device.misbehave("other-gateway", times=1)
    (serial,) = named(fields.GATEWAY, await peer.ask(HELLO))["dtu_sn"]
    assert serial != peer.device.serial.encode()


async def test_sealing(unpack_dtu: UnpackDtu) -> None:
    """Another key; a sealed heartbeat."""
    peer = await unpack_dtu(Kind.ENCRYPTED)
    await peer.hello()
    assert peer.seed is not None
    peer.device.misbehave("encrypted-heartbeat", times=1)
    await peer.send(HEARTBEAT)
    assert (await peer.read(sealed=True)).id == 0xA202

    peer.device.misbehave("wrong-key", times=1)
    await peer.send(READ)
    data = await peer.read_bytes()
    (frame,) = frames.FrameReader(lambda message: True).feed(data)
    assert frames.unseal(peer.seed, frame) is None
    assert frames.unseal(peer.seed[::-1], frame)


async def test_what_it_cannot_open_ends_in_silence(unpack_dtu: UnpackDtu) -> None:
    """In clear or with an old seed: nothing, and after a while the connection is closed."""
    peer = await unpack_dtu(Kind.ENCRYPTED)
    await peer.hello()
    peer.seed = bytes(16)
    await peer.waste(READ)
    assert not peer.device.requests[-1].readable
    await peer.device.advance(30)
    assert await peer.read_bytes() == b""

    await peer.connect()
    await peer.send(READ, b"\x10\x00", sealed=False)
    await peer.connect()
    await peer.hello()
    assert await peer.page()
    peer.close()


async def test_it_ignores_what_is_broken(unpack_dtu: UnpackDtu) -> None:
    """Requests with a wrong check sum, in pieces, behind garbage, or that are no message."""
    peer = await unpack_dtu()
    request = frames.build(READ, 5, b"", None)
    await peer.send_bytes(request[:6] + b"\0\0" + request[8:])
    await peer.send(READ, b"\x0a\xff\xff")
    await peer.send(0xA399)
    await peer.send_bytes(b"GET / HTTP/1.1\r\nHM\0\0\0\0\0\0\0\0" + request[:7])
    await peer.send_bytes(request[7:])
    assert (await peer.read()).sequence == 5


async def test_nobody_can_connect(unpack_dtu: UnpackDtu) -> None:
    """Until it behaves."""
    peer = await unpack_dtu()
    peer.device.misbehave("refuse")
    await peer.device.settled()
    assert not await peer.is_there()
    peer.device.behave()
    await peer.device.settled()
    assert await peer.is_there()
    with pytest.raises(ValueError, match="nonsense"):
        peer.device.misbehave("nonsense")
