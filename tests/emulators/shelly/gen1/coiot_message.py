"""CoIoT messages: CoAP with options of the manufacturer's own, and JSON behind them."""

from dataclasses import dataclass
from enum import StrEnum
import json
import struct

PUSH = 30
"""Code 0.30: a status that nobody asked for."""
REPLY = 69
"""Code 2.05."""
GET = 1
DEVICE = 3332
"""`TYPE#MAC#version`."""
VALIDITY = 3412
SERIAL = 3420
_URI_PATH = 11
_NON_CONFIRMABLE = 0x50
_END_OF_OPTIONS = 0xFF
_LONGEST_TENTHS = 6553.4


class Request(StrEnum):
    """What can be asked for."""

    DESCRIPTION = "d"
    STATUS = "s"


@dataclass(frozen=True, slots=True)
class CoiotMessage:
    """One message of a device."""

    code: int
    message_id: int
    request: Request
    device: str
    validity_seconds: float
    serial: int
    payload: object


def encode(message: CoiotMessage) -> bytes:
    """Return the bytes of a message."""
    options = (
        (_URI_PATH, b"cit"),
        (_URI_PATH, message.request.value.encode()),
        (DEVICE, message.device.encode()),
        (VALIDITY, struct.pack("!H", _validity(message.validity_seconds))),
        (SERIAL, struct.pack("!H", message.serial & 0xFFFF)),
    )
    head = struct.pack(
        "!BBH", _NON_CONFIRMABLE, message.code, message.message_id & 0xFFFF
    )
    body = json.dumps(message.payload, separators=(",", ":")).encode()
    return head + _encode_options(options) + bytes([_END_OF_OPTIONS]) + body


def decode(datagram: bytes) -> CoiotMessage:
    """Read a message of a device; ValueError where it is none."""
    code, message_id, options, body = _split(datagram)
    path = options.get(_URI_PATH, [])
    raw = int.from_bytes(_one(options, VALIDITY), "big")
    return CoiotMessage(
        code=code,
        message_id=message_id,
        request=Request(path[-1].decode() if path else ""),
        device=_one(options, DEVICE).decode(),
        validity_seconds=raw * 4 if raw & 1 else raw / 10,
        serial=int.from_bytes(_one(options, SERIAL), "big"),
        payload=json.loads(body),
    )


def requested(datagram: bytes) -> tuple[Request, int] | None:
    """Return what a client asks for and its message id; None if it is no such request."""
    try:
        code, message_id, options, _ = _split(datagram)
        path = [part.decode() for part in options.get(_URI_PATH, [])]
        if code == GET and path[:1] == ["cit"] and len(path) == 2:
            return Request(path[1]), message_id
    except ValueError:
        return None
    return None


def _validity(seconds: float) -> int:
    """Even: tenths of a second; odd: units of four seconds."""
    if seconds <= _LONGEST_TENTHS:
        return round(seconds * 10) & ~1
    return min(0xFFFF, round(seconds / 4) | 1)


def _encode_options(options: tuple[tuple[int, bytes], ...]) -> bytes:
    encoded, last = b"", 0
    for option, value in options:
        delta, delta_rest = _nibble(option - last)
        length, length_rest = _nibble(len(value))
        encoded += bytes([delta << 4 | length]) + delta_rest + length_rest + value
        last = option
    return encoded


def _nibble(value: int) -> tuple[int, bytes]:
    if value < 13:
        return value, b""
    if value < 269:
        return 13, bytes([value - 13])
    return 14, struct.pack("!H", value - 269)


def _split(datagram: bytes) -> tuple[int, int, dict[int, list[bytes]], bytes]:
    if len(datagram) < 4 or datagram[0] >> 6 != 1:
        raise ValueError("not CoAP")
    code, message_id = struct.unpack("!BH", datagram[1:4])
    rest = datagram[4 + (datagram[0] & 0x0F) :]
    options: dict[int, list[bytes]] = {}
    option = 0
    while rest and rest[0] != _END_OF_OPTIONS:
        head, rest = rest[0], rest[1:]
        delta, rest = _extended(head >> 4, rest)
        length, rest = _extended(head & 0x0F, rest)
        if len(rest) < length:
            raise ValueError("option announced but absent")
        option += delta
        options.setdefault(option, []).append(rest[:length])
        rest = rest[length:]
    return code, message_id, options, rest[1:]


def _extended(value: int, rest: bytes) -> tuple[int, bytes]:
    size = {13: 1, 14: 2}.get(value, 0)
    if value == 15 or len(rest) < size:
        raise ValueError("option cut off")
    if not size:
        return value, rest
    base = 13 if size == 1 else 269
    return int.from_bytes(rest[:size], "big") + base, rest[size:]


def _one(options: dict[int, list[bytes]], option: int) -> bytes:
    if option not in options:
        raise ValueError(f"option {option} is missing")
    return options[option][0]
