"""Being there, or not: sockets and announcement follow the state of the device."""

import asyncio
from collections.abc import Callable

from zeroconf.asyncio import AsyncServiceInfo

from ...announce import Announcer
from .coiot import Coiot
from .server import DeviceServer


class Presence:
    """Both sockets at one address; ports are kept for life once they are known."""

    def __init__(
        self,
        server: DeviceServer,
        coiot: Coiot,
        announcer: Announcer | None,
        *,
        host: str,
        port: int,
        coiot_port: int,
    ) -> None:
        """Be nowhere yet."""
        self._server = server
        self._coiot = coiot
        self._announcer = announcer
        self._hears = False
        self._following = asyncio.Lock()
        self.host = host
        self.port = port
        self.coiot_port = coiot_port

    async def follow(
        self,
        on_air: Callable[[], bool],
        refuses: Callable[[], bool],
        info: Callable[[], AsyncServiceInfo | None],
    ) -> None:
        """Listen and announce where the device is on air; asked when it is this one's turn."""
        async with self._following:
            takes = on_air() and not refuses()
            if takes and not self._server.listening:
                self.port = await self._server.start(self.host, self.port)
            elif not takes and self._server.listening:
                await self._server.stop()
            # Home Assistant asks at once when a push tells that a device is awake.
            await self._follow_coiot(on_air=on_air())
            if self._announcer is not None and on_air() and (known := info()):
                await self._announcer.publish(str(id(self)), known)

    async def withdraw(self) -> None:
        """Take the announcement back."""
        if self._announcer is not None:
            await self._announcer.withdraw(str(id(self)))

    async def _follow_coiot(self, *, on_air: bool) -> None:
        if on_air and not self._hears:
            self.coiot_port = await self._coiot.start(self.host, self.coiot_port)
            self._hears = True
            self._coiot.push()
        elif not on_air and self._hears:
            self._hears = False
            self._coiot.stop()
