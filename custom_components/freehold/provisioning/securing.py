"""The words in which a request to close a device, and what was found open, are written.

In the details of a request, `door: off` closes a door, and `lock: keep` leaves the password as
it is. In the details of an identity, every door that a device has is `on` or `off`, and
`opened_by` names the credential that opens the device, empty if it is open to everybody.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Door(StrEnum):
    """A way into a device, or out of it, beside its password."""

    ACCESS_POINT = "access_point"
    """A network of its own that asks for no password."""
    BLUETOOTH = "bluetooth"
    """Commands over Bluetooth, which ask for no password."""
    CLOUD = "cloud"
    """The cloud of its maker. Many like it: it is closed only on request."""


USUALLY_CLOSED: Final = (Door.ACCESS_POINT, Door.BLUETOOTH)
"""What is closed where nobody chose: what lets strangers in."""

ON: Final = "on"
OFF: Final = "off"

# Not "password": many have that word for their password, and no journal holds a password.
LOCK: Final = "lock"
KEEP: Final = "keep"
OPENED_BY: Final = "opened_by"
SLEEPS: Final = "sleeps"
"""`yes`, in the details of a request: a healthy device may be silent."""


def open_doors(details: Mapping[str, str]) -> list[Door]:
    """Return what stands open, by the details of an identity."""
    return [door for door in Door if details.get(door) == ON]


def to_be_closed(wanted: Mapping[str, str], found: Mapping[str, str]) -> list[Door]:
    """Return what a request closes of what was found open."""
    return [door for door in open_doors(found) if wanted.get(door) == OFF]
