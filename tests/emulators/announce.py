"""mDNS that stays on this machine: the sockets' multicast TTL is 0."""

import socket

from zeroconf import IPVersion
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

_NO_HOPS = 0


class Announcer:
    """Announces emulated devices to programs on the same host, Home Assistant among them."""

    def __init__(self) -> None:
        """Announce nothing yet."""
        self._zeroconf: AsyncZeroconf | None = None
        self._published: dict[str, AsyncServiceInfo] = {}

    async def start(self) -> None:
        """Open the sockets and keep what they send from leaving the host."""
        self._zeroconf = AsyncZeroconf(ip_version=IPVersion.V4Only)
        await self._zeroconf.zeroconf.async_wait_for_start()
        for sender in self._zeroconf.zeroconf.engine.senders:
            sender.transport.get_extra_info("socket").setsockopt(
                socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, _NO_HOPS
            )

    async def stop(self) -> None:
        """Say goodbye for everything."""
        zeroconf, self._zeroconf = self._zeroconf, None
        self._published.clear()
        if zeroconf is not None:
            await zeroconf.async_unregister_all_services()
            await zeroconf.async_close()

    async def publish(self, key: str, info: AsyncServiceInfo) -> None:
        """Announce a device, or what has changed about it. A taken name gets a number."""
        if self._zeroconf is None:
            raise RuntimeError("the announcer was not started")
        if known := self._published.get(key):
            info.name = known.name
            await self._zeroconf.async_update_service(info)
        else:
            await self._zeroconf.async_register_service(info, allow_name_change=True)
        self._published[key] = info

    async def withdraw(self, key: str) -> None:
        """Say that a device is gone."""
        if self._zeroconf is not None and (info := self._published.pop(key, None)):
            await self._zeroconf.async_unregister_service(info)
