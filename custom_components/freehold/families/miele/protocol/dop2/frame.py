"""The DOP2 frame: bytes to a typed tree and back (docs/protocols/miele-dop2.md, Frame)."""

from dataclasses import dataclass
from enum import IntEnum
import struct
from typing import Final

from .....connection.errors import ProtocolError

MAX_DEPTH: Final = 16
"""Structs inside structs. The deepest recorded leaf has four."""

BLOCK: Final = 16
"""A frame fills whole cipher blocks on the wire."""

PADDING: Final = b" "


class Dop2Error(ProtocolError):
    """Bytes that are no DOP2 frame, or a tree that no frame can hold."""


class Tag(IntEnum):
    """The type of a field. An array's tag is that of its elements plus 16."""

    BOOL = 1
    U8 = 2
    I8 = 3
    E8 = 4
    U16 = 5
    I16 = 6
    E16 = 7
    U32 = 8
    I32 = 9
    E32 = 10
    U64 = 11
    I64 = 12
    E64 = 13
    F32 = 14
    F64 = 15
    STRUCT = 16
    BOOL_ARRAY = 17
    U8_ARRAY = 18
    I8_ARRAY = 19
    E8_ARRAY = 20
    U16_ARRAY = 21
    I16_ARRAY = 22
    E16_ARRAY = 23
    U32_ARRAY = 24
    I32_ARRAY = 25
    E32_ARRAY = 26
    U64_ARRAY = 27
    I64_ARRAY = 28
    E64_ARRAY = 29
    F32_ARRAY = 30
    F64_ARRAY = 31
    TEXT = 32
    STRUCT_ARRAY = 33


type Scalar = bool | int | float
type Value = Scalar | bytes | Struct | tuple[Scalar, ...] | tuple[Struct, ...]
"""Texts stay bytes: what an appliance calls text need not be UTF-8."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a struct."""

    index: int
    tag: Tag
    value: Value


@dataclass(frozen=True, slots=True)
class Struct:
    """Fields in the order of the wire: ascending, with gaps where a model lacks something."""

    fields: tuple[Field, ...] = ()

    def field(self, index: int) -> Field | None:
        """Find a field."""
        for field in self.fields:
            if field.index == index:
                return field
        return None

    def get(self, index: int) -> Value | None:
        """Return the value of a field."""
        field = self.field(index)
        return None if field is None else field.value


@dataclass(frozen=True, slots=True)
class Leaf:
    """One leaf as an appliance sends it. `idx1` and `idx2` are those of the answer."""

    unit: int
    attribute: int
    idx1: int
    idx2: int
    root: Struct


_HEADER = struct.Struct(">HHHHH")
_COUNT = struct.Struct(">H")
_FIELD_HEAD = struct.Struct(">HB")
_SCALAR_CODES = "?BbBHhHIiIQqQfd"
_CODES = {Tag(number): code for number, code in enumerate(_SCALAR_CODES, start=1)}
_ARRAY_CODES = {Tag(tag + 16): code for tag, code in _CODES.items()}

_LEAST_FIELD = 4
_LEAST_STRUCT = 2

# Index and value of a scalar field in one go, stepping over the tag between them.
_SCALAR_FIELDS = {tag: struct.Struct(f">Hx{code}") for tag, code in _CODES.items()}
_SCALAR_READERS = {
    int(tag): (tag, field.unpack_from, field.size)
    for tag, field in _SCALAR_FIELDS.items()
}


def decode_leaf(data: bytes) -> Leaf:
    """Decode one frame, with or without its padding. Raises `Dop2Error` and nothing else."""
    if len(data) < _HEADER.size + _LEAST_STRUCT:
        raise Dop2Error(f"A DOP2 leaf of {len(data)} bytes is too short")
    length, unit, attribute, idx1, idx2 = _HEADER.unpack_from(data)
    end = length + _COUNT.size
    if not 0 <= len(data) - end < BLOCK:
        raise Dop2Error(
            f"DOP2 leaf {unit}/{attribute} announces {length} bytes, {len(data) - 2} came"
        )
    try:
        root, offset = _decode_struct(data[:end], _HEADER.size, MAX_DEPTH)
    except (struct.error, IndexError) as err:
        raise Dop2Error(f"DOP2 leaf {unit}/{attribute} ends inside a field") from err
    if offset != end:
        raise Dop2Error(
            f"DOP2 leaf {unit}/{attribute} has {end - offset} bytes too many"
        )
    return Leaf(unit, attribute, idx1, idx2, root)


def _decode_struct(body: bytes, offset: int, depth: int) -> tuple[Struct, int]:
    if not depth:
        raise Dop2Error(f"DOP2 structs are nested deeper than {MAX_DEPTH}")
    count, offset = _decode_count(body, offset, _LEAST_FIELD)
    fields = []
    for _ in range(count):
        number = body[offset + 2]
        if reader := _SCALAR_READERS.get(number):
            tag, unpack, size = reader
            index, value = unpack(body, offset)
            if tag is Tag.BOOL:
                _check_bools(body[offset + 3 : offset + 4])
            offset += size
        else:
            index, _ = _FIELD_HEAD.unpack_from(body, offset)
            tag, value, offset = _decode_compound(number, body, offset + 3, depth)
        fields.append(Field(index, tag, value))
    return Struct(tuple(fields)), offset


def _decode_compound(
    number: int, body: bytes, offset: int, depth: int
) -> tuple[Tag, Value, int]:
    if number == Tag.STRUCT:
        nested, offset = _decode_struct(body, offset, depth - 1)
        return Tag.STRUCT, nested, offset
    if number == Tag.STRUCT_ARRAY:
        count, offset = _decode_count(body, offset, _LEAST_STRUCT)
        structs = []
        for _ in range(count):
            nested, offset = _decode_struct(body, offset, depth - 1)
            structs.append(nested)
        return Tag.STRUCT_ARRAY, tuple(structs), offset
    if number == Tag.TEXT:
        count, offset = _decode_count(body, offset, 1)
        return Tag.TEXT, body[offset : offset + count], offset + count
    if Tag.BOOL_ARRAY <= number <= Tag.F64_ARRAY:
        return _decode_array(Tag(number), body, offset)
    raise Dop2Error(f"DOP2 knows no type {number}")


def _decode_array(tag: Tag, body: bytes, offset: int) -> tuple[Tag, Value, int]:
    code = _ARRAY_CODES[tag]
    size = struct.calcsize(f">{code}")
    count, offset = _decode_count(body, offset, size)
    end = offset + count * size
    if tag is Tag.BOOL_ARRAY:
        _check_bools(body[offset:end])
    return tag, struct.unpack_from(f">{count}{code}", body, offset), end


def _decode_count(body: bytes, offset: int, least_size: int) -> tuple[int, int]:
    """Read a count and refuse one that the rest of the frame cannot hold."""
    (count,) = _COUNT.unpack_from(body, offset)
    offset += _COUNT.size
    if count * least_size > len(body) - offset:
        raise Dop2Error(f"{count} DOP2 elements do not fit into the rest of the frame")
    return count, offset


def _check_bools(raw: bytes) -> None:
    """Refuse what could not be written back unchanged."""
    if raw.strip(b"\x00\x01"):
        raise Dop2Error(f"A DOP2 truth value is neither 0 nor 1: {raw.hex()}")


def encode_leaf(leaf: Leaf) -> bytes:
    """Encode a leaf, padded to whole blocks. Raises `Dop2Error` if no frame can hold it."""
    content = _encode_struct(leaf.root, MAX_DEPTH)
    length = len(content) + _HEADER.size - _COUNT.size
    try:
        header = _HEADER.pack(length, leaf.unit, leaf.attribute, leaf.idx1, leaf.idx2)
    except struct.error as err:
        raise Dop2Error(f"No DOP2 frame of {length} bytes: {err}") from err
    frame = header + content
    return frame + PADDING * (-len(frame) % BLOCK)


def _encode_struct(fields: Struct, depth: int) -> bytes:
    if not depth:
        raise Dop2Error(f"DOP2 structs are nested deeper than {MAX_DEPTH}")
    parts = [_encode_count(len(fields.fields))]
    for field in fields.fields:
        try:
            head = _FIELD_HEAD.pack(field.index, field.tag)
            parts += (head, _encode_value(field.tag, field.value, depth))
        except (struct.error, OverflowError) as err:
            raise Dop2Error(f"{field} fits into no DOP2 frame: {err}") from err
    return b"".join(parts)


def _encode_value(tag: Tag, value: Value, depth: int) -> bytes:
    match value:
        case Struct() if tag is Tag.STRUCT:
            return _encode_struct(value, depth - 1)
        case bytes() if tag is Tag.TEXT:
            return _encode_count(len(value)) + value
        case tuple() if tag is Tag.STRUCT_ARRAY:
            return _encode_count(len(value)) + b"".join(
                _encode_struct(_require_struct(nested), depth - 1) for nested in value
            )
        case tuple() if code := _ARRAY_CODES.get(tag):
            return _encode_count(len(value)) + _pack(code, value)
        case bool() | int() | float() if code := _CODES.get(tag):
            return _pack(code, (value,))
    raise Dop2Error(
        f"A DOP2 field of type {tag!r} cannot hold a {type(value).__name__}"
    )


def _pack(code: str, values: tuple[Scalar, ...] | tuple[Struct, ...]) -> bytes:
    if code == "?" and not all(isinstance(value, bool) for value in values):
        raise Dop2Error(f"DOP2 truth values are either true or false: {values}")
    return struct.pack(f">{len(values)}{code}", *values)


def _encode_count(count: int) -> bytes:
    try:
        return _COUNT.pack(count)
    except struct.error as err:
        raise Dop2Error(f"{count} elements are too many for DOP2") from err


def _require_struct(value: Scalar | Struct) -> Struct:
    if not isinstance(value, Struct):
        raise Dop2Error(f"A DOP2 array of structs cannot hold a {type(value).__name__}")
    return value
