"""Frames of Modbus TCP. Pure (docs/protocols/hoymiles-modbus.md, Frames)."""

from enum import IntEnum
import struct
from typing import Final

from .....connection.errors import DeviceBusyError, ProtocolError
from ..errors import GatewayRefusedError

HEADER: Final = struct.Struct(">HHHB")
"""Transaction, protocol, length of what follows, unit: the unit counts as following."""

_UNIT: Final = 1
_LONGEST: Final = 254
"""What Modbus allows to follow, unit included."""
_EXCEPTION: Final = 0x80
_BUSY: Final = (5, 6)
"""Exceptions: accepted and not done yet, busy."""


class Function(IntEnum):
    """What this client asks for."""

    READ_COILS = 1
    READ_REGISTERS = 3
    WRITE_COIL = 5
    WRITE_REGISTER = 6


class ModbusRefusalError(GatewayRefusedError):
    """The gateway answered a request with an exception."""

    def __init__(self, function: Function, code: int) -> None:
        """Remember the exception's code."""
        super().__init__(f"function {function:#04x} is refused with exception {code}")
        self.code = code

    @property
    def is_unknown(self) -> bool:
        """There is no such function, address or value."""
        return self.code in (1, 2, 3)


def request(transaction: int, function: Function, address: int, word: int) -> bytes:
    """Make a request. All functions used here take an address and one more word."""
    pdu = struct.pack(">BHH", function, address, word)
    return HEADER.pack(transaction, 0, len(pdu) + 1, _UNIT) + pdu


def parse_header(header: bytes) -> tuple[int, int]:
    """Return the transaction, and how many bytes of its answer follow."""
    transaction, protocol, length, _ = HEADER.unpack(header)
    if protocol or not 2 <= length <= _LONGEST:
        raise ProtocolError("the answer is not Modbus TCP")
    return transaction, length - 1


def parse_answer(function: Function, answer: bytes) -> bytes:
    """Return what follows the function in an answer to it.

    Raises ModbusRefusalError or DeviceBusyError if the gateway says so.
    """
    if answer[0] == function:
        return answer[1:]
    if answer[0] != function | _EXCEPTION or len(answer) != 2:
        raise ProtocolError(f"the answer is not to function {function:#04x}")
    if answer[1] in _BUSY:
        raise DeviceBusyError("the gateway is busy")
    raise ModbusRefusalError(function, answer[1])


def parse_values(function: Function, answer: bytes, size: int) -> bytes:
    """Return at least `size` bytes of values out of an answer to a read.

    The byte count is not looked at: some firmware writes there what it likes. The header told
    the length.
    """
    values = parse_answer(function, answer)[1:]
    if not values:
        raise DeviceBusyError("the gateway does not know its inverters yet")
    if len(values) < size:
        raise ProtocolError(f"{len(values)} bytes of {size} were told")
    return values
