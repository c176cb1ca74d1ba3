"""A device context to decode: the longest leaf that is read again and again."""

from collections.abc import Iterator
import os
from pathlib import Path

from custom_components.freehold.families.miele.protocol.dop2.frame import (
    Field,
    Leaf,
    Struct,
    Tag,
    encode_leaf,
)

SIZE = 1346
"""Bytes of a washer-dryer's context, padding aside."""

RECORDING = (
    Path(
        os.environ.get("FREEHOLD_FIXTURES")
        or Path(__file__).parents[3] / "shared" / "fixtures"
    )
    / "miele"
    / "dop2"
    / "wtw870_2_1585.hex"
)

CENSUS = {
    Tag.U8: 84,
    Tag.E8: 64,
    Tag.U16: 31,
    Tag.U32: 19,
    Tag.BOOL: 18,
    Tag.E16: 3,
    Tag.I8: 2,
}
"""The scalars in the recording; around them are 61 structs and two arrays."""

_SMALL_STRUCTS = 58
_LARGE_STRUCTS = 3
_LIST = (0x1234,) * 20


def device_context() -> tuple[bytes, str]:
    """Return a frame and where it comes from."""
    if RECORDING.is_file():
        return bytes.fromhex(RECORDING.read_text().strip()), "recorded"
    return built(), "built"


def built() -> bytes:
    """Build a frame with as many fields of each type as the recorded one, equally deep."""
    scalars = list(_scalars())
    elements = 2
    small = [
        Struct(
            tuple(Field(at, tag, True if tag is Tag.BOOL else 1) for at, tag in part)
        )
        for part in (
            list(enumerate(scalars[first :: _SMALL_STRUCTS + elements], start=1))
            for first in range(_SMALL_STRUCTS + elements)
        )
    ]
    array = Field(99, Tag.STRUCT_ARRAY, tuple(small[:elements]))
    large = [
        [
            Field(at, Tag.STRUCT, struct)
            for at, struct in enumerate(small[elements + first :: _LARGE_STRUCTS], 1)
        ]
        for first in range(_LARGE_STRUCTS)
    ]
    large[0].append(array)
    root = Struct(
        (
            *(
                Field(at, Tag.STRUCT, Struct(tuple(fields)))
                for at, fields in enumerate(large, start=5)
            ),
            Field(9, Tag.E16_ARRAY, _LIST),
        )
    )
    return encode_leaf(Leaf(2, 1585, 0, 0, root))[:SIZE]


def _scalars() -> Iterator[Tag]:
    """Deal the types of the census out evenly, as a real frame mixes them."""
    dealt = sorted(
        ((number + 0.5) / count, tag)
        for tag, count in CENSUS.items()
        for number in range(count)
    )
    return (tag for _, tag in dealt)
