"""What of a device is read, and when."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from ....connection.errors import DeviceError
from ..protocol.rpc.client import RpcClient
from ..protocol.rpc.components import ComponentKey
from ..protocol.rpc.inventory import read_components, read_inventory, read_status
from ..protocol.rpc.status import parse_status
from .knowledge import Knowledge

RESYNC: Final = 600.0
"""Seconds. A push may get lost, and signal strength is never pushed."""

_NAMESPACES: Final = {"sys": "Sys", "cover": "Cover"}


class Reader:
    """Reads no more than is due, and hands it to what is known of the device."""

    def __init__(self, known: Knowledge, clock: Callable[[], float]) -> None:
        """Begin with everything."""
        self._known = known
        self._clock = clock
        self._status_read_at = clock()
        self.everything_due = True
        self.status_due = True
        self.in_doubt = False
        """A push crossed the last whole status: which of the two is newer is not known."""

    async def read(self, client: RpcClient) -> None:
        """Read what is due. Raises DeviceError."""
        before = client.info
        if not client.is_push_open and not self.everything_due:
            await client.identify()
        if before is not None and client.info is not None:
            self.everything_due |= before.firmware_id != client.info.firmware_id
        if not self.everything_due:
            await self._read_status(client)
        if self.everything_due or self._known.is_outdated:
            await self.read_everything(client)

    async def read_everything(self, client: RpcClient) -> None:
        """Read what the device is, is set to, does and can. Raises DeviceError."""
        # What changes while it is read has to be read again.
        self.everything_due = False
        try:
            inventory = await read_inventory(client)
            if self._known.is_of_other_firmware(inventory.info):
                # Methods may be those remembered from before an update.
                methods = await client.read_methods()
                inventory = replace(inventory, methods=methods)
            self._known.take_inventory(inventory)
        except DeviceError:
            self.everything_due = True
            raise
        self.status_due = self.in_doubt = False
        self._status_read_at = self._clock()

    async def read_components(self, client: RpcClient, keys: Iterable[str]) -> None:
        """Read the status of some components. Raises DeviceError."""
        for key in keys:
            component = ComponentKey.parse(key)
            params = None if component.id is None else {"id": component.id}
            method = f"{_NAMESPACES[component.type]}.GetStatus"
            status = parse_status({key: await client.read(method, params)})
            self._known.take_components(status)

    async def _read_status(self, client: RpcClient) -> None:
        """Read all of it, or the little that is never pushed."""
        is_pushed = client.is_push_open and not self.status_due and not self.in_doubt
        if is_pushed and self._clock() - self._status_read_at < RESYNC:
            return await self.read_components(client, ["sys"])
        before = self._known.status
        status = dict(await read_status(client))
        if self._known.has_dynamic and client.supports("Shelly.GetComponents"):
            listed = await read_components(
                client, include=["status"], dynamic_only=True
            )
            status |= {str(k): c.status for k, c in listed.components.items()}
        self.in_doubt = not self.in_doubt and self._known.status is not before
        self.status_due = False
        self._status_read_at = self._clock()
        assert client.info
        return self._known.take_status(client.info, status)
