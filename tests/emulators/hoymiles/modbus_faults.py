"""How an emulated gateway misbehaves over Modbus."""

from collections.abc import Callable
from enum import StrEnum
import struct


class ModbusFault(StrEnum):
    """What happens to one answer."""

    HANG_UP = "hang-up"
    HANG_UP_AFTER = "hang-up-after"
    """What was asked is done, and nothing is answered."""
    SILENCE = "silence"
    HALF = "half"
    """Half an answer, then the end."""
    FOREIGN = "foreign"
    """An answer to somebody else comes first."""
    ONLY_FOREIGN = "only-foreign"
    GARBAGE = "garbage"
    WRONG_FUNCTION = "wrong-function"
    WRONG_ECHO = "wrong-echo"
    SHORT = "short"
    """An answer with two bytes less."""
    EMPTY = "empty"
    """An answer without values: the inverters are not mapped yet."""
    BUSY = "busy"
    FAILURE = "failure"
    """The exception for a broken device."""
    REFUSED = "refused"


def frame(header: bytes, answer: bytes) -> bytes:
    """Put an answer behind the header of its request."""
    return header[:4] + struct.pack(">HB", len(answer) + 1, header[6]) + answer


def _foreign(header: bytes, answer: bytes) -> bytes:
    stranger = (int.from_bytes(header[:2]) ^ 0x5555).to_bytes(2) + header[2:]
    return frame(stranger, answer[:1] + bytes(len(answer) - 1))


def _exception(code: int) -> Callable[[bytes, bytes], bytes]:
    return lambda header, answer: frame(header, bytes([answer[0] | 0x80, code]))


DAMAGE: dict[ModbusFault, Callable[[bytes, bytes], bytes]] = {
    ModbusFault.HALF: lambda header, answer: (whole := frame(header, answer))[
        : len(whole) // 2
    ],
    ModbusFault.FOREIGN: lambda header, answer: (
        _foreign(header, answer) + frame(header, answer)
    ),
    ModbusFault.ONLY_FOREIGN: lambda header, answer: _foreign(header, answer) * 20,
    ModbusFault.GARBAGE: lambda header, answer: b"HM\xa2\x11 is another protocol",
    ModbusFault.WRONG_FUNCTION: lambda header, answer: frame(
        header, bytes([answer[0] + 1]) + answer[1:]
    ),
    ModbusFault.WRONG_ECHO: lambda header, answer: frame(
        header, answer[:-1] + bytes([answer[-1] ^ 1])
    ),
    ModbusFault.SHORT: lambda header, answer: frame(header, answer[:-2]),
    ModbusFault.EMPTY: lambda header, answer: frame(header, answer[:1]),
    ModbusFault.BUSY: _exception(6),
    ModbusFault.FAILURE: _exception(4),
    ModbusFault.REFUSED: _exception(1),
}
"""Header of the request and right answer → what is sent."""
