"""The errors that leave a protocol client: one tree, each says what a user can do.

`key` is the translation key of the same error at Home Assistant's face, `recovery` the
sentence for places without translations (a log, a script). Texts never hold a secret.
"""

from typing import ClassVar


class DeviceError(Exception):
    """Something went wrong between us and a device."""

    key: str = "device_error"
    recovery: ClassVar[str] = "Try again; download diagnostics if it stays."


class ConnectionLostError(DeviceError):
    """The device could not be reached, hung up or stayed silent."""

    key = "connection_lost"
    recovery = "Check that the device has power and is on this network."


class ReconnectionError(DeviceError):
    """Reconnecting failed too often; nothing is sent for a while."""

    key = "reconnection_failed"
    recovery = "Freehold tries again by itself; check the device's power and network."

    def __init__(self, message: str, *, retry_after: float, key: str) -> None:
        """Remember after how many seconds the next attempt is allowed.

        `key` is that of the last failure, if its kind told more than that there was no answer.
        """
        super().__init__(message)
        self.retry_after = retry_after
        self.key = key


class DeviceBusyError(DeviceError):
    """The device asked to be left alone for a moment."""

    key = "device_busy"
    recovery = "Wait a moment and try again."

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        """Remember after how many seconds asking again makes sense, if that is known."""
        super().__init__(message)
        self.retry_after = retry_after


class DeviceSleepError(DeviceError):
    """The device sleeps and cannot do this before it is woken."""

    key = "device_asleep"
    recovery = "Wake the device, then try again."


class AuthenticationError(DeviceError):
    """The device does not accept our credentials."""

    key = "authentication_failed"
    recovery = "Enter the credentials that the device holds."


class DeviceResetError(DeviceError):
    """The device forgot its configuration."""

    key = "device_reset"
    recovery = "Set the device up again."


class ProtocolError(DeviceError):
    """The answer was malformed, or it could not be verified."""

    key = "protocol_error"
    recovery = "Try again; download diagnostics if it stays."


class DoubtedRefusalError(ProtocolError):
    """The device refuses our credentials, and may only be waking up."""

    key = "refusal_doubted"
    recovery = "Nothing to do: Freehold asks once more before it believes that."


class WrongDeviceError(ProtocolError):
    """Another device answers at the address."""

    key = "wrong_device"
    recovery = "Reconfigure the device with its present address."


class CommandRefusedError(DeviceError):
    """The device understood a command and refused it."""

    key = "command_refused"
    recovery = "Check at the device whether remote control is allowed."


class WrongMomentError(CommandRefusedError):
    """The command cannot be given now; nothing was sent. `key` says why."""

    def __init__(self, message: str, key: str) -> None:
        """Name the reason by its translation key."""
        super().__init__(message)
        self.key = key


class UnsupportedError(DeviceError):
    """This device, or its firmware, cannot do this."""

    key = "unsupported"
    recovery = "Nothing to do: the device does not offer this."
