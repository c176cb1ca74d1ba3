"""How a device can be reached at the moment."""

import asyncio

from aiohttp import web

from ...announce import Announcer
from . import tls
from .announcement import services
from .listener import Listener
from .machine import Machine
from .outbound import Outbound
from .server import Site


class Network:
    """Listening, dialling out, and announcing. What is shut is shut at once; opening takes a turn."""

    def __init__(
        self,
        site: Site,
        machine: Machine,
        outbound: Outbound,
        address: tuple[str, int, int],
        announcer: Announcer | None,
    ) -> None:
        """Be unreachable at this host, port and port for TLS."""
        host, port, tls_port = address
        self._site = site
        self._machine = machine
        self._outbound = outbound
        self.plain = Listener(self._handle, host, port)
        self.secure = Listener(self._handle, host, tls_port, tls.context)
        self._announcer = announcer
        self._announced: set[str] = set()
        self._wanted = False
        self._opening: asyncio.Task[None] | None = None

    @property
    def is_open(self) -> bool:
        """Return whether it takes connections."""
        return self.plain.is_open

    def open(self) -> None:
        """Be reachable soon; `settled` tells when."""
        self._wanted = True
        if self._opening is None or self._opening.done():
            self._opening = asyncio.get_running_loop().create_task(self._open())

    def cut(self) -> None:
        """Be unreachable at once, without a goodbye."""
        self._wanted = False
        self._outbound.hang_up()
        self.plain.cut()
        self.secure.cut()

    async def settled(self) -> None:
        """Wait until it is as it should be."""
        if self._opening is not None:
            await self._opening

    async def close(self) -> None:
        """Be unreachable for good, and say goodbye."""
        await self.settled()
        self.cut()
        await self._outbound.close()
        await self.plain.close()
        await self.secure.close()
        if self._announcer is not None:
            for name in self._announced:
                await self._announcer.withdraw(name)
        self._announced.clear()

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        return await self._site.handle(request)

    async def _open(self) -> None:
        device = self._machine.sys.config["device"]
        secured = bool(device.get("enhanced_security"))
        await self.plain.open()
        if secured:
            await self.secure.open()
        else:
            self.secure.cut()
        self._site.tls_port = self.secure.port if secured else None
        if not self._wanted:
            self.cut()
            return
        ws = self._machine.components.get("ws")
        if ws is not None and not self._outbound.dialling:
            self._outbound.dial(ws)
        await self._announce()

    async def _announce(self) -> None:
        if self._announcer is None or not self._machine.wifi.joined:
            return
        infos = services(self._machine, self.plain.host, self.plain.port)
        for key in self._announced - infos.keys():
            await self._announcer.withdraw(key)
        for key, info in infos.items():
            await self._announcer.publish(key, info)
        self._announced = set(infos)
