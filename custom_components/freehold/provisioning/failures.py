"""What can go wrong in a job on the home network, and what is done about it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ..connection.errors import (
    AuthenticationError,
    CommandRefusedError,
    ConnectionLostError,
    DeviceBusyError,
    DeviceError,
    DeviceResetError,
    DeviceSleepError,
    ProtocolError,
    ReconnectionError,
    UnsupportedError,
    WrongDeviceError,
)


class Group(StrEnum):
    """Where a failure lies."""

    IDENTITY = "identity"
    INPUT = "input"
    LINK = "link"
    WRITE = "write"
    CONFIRM = "confirm"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Failure:
    """What follows from a failure code."""

    group: Group
    retries: int = 0
    """How often the same is tried again by itself, where that is safe."""
    asks_user: bool = False
    """A person can remove the cause, and then the job goes on."""

    @property
    def validates(self) -> bool:
        """Before anything was written, it ends the job as not valid."""
        return self.group in (Group.IDENTITY, Group.INPUT)


FAILURES: Final[dict[str, Failure]] = {
    "wrong_device": Failure(Group.IDENTITY),
    "owned_by_other": Failure(Group.IDENTITY),
    "unsupported_device": Failure(Group.IDENTITY),
    "needs_cloud_tan": Failure(Group.IDENTITY, asks_user=True),
    "confirm_identity": Failure(Group.IDENTITY, asks_user=True),
    "job_running": Failure(Group.IDENTITY),
    "precheck_failed": Failure(Group.INPUT),
    "credential_missing": Failure(Group.INPUT),
    "user_silent": Failure(Group.INPUT),
    "link_unavailable": Failure(Group.LINK),
    "device_unreachable": Failure(Group.LINK, retries=3),
    "device_busy": Failure(Group.LINK, retries=3),
    "device_asleep": Failure(Group.LINK, asks_user=True),
    "protocol_error": Failure(Group.LINK, retries=1),
    "not_authenticated": Failure(Group.IDENTITY),
    "device_rejected": Failure(Group.WRITE),
    "device_already_keyed": Failure(Group.WRITE),
    "restart_required": Failure(Group.WRITE),
    "window_closed": Failure(Group.WRITE, asks_user=True),
    "write_unknown": Failure(Group.WRITE),
    "undo_failed": Failure(Group.WRITE),
    "cancelled": Failure(Group.WRITE),
    "not_confirmed": Failure(Group.CONFIRM),
    "confirm_auth_failed": Failure(Group.CONFIRM),
    "confirm_identity_mismatch": Failure(Group.CONFIRM),
    "interrupted": Failure(Group.SYSTEM),
    "restored": Failure(Group.SYSTEM),
    "too_old": Failure(Group.SYSTEM),
    "strategy_changed": Failure(Group.SYSTEM),
    "journal_unwritable": Failure(Group.SYSTEM),
    "vault_unwritable": Failure(Group.SYSTEM),
    "internal_error": Failure(Group.SYSTEM),
}

_DEVICE_ERRORS: Final[dict[type[DeviceError], str]] = {
    ConnectionLostError: "device_unreachable",
    ReconnectionError: "device_unreachable",
    DeviceBusyError: "device_busy",
    DeviceSleepError: "device_asleep",
    AuthenticationError: "not_authenticated",
    DeviceResetError: "not_authenticated",
    WrongDeviceError: "wrong_device",
    ProtocolError: "protocol_error",
    CommandRefusedError: "device_rejected",
    UnsupportedError: "unsupported_device",
    DeviceError: "protocol_error",
}


def recovery_key(code: str) -> str:
    """Return the translation key of the text that says what a user can do."""
    return f"provisioning_{code}"


def code_of(error: DeviceError) -> str:
    """Return what an error of a client means for a job."""
    return next(
        _DEVICE_ERRORS[kind] for kind in type(error).__mro__ if kind in _DEVICE_ERRORS
    )
