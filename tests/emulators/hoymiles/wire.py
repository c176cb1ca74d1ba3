"""Protocol buffers on the wire, without a library: varints and length-delimited fields.

It shares nothing with the client that it is asked by, so that a wrong number on one side shows.
"""

from collections.abc import Iterable, Mapping, Sequence

type Number = int | bool
type Value = Number | str | bytes | Sequence[Number] | Sequence[bytes]
"""Several numbers are packed; several byte strings are repeated."""
type Fields = Mapping[str, Value | None]
type Decoded = dict[int, list[int | bytes]]
"""Values by field number."""
type Table = Mapping[str, int]
"""Field numbers by name."""

_NEGATIVE = 1 << 64
_VARINT, _FIXED64, _DELIMITED, _FIXED32 = 0, 1, 2, 5
_FIXED_SIZES = {_FIXED64: 8, _FIXED32: 4}


class WireError(ValueError):
    """These bytes are no message."""


def encode(table: Table, fields: Fields) -> bytes:
    """Return a message: fields in the order of their numbers, those that are 0 or empty left out."""
    return b"".join(
        _field(table[name], value)
        for name, value in sorted(fields.items(), key=lambda item: table[item[0]])
        if value
    )


def decode(payload: bytes) -> Decoded:
    """Return the values by field number. Raises WireError."""
    fields: Decoded = {}
    at = 0
    while at < len(payload):
        key, at = read_varint(payload, at)
        value: int | bytes
        if key & 7 == _VARINT:
            value, at = read_varint(payload, at)
        else:
            if key & 7 == _DELIMITED:
                size, at = read_varint(payload, at)
            elif (size := _FIXED_SIZES.get(key & 7, -1)) < 0:
                raise WireError(f"wire type {key & 7}")
            value, at = payload[at : at + size], at + size
            if at > len(payload):
                raise WireError("a field is longer than the message")
        fields.setdefault(key >> 3, []).append(value)
    return fields


def number(fields: Decoded, field: int) -> int:
    """Return a number; 0 where it is absent, or something else."""
    value = fields.get(field, [0])[-1]
    return value if isinstance(value, int) else 0


def content(fields: Decoded, field: int) -> bytes:
    """Return a text or message; empty where it is absent, or something else."""
    value = fields.get(field, [b""])[-1]
    return value if isinstance(value, bytes) else b""


def unpack(packed: bytes) -> list[int]:
    """Return the numbers of a packed field. Raises WireError."""
    values, at = [], 0
    while at < len(packed):
        value, at = read_varint(packed, at)
        values.append(value)
    return values


def read_varint(payload: bytes, at: int) -> tuple[int, int]:
    """Return a signed number, and where the next thing begins. Raises WireError."""
    value = shift = 0
    while True:
        if at >= len(payload) or shift > 63:
            raise WireError("a number does not end")
        byte = payload[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            value %= _NEGATIVE
            return value - _NEGATIVE if value >> 63 else value, at


def varint(value: int) -> bytes:
    """Return a number as it is written; a negative one takes ten bytes."""
    value %= _NEGATIVE
    written = bytearray()
    while value > 0x7F:
        written.append(value & 0x7F | 0x80)
        value >>= 7
    written.append(value)
    return bytes(written)


def _field(field: int, value: Value | None) -> bytes:
    if isinstance(value, int):
        return varint(field << 3 | _VARINT) + varint(value)
    if isinstance(value, str):
        return _delimited(field, value.encode())
    if isinstance(value, bytes):
        return _delimited(field, value)
    items: Iterable[int | bytes] = value or ()
    packed = b"".join(varint(item) for item in items if isinstance(item, int))
    messages = [item for item in items if isinstance(item, bytes)]
    return (_delimited(field, packed) if packed else b"") + b"".join(
        _delimited(field, message) for message in messages
    )


def _delimited(field: int, inside: bytes) -> bytes:
    return varint(field << 3 | _DELIMITED) + varint(len(inside)) + inside
