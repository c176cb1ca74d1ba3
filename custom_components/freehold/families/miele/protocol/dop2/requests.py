"""The writes that Freehold knows: there is no other way to write a leaf.

Factory reset, PIN reset, "Wi-Fi off", updates and settings are not here, so no mistake
above can send them (docs/protocols/miele-dop2.md, Writes).
"""

from enum import Enum, IntEnum
from typing import Final, Self

from .paths import LeafPath

_USER_REQUEST_PATH: Final = LeafPath(2, 1583)
_POWER_PATH: Final = LeafPath(2, 1586)

# Length and unit are wrong by the book (one byte too long; 1 though the path says 2),
# but these are the bytes that ovens and dishwashers have obeyed.
_USER_REQUEST: Final = bytes.fromhex("00100001062f000000000001000107")
_POWER: Final = bytes.fromhex("000e00020632000000000001000104")

_BODY_SIZE: Final = 32


class UserRequest(IntEnum):
    """What a person could press at the panel and nobody would regret."""

    START = 1
    STOP = 2
    PAUSE = 3
    LIGHT_ON = 13
    LIGHT_OFF = 14
    SWITCH_ON = 16
    SWITCH_OFF = 19
    INTERIOR_LIGHT_ON = 12141
    INTERIOR_LIGHT_OFF = 12142


def _user_request(request: UserRequest) -> tuple[LeafPath, bytes]:
    return _USER_REQUEST_PATH, _padded(_USER_REQUEST + request.to_bytes(2))


def _power(appliance_state: int) -> tuple[LeafPath, bytes]:
    return _POWER_PATH, _padded(_POWER + appliance_state.to_bytes(1))


def _padded(body: bytes) -> bytes:
    return body.ljust(_BODY_SIZE, b" ")


class LeafWrite(Enum):
    """A write: where to and what, complete with padding."""

    START = _user_request(UserRequest.START)
    STOP = _user_request(UserRequest.STOP)
    PAUSE = _user_request(UserRequest.PAUSE)
    LIGHT_ON = _user_request(UserRequest.LIGHT_ON)
    LIGHT_OFF = _user_request(UserRequest.LIGHT_OFF)
    SWITCH_ON = _user_request(UserRequest.SWITCH_ON)
    SWITCH_OFF = _user_request(UserRequest.SWITCH_OFF)
    INTERIOR_LIGHT_ON = _user_request(UserRequest.INTERIOR_LIGHT_ON)
    INTERIOR_LIGHT_OFF = _user_request(UserRequest.INTERIOR_LIGHT_OFF)
    POWER_ON = _power(4)
    POWER_OFF = _power(1)

    @classmethod
    def of(cls, request: UserRequest) -> Self:
        """Return the write that makes a user request. Raises `ValueError` for any other number."""
        return cls[UserRequest(request).name]

    @property
    def path(self) -> LeafPath:
        """Where to write it."""
        return self.value[0]

    @property
    def body(self) -> bytes:
        """The bytes to write, before encryption."""
        return self.value[1]
