"""Securing devices of generation 1.

Their access point is on only while they are on no other network (docs/protocols/shelly-gen1.md),
so that closing it could only lock us out; and none of them is commanded over Bluetooth.
"""

from collections.abc import Mapping
from typing import override

from ....connection.errors import AuthenticationError
from ....provisioning.securing import Door
from ..protocol.gen1.client import Gen1Client
from .access import Access


class Gen1Access(Access):
    """Asks and writes by HTTP requests with queries."""

    def __init__(self, client: Gen1Client) -> None:
        """Take a client that knows the MAC of its device."""
        self._client = client

    @override
    async def accepts(self) -> bool:
        try:
            await self._client.settings()
        except AuthenticationError:
            return False
        return True

    @override
    async def doors(self) -> Mapping[Door, bool]:
        cloud = await self._client.read_settings("cloud")
        return {Door.CLOUD: cloud.get("enabled") is True}

    @override
    async def set_door(self, door: Door, *, is_open: bool) -> bool:
        assert door is Door.CLOUD, "it has no other"
        await self._client.set_cloud(enabled=is_open)
        return False

    @override
    async def set_password(self, password: str | None) -> None:
        await self._client.set_login(password)
