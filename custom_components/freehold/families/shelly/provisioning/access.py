"""What securing needs of a device that has let us in, whatever protocol it speaks."""

from collections.abc import Mapping
from typing import Protocol

from ....provisioning.securing import Door


class Access(Protocol):
    """One device, opened with one password or with none. Methods raise `DeviceError`."""

    async def accepts(self) -> bool:
        """Tell whether the password is the right one. Costs one failed attempt if it is not."""

    async def doors(self) -> Mapping[Door, bool]:
        """Return the doors that it has, and whether they are open."""

    async def set_door(self, door: Door, *, is_open: bool) -> bool:
        """Open or close a door; tell whether that takes a restart."""

    async def set_password(self, password: str | None) -> None:
        """Set, change or take away the password. Proven, or ConnectionLostError."""
