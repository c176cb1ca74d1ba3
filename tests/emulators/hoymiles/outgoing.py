"""From an answer to what goes over the wire, with everything that can go wrong there."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from itertools import pairwise
import struct

from .faults import Fault
from .frames import HEAD_SIZE, build

GARBAGE = b"\x00\x17HM\x00\x00HM\xa2\x11\x00\x01\x00\x00\x00\x03AT+OK\r\n"
"""Two magics; the second one begins a frame that is shorter than its head."""
MALFORMED = b"\x0a\xff\xff\xff\xff\x0f"
_LENGTH_AT = 8
_WRONG_ID_STEP = 0x10
_FOREIGN_STEP = 902
_LENGTHS: dict[Fault, Callable[[int], int]] = {
    Fault.LENGTH_SMALL: lambda length: max(HEAD_SIZE, length // 2),
    Fault.LENGTH_HUGE: lambda length: length + 0x4000,
    Fault.LENGTH_NEGATIVE: lambda length: -length & 0xFFFF,
    Fault.LENGTH_NONE: lambda length: 3,
}


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message that is about to be sent."""

    id: int
    sequence: int
    payload: bytes
    seed: bytes | None = None
    """None: in clear."""

    def frame(self) -> bytes:
        """Return it as it should be."""
        return build(self.id, self.sequence, self.payload, self.seed)


def distort(message: Outgoing, faults: Collection[Fault]) -> bytes:
    """Return a frame with all that is ordered to be wrong with it."""
    if Fault.EMPTY in faults:
        message = replace(message, payload=b"")
    if Fault.MALFORMED in faults:
        message = replace(message, payload=MALFORMED)
    if Fault.WRONG_ID in faults:
        message = replace(message, id=message.id ^ _WRONG_ID_STEP)
    if Fault.FOREIGN_SEQUENCE in faults:
        message = replace(message, sequence=message.sequence + _FOREIGN_STEP & 0xFFFF)
    if Fault.WRONG_KEY in faults and message.seed is not None:
        message = replace(message, seed=message.seed[::-1])
    frame = bytearray(message.frame())
    if Fault.BAD_CRC in faults:
        frame[_LENGTH_AT - 1] ^= 1
    for fault, lie in _LENGTHS.items():
        if fault in faults:
            (length,) = struct.unpack_from(">H", frame, _LENGTH_AT)
            struct.pack_into(">H", frame, _LENGTH_AT, lie(length))
    return bytes(frame)


def split(frame: bytes, ends: Collection[int]) -> list[bytes]:
    """Return pieces that end there."""
    places = [0, *sorted(end for end in ends if 0 < end < len(frame)), len(frame)]
    return [frame[start:end] for start, end in pairwise(places)]
