"""CoIoT messages: CoAP with three options of its own (docs/protocols/shelly-gen1.md, CoIoT)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
import json
import re
import struct
from typing import Any, Final

from .....connection.errors import ProtocolError

PORT: Final = 5683
GROUP: Final = "224.0.1.187"

_HEADER: Final = struct.Struct("!BBH")
_VERSION: Final = 1
_END_OF_OPTIONS: Final = 0xFF
_DEVICE: Final = 3332
_VALIDITY: Final = 3412
_SERIAL: Final = 3420
_NAME: Final = re.compile(
    r"([A-Z0-9-]{1,32})#([0-9A-Fa-f]{12}|[0-9A-Fa-f]{6})#(\d{1,3})"
)
_LONGEST: Final = 65507
"""What a datagram can hold."""

type CoiotValue = float | str | tuple[str, ...]


class Code(IntEnum):
    """What a message is."""

    PUSH = 30
    """0.30: status, sent by itself, periodically and on change."""
    REPLY = 69
    """2.05: the answer to a request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoiotMessage:
    """A message from a device."""

    code: Code
    model: str
    mac: str
    """12 upper-case digits; old devices send the last 6."""
    validity_seconds: float | None
    """How long the device says that this holds."""
    serial: int | None
    """Changes with the status."""
    payload: Mapping[str, Any]

    @classmethod
    def parse(cls, datagram: bytes) -> CoiotMessage:
        """Read a datagram. Raises ProtocolError for anything else than a message."""
        if not _HEADER.size <= len(datagram) <= _LONGEST:
            raise ProtocolError("the datagram has no CoAP header")
        first, code, _ = _HEADER.unpack_from(datagram)
        token_length = first & 0x0F
        if first >> 6 != _VERSION or token_length > 8:
            raise ProtocolError("the datagram is no CoAP")
        if code not in set(Code):
            raise ProtocolError(f"CoAP code {code} is none of a Shelly")
        options, payload = _split(datagram[_HEADER.size + token_length :])
        name = _NAME.fullmatch(options.get(_DEVICE, b"").decode("ascii", "replace"))
        if not name:
            raise ProtocolError("the message does not say whose it is")
        return cls(
            code=Code(code),
            model=name[1],
            mac=name[2].upper(),
            validity_seconds=_validity(options.get(_VALIDITY)),
            serial=_sixteen_bits(options.get(_SERIAL)),
            payload=_object(payload),
        )

    def is_from(self, mac: str) -> bool:
        """Whether the device has this MAC, 12 upper-case digits."""
        return mac.endswith(self.mac)

    @property
    def values(self) -> dict[int, CoiotValue]:
        """The readings by the id of their sensor; members that are none are left out."""
        members = self.payload.get("G")
        if not isinstance(members, list):
            return {}
        return {
            member[1]: _frozen(member[2])
            for member in members
            if isinstance(member, list)
            and len(member) == 3
            and type(member[1]) is int
            and _is_value(member[2])
        }


def request(resource: str) -> bytes:
    """Return the datagram that asks for `d`, the description, or `s`, the status."""
    return b"\x50\x01\x00\x0a\xb3cit\x01" + resource.encode("ascii") + b"\xff\x00"


def _split(rest: bytes) -> tuple[dict[int, bytes], bytes]:
    """Take options and payload apart. Raises ProtocolError."""
    options: dict[int, bytes] = {}
    number = 0
    while rest:
        if rest[0] == _END_OF_OPTIONS:
            return options, rest[1:]
        delta, length = rest[0] >> 4, rest[0] & 0x0F
        delta, rest = _extended(delta, rest[1:])
        length, rest = _extended(length, rest)
        if len(rest) < length:
            raise ProtocolError("an option is cut off")
        number += delta
        options[number] = rest[:length]
        rest = rest[length:]
    raise ProtocolError("the message has no payload")


def _extended(nibble: int, rest: bytes) -> tuple[int, bytes]:
    """Read a delta or a length: 13 is followed by one more byte, 14 by two."""
    match nibble:
        case 13 if rest:
            return rest[0] + 13, rest[1:]
        case 14 if len(rest) >= 2:
            return int.from_bytes(rest[:2]) + 269, rest[2:]
        case 13 | 14 | 15:
            raise ProtocolError("an option is cut off")
    return nibble, rest


def _sixteen_bits(option: bytes | None) -> int | None:
    return None if option is None or len(option) > 2 else int.from_bytes(option)


def _validity(option: bytes | None) -> float | None:
    """Return seconds: even numbers count tenths of them, odd ones four each."""
    if (value := _sixteen_bits(option)) is None:
        return None
    return value * 4 if value % 2 else value / 10


def _object(payload: bytes) -> Mapping[str, Any]:
    try:
        body = json.loads(payload.rstrip(b"\0"))
    except (ValueError, RecursionError) as err:
        raise ProtocolError("the payload is not JSON") from err
    if not isinstance(body, dict):
        raise ProtocolError("the payload is not a JSON object")
    return body


def _is_value(value: object) -> bool:
    if isinstance(value, list):
        return all(isinstance(member, str) for member in value)
    return isinstance(value, int | float | str)


def _frozen(value: Any) -> CoiotValue:
    return tuple(value) if isinstance(value, list) else value
