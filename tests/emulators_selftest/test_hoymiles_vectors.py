"""Requests that others wrote, byte by byte, are answered with the right kind of answer."""

import pytest

from tests.emulators.hoymiles import Kind, frames, wire

from .conftest import UnpackDtu
from .test_hoymiles_wire import VECTORS

CLEAR = [one for one in VECTORS["exchanges"] if "enc_rand_hex" not in one]
APP = [one for one in VECTORS["recorded"] if one["direction"] == "app->dtu"]
PUSHES = ("2201", "2202", "220B")


def split(data: bytes, *, sealed: bool = False) -> frames.Frame:
    """Return the frame in some bytes."""
    (frame,) = frames.FrameReader(lambda message: sealed).feed(data)
    return frame


@pytest.mark.parametrize("vector", CLEAR, ids=[one["name"] for one in CLEAR])
async def test_requests_in_clear(unpack_dtu: UnpackDtu, vector: dict[str, str]) -> None:
    """Same id and sequence as in the vector; every field of ours is one of theirs, or known."""
    peer = await unpack_dtu()
    expected = split(bytes.fromhex(vector["response_hex"]))
    await peer.send_bytes(bytes.fromhex(vector["request_hex"]))
    answer = await peer.read()
    assert (answer.id, answer.sequence) == (expected.id, expected.sequence)
    ours, theirs = wire.decode(answer.payload), wire.decode(expected.payload)
    for number in ours.keys() & theirs.keys():
        assert type(ours[number][0]) is type(theirs[number][0])


async def test_a_sealed_request(unpack_dtu: UnpackDtu) -> None:
    """With the seed of the vector, and the answer opens with it, too."""
    (vector,) = [one for one in VECTORS["exchanges"] if "enc_rand_hex" in one]
    peer = await unpack_dtu(Kind.ENCRYPTED)
    peer.seed = peer.device.nature.seed = bytes.fromhex(vector["enc_rand_hex"])
    expected = split(bytes.fromhex(vector["response_hex"]), sealed=True)
    await peer.send_bytes(bytes.fromhex(vector["request_hex"]))
    answer = await peer.read()
    assert (answer.id, answer.sequence) == (expected.id, expected.sequence)
    theirs = frames.unseal(peer.seed, expected)
    assert theirs is not None
    assert wire.decode(answer.payload).keys() == wire.decode(theirs).keys()


async def test_the_vendors_app(unpack_dtu: UnpackDtu) -> None:
    """The recorded session: each request, on one connection, answered as it was."""
    peer = await unpack_dtu(Kind.DTU_PRO)
    answers = [
        split(bytes.fromhex(one["hex"]))
        for one in VECTORS["recorded"]
        if one["direction"] == "dtu->app" and one["cmd"] not in PUSHES
    ]
    for one, expected in zip(APP[1:], answers, strict=True):
        await peer.send_bytes(bytes.fromhex(one["hex"]))
        answer = await peer.read()
        assert answer.id == expected.id
        recorded = wire.decode(expected.payload).keys()
        assert recorded ^ wire.decode(answer.payload).keys() <= {7}
