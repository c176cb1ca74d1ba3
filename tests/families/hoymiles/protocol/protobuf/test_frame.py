"""Frames, and how a stream is split into them."""

import pickle

from hypothesis import given, strategies as st
import pytest

from custom_components.freehold.families.hoymiles.protocol.protobuf.encryption import (
    Cipher,
)
from custom_components.freehold.families.hoymiles.protocol.protobuf.frame import (
    MAX_LENGTH,
    Frame,
    FrameSplitter,
)

from .vectors import GENERATED, answers, recorded, requests

SEED = bytes(range(16))
GOOD = Frame(0xA211, 7, b"\x08\x01")
TRUE = [
    name
    for name in GENERATED
    if not name.startswith("negative") and name != "real_data_new_encrypted"
]


def frames(draw_id: int = 0xFFFF) -> st.SearchStrategy[Frame]:
    """Any frame."""
    return st.builds(
        Frame,
        st.integers(0, draw_id),
        st.integers(0, 0xFFFF),
        st.binary(max_size=100),
    )


@pytest.mark.parametrize("name", TRUE)
def test_worked_frames_are_read_and_written_alike(name: str) -> None:
    """Requests and answers, extended ones too."""
    for data in (*requests(name), *answers(name)):
        (frame,) = FrameSplitter().feed(data)
        assert frame.encode() == data


@pytest.mark.parametrize("data", recorded(), ids=lambda data: data[:10].hex())
def test_recorded_frames_are_read_and_written_alike(data: bytes) -> None:
    """A session of the vendor's app, and what a gateway pushed."""
    (frame,) = FrameSplitter().feed(data)
    assert frame.encode() == data


def test_encrypted_frames_are_read_and_written_alike() -> None:
    """Sixteen bytes more than the length says."""
    for data in (
        *requests("real_data_new_encrypted"),
        *answers("real_data_new_encrypted"),
    ):
        (frame,) = FrameSplitter(encrypted=True).feed(data)
        assert len(frame.tag) == 16
        assert frame.encode() == data


@pytest.mark.parametrize("name", ["negative_bad_crc", "negative_truncated"])
def test_broken_frames_are_dropped(name: str) -> None:
    """A wrong checksum, and an end that is missing; what follows is read."""
    splitter = FrameSplitter()
    (data,) = answers(name)
    assert splitter.feed(data) == []
    assert splitter.feed(GOOD.encode()) == [GOOD]


def test_a_stream_may_be_cut_anywhere() -> None:
    """A recorded answer came in two pieces; here it comes in any two, and byte by byte."""
    (data,) = recorded("A201")
    (whole,) = FrameSplitter().feed(data)
    for cut in range(1, len(data)):
        splitter = FrameSplitter()
        assert [*splitter.feed(data[:cut]), *splitter.feed(data[cut:])] == [whole]
    splitter = FrameSplitter()
    assert [f for byte in data for f in splitter.feed(bytes([byte]))] == [whole]


def test_an_encrypted_stream_may_be_cut_anywhere() -> None:
    """The tag is waited for, too."""
    first, second = (Cipher.of(SEED).seal(0xA211, n, b"\x08\x01") for n in (1, 2))
    data = first.encode() + second.encode()
    for cut in range(1, len(data)):
        splitter = FrameSplitter(encrypted=True)
        found = [*splitter.feed(data[:cut]), *splitter.feed(data[cut:])]
        assert found == [first, second]


def test_clear_frames_are_found_among_encrypted_ones() -> None:
    """A201 is never encrypted, and what is pushed unasked may be clear."""
    sealed = Cipher.of(SEED).seal(0xA211, 1, b"\x08\x01")
    hello, pushed = Frame(0xA201, 1, b"\x08\x02"), Frame(0x2202, 9, b"\x08\x03")
    data = hello.encode() + pushed.encode() + sealed.encode()
    assert FrameSplitter(encrypted=True).feed(data) == [hello, pushed, sealed]


@given(st.lists(st.binary(max_size=60)))
def test_any_bytes_are_taken(pieces: list[bytes]) -> None:
    """Nothing that comes raises, encrypted or not."""
    for encrypted in (False, True):
        splitter = FrameSplitter(encrypted=encrypted)
        for piece in pieces:
            splitter.feed(piece)


@given(st.lists(st.tuples(st.binary(max_size=40), frames())), st.data())
def test_good_frames_are_found_behind_garbage(
    parts: list[tuple[bytes, Frame]], data: st.DataObject
) -> None:
    """Whatever is between them and however they are cut: none is lost, and none is late."""
    stream = b"".join(garbage + frame.encode() for garbage, frame in parts)
    cuts = sorted(data.draw(st.sets(st.integers(0, len(stream)))))
    splitter = FrameSplitter()
    found = [
        frame
        for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)
        for frame in splitter.feed(stream[start:end])
    ]
    assert found == [frame for _, frame in parts]


@pytest.mark.parametrize("length", [0, 9, MAX_LENGTH + 1, 0xFFFF])
def test_impossible_lengths_begin_no_frame(length: int) -> None:
    """Too small for a header, or larger than anything there is."""
    lying = b"HM\xa2\x11\0\1\xff\xff" + length.to_bytes(2)
    assert FrameSplitter().feed(lying + GOOD.encode()) == [GOOD]


@pytest.mark.parametrize("length", [10, 11, 25, 500, MAX_LENGTH])
def test_possible_lengths_that_lie_hold_up_nothing(length: int) -> None:
    """The good frame within what a lie claims is found at once."""
    lying = b"HM\xa2\x11\0\1\0\0" + length.to_bytes(2)
    assert FrameSplitter().feed(lying + GOOD.encode()) == [GOOD]


def test_memory_is_bounded() -> None:
    """Garbage is forgotten, and a frame that never ends is not waited for."""
    splitter = FrameSplitter()
    for _ in range(100):
        splitter.feed(b"HM\xa2\x11\0\1\0\0" + MAX_LENGTH.to_bytes(2) + bytes(5000))
        assert len(pickle.dumps(splitter)) < 2 * MAX_LENGTH
