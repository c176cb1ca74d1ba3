"""A frame becomes a tree and back without losing a bit, and no bytes do harm."""

from math import isnan
import struct
from typing import Any

from hypothesis import assume, given, strategies as st
import pytest

from custom_components.freehold.connection.errors import ProtocolError
from custom_components.freehold.families.miele.protocol.dop2.frame import (
    MAX_DEPTH,
    Dop2Error,
    Field,
    Leaf,
    Struct,
    Tag,
    Value,
    decode_leaf,
    encode_leaf,
)

from .recordings import BROKEN, RECORDINGS, needs_recordings, recorded
from .trees import fields, leaf, leaves

IDLE_OVEN = bytes.fromhex(
    "0016000206320000000000030001040400020405000304012020202020202020"
)
GOOD = [name for name in RECORDINGS if name not in BROKEN]


def as_published(value: Value) -> Any:
    """Write a value as the source of the recordings does."""
    match value:
        case Struct():
            return {
                str(each.index): [int(each.tag), as_published(each.value)]
                for each in value.fields
            }
        case tuple():
            return [as_published(element) for element in value]
        case bytes():
            return value.decode()
    return value


def frame(root: bytes, **header: int) -> bytes:
    """Put a header before a hand-made struct."""
    words = {"unit": 2, "attribute": 1585, "idx1": 0, "idx2": 0} | header
    return struct.pack(">HHHHH", len(root) + 8, *words.values()) + root


def test_a_leaf_has_a_header_and_typed_fields() -> None:
    """The vector of section 4.5: the combined state of an idle oven."""
    assert decode_leaf(IDLE_OVEN) == Leaf(
        unit=2,
        attribute=1586,
        idx1=0,
        idx2=0,
        root=fields(_1=(Tag.E8, 4), _2=(Tag.E8, 5), _3=(Tag.E8, 1)),
    )


@needs_recordings
@pytest.mark.parametrize("name", GOOD)
def test_recorded_leaves_decode_as_published(name: str) -> None:
    """Tag and value agree with those that the source of the recording found."""
    recording = RECORDINGS[name]
    decoded = decode_leaf(recording.frame)

    if recording.fields is not None:
        assert as_published(decoded.root) == recording.fields
        assert name == f"washer {decoded.unit}/{decoded.attribute}"


@needs_recordings
@pytest.mark.parametrize("name", GOOD)
def test_recorded_leaves_encode_to_the_same_bytes(name: str) -> None:
    """Padding included, where it was recorded."""
    recording = RECORDINGS[name].frame
    encoded = encode_leaf(decode_leaf(recording))

    assert encoded[: len(recording)] == recording
    assert len(encoded) % 16 == 0


@pytest.mark.parametrize("name", BROKEN)
def test_broken_recordings_are_refused(name: str) -> None:
    """A garbled frame and a truth value of 255."""
    with pytest.raises(Dop2Error):
        decode_leaf(recorded(name))


@needs_recordings
@pytest.mark.parametrize("name", GOOD)
def test_cut_recordings_are_refused(name: str) -> None:
    """However much of a frame is missing."""
    recording = RECORDINGS[name].frame
    length = 2 + int.from_bytes(recording[:2])
    for cut in range(length):
        with pytest.raises(Dop2Error):
            decode_leaf(recording[:cut])


@given(leaves)
def test_every_tree_survives_the_wire(tree: Leaf) -> None:
    """Encode, decode: identity."""
    assert decode_leaf(encode_leaf(tree)) == tree


@given(leaves)
def test_frames_are_padded_with_blanks_to_whole_blocks(tree: Leaf) -> None:
    """The declared length does not count the padding."""
    encoded = encode_leaf(tree)
    declared = 2 + int.from_bytes(encoded[:2])

    assert len(encoded) % 16 == 0
    assert encoded[declared:] == b" " * (len(encoded) - declared)
    assert len(encoded) - declared < 16


def assert_decodes_exactly_or_is_refused(data: bytes) -> None:
    """Total: a leaf that encodes to the same bytes, or `Dop2Error`."""
    try:
        decoded = decode_leaf(data)
    except Dop2Error:
        return
    declared = 2 + int.from_bytes(data[:2])
    assert encode_leaf(decoded)[:declared] == data[:declared]


@given(st.binary(max_size=200))
def test_any_bytes_decode_exactly_or_are_refused(data: bytes) -> None:
    """Noise."""
    assert_decodes_exactly_or_is_refused(data)


@given(st.binary(max_size=200))
def test_any_struct_decodes_exactly_or_is_refused(root: bytes) -> None:
    """Noise behind a header that fits."""
    assert_decodes_exactly_or_is_refused(frame(root))


@given(leaves, st.data())
def test_damaged_frames_decode_exactly_or_are_refused(
    tree: Leaf, data: st.DataObject
) -> None:
    """Bytes overwritten anywhere in a good frame."""
    damaged = bytearray(encode_leaf(tree))
    for _ in range(data.draw(st.integers(1, 4))):
        position = data.draw(st.integers(0, len(damaged) - 1))
        damaged[position] = data.draw(st.integers(0, 255))

    assert_decodes_exactly_or_is_refused(bytes(damaged))


@needs_recordings
@given(st.data())
def test_damaged_recordings_decode_exactly_or_are_refused(data: st.DataObject) -> None:
    """Bytes overwritten, inserted or lost in a real frame."""
    damaged = bytearray(RECORDINGS[data.draw(st.sampled_from(GOOD))].frame)
    position = data.draw(st.integers(0, len(damaged) - 1))
    lost = data.draw(st.integers(0, 3))
    damaged[position : position + lost] = data.draw(st.binary(max_size=3))

    assert_decodes_exactly_or_is_refused(bytes(damaged))


@pytest.mark.parametrize(
    "raw", ["7fc00001", "7f800001", "ffc12345", "7f800000", "80000000"]
)
def test_floats_keep_every_bit(raw: str) -> None:
    """Quiet and signalling NaN, infinity, minus zero."""
    data = frame(bytes.fromhex("0002 0001 0e" + raw + "0002 1e 0001" + raw))

    assert encode_leaf(decode_leaf(data))[: len(data)] == data


def test_a_nan_is_a_nan() -> None:
    """Of both sizes."""
    tree = leaf(fields(_1=(Tag.F32, float("nan")), _2=(Tag.F64, float("nan"))))
    decoded = decode_leaf(encode_leaf(tree)).root

    assert all(isinstance(each.value, float) for each in decoded.fields)
    assert all(isnan(float(str(each.value))) for each in decoded.fields)


@pytest.mark.parametrize("trailing", [b"", b" ", b"\x00" * 15, b"\xff" * 15])
def test_up_to_a_block_of_anything_may_follow(trailing: bytes) -> None:
    """Only blanks were ever recorded, but nothing depends on them."""
    assert decode_leaf(IDLE_OVEN[:24] + trailing) == decode_leaf(IDLE_OVEN)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "too short"),
        (IDLE_OVEN[:11], "too short"),
        (IDLE_OVEN[:23], "announces 22 bytes, 21 came"),
        (IDLE_OVEN[:24] + b" " * 16, "announces 22 bytes, 38 came"),
        (frame(bytes.fromhex("0000 20")), "1 bytes too many"),
        (frame(bytes.fromhex("0001 0001 00 00")), "no type 0"),
        (frame(bytes.fromhex("0001 0001 22 00")), "no type 34"),
        (frame(bytes.fromhex("0001 0001 05 00")), "inside a field"),
        (frame(bytes.fromhex("0001 0001 01 02")), "neither 0 nor 1"),
        (frame(bytes.fromhex("0001 0001 11 0003 01 02 00")), "neither 0 nor 1"),
        (frame(bytes.fromhex("ffff")), "65535 DOP2 elements"),
        (frame(bytes.fromhex("0001 0001 12 ffff 00")), "65535 DOP2 elements"),
        (frame(bytes.fromhex("0001 0001 1f 0002 0000000000000000")), "2 DOP2 elements"),
        (frame(bytes.fromhex("0001 0001 20 0002 00")), "2 DOP2 elements"),
        (frame(bytes.fromhex("0001 0001 21 ffff 0000")), "65535 DOP2 elements"),
    ],
)
def test_a_broken_frame_says_what_is_wrong(data: bytes, reason: str) -> None:
    """And is a protocol error like any other."""
    with pytest.raises(ProtocolError, match=reason):
        decode_leaf(data)


def nest(depth: int) -> Struct:
    """Put structs into each other."""
    return Struct(
        (Field(1, Tag.STRUCT, nest(depth - 1)),) if depth > 1 else (),
    )


def test_structs_may_be_nested_up_to_a_limit() -> None:
    """The deepest that is allowed."""
    tree = leaf(nest(MAX_DEPTH))
    assert decode_leaf(encode_leaf(tree)) == tree


def test_deeper_structs_are_refused_when_encoding() -> None:
    """One more."""
    with pytest.raises(Dop2Error, match="nested deeper"):
        encode_leaf(leaf(nest(MAX_DEPTH + 1)))


@pytest.mark.parametrize("step", ["0001 0001 10", "0001 0001 21 0001"])
def test_deeper_structs_are_refused_when_decoding(step: str) -> None:
    """Ten thousand levels do not exhaust the stack."""
    with pytest.raises(Dop2Error, match="nested deeper"):
        decode_leaf(frame(bytes.fromhex(step * 10_000)[:60_000]))


@pytest.mark.parametrize(
    ("tag", "value"),
    [
        (Tag.BOOL, 1),
        (Tag.U8, 256),
        (Tag.U8, -1),
        (Tag.U8, 1.5),
        (Tag.U8, b"1"),
        (Tag.I16, 0x8000),
        (Tag.F32, 1e300),
        (Tag.STRUCT, 1),
        (Tag.TEXT, 1),
        (Tag.TEXT, bytes(0x1_0000)),
        (Tag.U8_ARRAY, b"12"),
        (Tag.U8_ARRAY, (1, 300)),
        (Tag.U8_ARRAY, (Struct(),)),
        (Tag.BOOL_ARRAY, (1, 0)),
        (Tag.BOOL_ARRAY, (Struct(),)),
        (Tag.U8_ARRAY, (0,) * 0x1_0000),
        (Tag.STRUCT_ARRAY, (1,)),
        (Tag.STRUCT_ARRAY, Struct()),
    ],
)
def test_a_value_that_its_type_cannot_hold_is_refused(tag: Tag, value: Value) -> None:
    """Instead of writing something else."""
    with pytest.raises(Dop2Error):
        encode_leaf(leaf(fields(_1=(tag, value))))


@given(st.integers())
def test_a_field_index_is_a_word(index: int) -> None:
    """Anything else is refused."""
    assume(not 0 <= index <= 0xFFFF)
    with pytest.raises(Dop2Error):
        encode_leaf(leaf(Struct((Field(index, Tag.U8, 0),))))


def test_a_leaf_that_is_too_long_is_refused() -> None:
    """The length is one word."""
    half = (Tag.TEXT, bytes(0x8000))
    with pytest.raises(Dop2Error, match="No DOP2 frame"):
        encode_leaf(leaf(fields(_1=half, _2=half)))


def test_fields_are_found_by_index() -> None:
    """Gaps are normal: a model leaves out what it does not have."""
    root = fields(_1=(Tag.U8, 7), _9=(Tag.TEXT, b"x"))

    assert root.get(1) == 7
    assert root.field(9) == Field(9, Tag.TEXT, b"x")
    assert root.get(2) is None
