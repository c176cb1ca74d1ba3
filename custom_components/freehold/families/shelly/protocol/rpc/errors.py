"""What a device's error codes mean (docs/protocols/shelly.md, Errors)."""

from typing import Final

from .....connection.errors import (
    CommandRefusedError,
    DeviceBusyError,
    DeviceError,
    UnsupportedError,
)
from .channel import Failed
from .frames import Call

_MESSAGE_LIMIT: Final = 120

_MEANINGS: Final[dict[int, tuple[type[DeviceError], str]]] = {
    -32601: (UnsupportedError, "the device does not know this method"),
    -32602: (CommandRefusedError, "the device does not accept the values"),
    -103: (CommandRefusedError, "the device does not accept the values"),
    -104: (DeviceBusyError, "the device did not finish in time"),
    -105: (UnsupportedError, "the device does not have this component"),
    -108: (DeviceBusyError, "the device has no memory or place left"),
    -109: (CommandRefusedError, "the device cannot do this in its present state"),
    -114: (CommandRefusedError, "the device cannot do this now"),
    404: (UnsupportedError, "the device does not know this method"),
    500: (UnsupportedError, "the device does not implement this method"),
    503: (DeviceBusyError, "the device is busy"),
}
_OTHER: Final = (CommandRefusedError, "the device reported an error")


def error_of(call: Call, failed: Failed) -> DeviceError:
    """Return the error to raise; it quotes the device unless that could repeat a secret."""
    error, meaning = _MEANINGS.get(failed.code, _OTHER)
    quote = "" if call.confidential else failed.message[:_MESSAGE_LIMIT]
    said = f"{failed.code}, {quote}" if quote else f"{failed.code}"
    return error(f"{call.method}: {meaning} ({said})")
