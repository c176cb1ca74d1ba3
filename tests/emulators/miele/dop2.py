"""DOP2 frames as a device builds them, and the little it understands of those it receives.

u16 length, unit, attribute, idx1, idx2; then a struct: u16 field count, and for each field
u16 index, u8 tag, value. All big-endian. The length counts what follows it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

_STRUCT = 16
_STRUCTS = 33
_SCALAR_SIZES = {
    1: 1,
    2: 1,
    3: 1,
    4: 1,
    5: 2,
    6: 2,
    7: 2,
    8: 4,
    9: 4,
    10: 4,
    11: 8,
    12: 8,
    13: 8,
}

VALID = 8
SETTABLE = 9


@dataclass(frozen=True, slots=True)
class Value:
    """A tag and the bytes that follow it."""

    tag: int
    data: bytes


type Fields = Mapping[int, Value]
type Scalar = Callable[[int], Value]


def _scalar(tag: int, *, signed: bool = False) -> Scalar:
    size = _SCALAR_SIZES[tag]

    def encode(number: int) -> Value:
        return Value(tag, number.to_bytes(size, signed=signed))

    return encode


boolean = _scalar(1)
u8 = _scalar(2)
i8 = _scalar(3, signed=True)
enum8 = _scalar(4)
u16 = _scalar(5)
i16 = _scalar(6, signed=True)
enum16 = _scalar(7)
u32 = _scalar(8)
i32 = _scalar(9, signed=True)
u64 = _scalar(11)


def struct(fields: Fields) -> Value:
    """Encode a struct."""
    return Value(_STRUCT, _struct_bytes(fields))


def structs(elements: Sequence[Fields]) -> Value:
    """Encode an array of structs."""
    data = b"".join(map(_struct_bytes, elements))
    return Value(_STRUCTS, len(elements).to_bytes(2) + data)


def array(scalar: Scalar, numbers: Sequence[int], length: int | None = None) -> Value:
    """Encode an array, filled up with zeros to a fixed length."""
    missing = 0 if length is None else length - len(numbers)
    values = [scalar(number) for number in (*numbers, *[0] * missing)]
    data = b"".join(value.data for value in values)
    return Value(scalar(0).tag + 16, len(values).to_bytes(2) + data)


def label(text: str, length: int, fill: str = "\0") -> Value:
    """Encode ASCII in a byte array of fixed length."""
    return array(u8, list(text.ljust(length, fill)[:length].encode("ascii")))


def annotated(scalar: Scalar, number: int | None, interpretation: int = 0) -> Value:
    """Encode {mask, value, interpretation}; None is a value that is not present."""
    return struct(
        {
            1: u8(0 if number is None else VALID),
            2: scalar(number or 0),
            3: enum8(interpretation),
        }
    )


def frame(
    unit: int, attribute: int, fields: Fields, idx1: int = 0, idx2: int = 0
) -> bytes:
    """Return a frame with its exact length and without padding."""
    header = b"".join(number.to_bytes(2) for number in (unit, attribute, idx1, idx2))
    body = header + _struct_bytes(fields)
    return len(body).to_bytes(2) + body


def read_scalars(data: bytes) -> dict[int, int]:
    """Return the scalar fields of a written frame, up to the first other field.

    The declared length is not looked at: appliances accept a wrong one.
    """
    fields: dict[int, int] = {}
    count = int.from_bytes(data[10:12])
    position = 12
    for _ in range(count):
        index = int.from_bytes(data[position : position + 2])
        size = (
            _SCALAR_SIZES.get(data[position + 2]) if position + 2 < len(data) else None
        )
        if size is None or position + 3 + size > len(data):
            break
        fields[index] = int.from_bytes(data[position + 3 : position + 3 + size])
        position += 3 + size
    return fields


def _struct_bytes(fields: Fields) -> bytes:
    encoded = (
        index.to_bytes(2) + bytes([value.tag]) + value.data
        for index, value in fields.items()
    )
    return len(fields).to_bytes(2) + b"".join(encoded)
