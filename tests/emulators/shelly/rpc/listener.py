"""The sockets a device listens on; they can be shut at once, as by a loss of power."""

import asyncio
from collections.abc import Awaitable, Callable
import ssl

from aiohttp import web


class Listener:
    """One address and port. It keeps the port once it has one."""

    def __init__(
        self,
        handle: Callable[[web.BaseRequest], Awaitable[web.StreamResponse]],
        host: str,
        port: int,
        tls: Callable[[], ssl.SSLContext] | None = None,
    ) -> None:
        """Answer this way."""
        self.host = host
        self.port = port
        self._tls = tls
        self._protocols = web.Server(handle, handler_cancellation=True, access_log=None)
        self._server: asyncio.Server | None = None

    @property
    def is_open(self) -> bool:
        """Return whether it takes connections."""
        return self._server is not None

    async def open(self) -> None:
        """Take connections."""
        if self._server is None:
            self._server = await asyncio.get_running_loop().create_server(
                self._protocols,
                self.host,
                self.port,
                ssl=self._tls() if self._tls else None,
            )
            self.port = self._server.sockets[0].getsockname()[1]

    def cut(self) -> None:
        """Refuse connections, and cut the open ones."""
        server, self._server = self._server, None
        if server is not None:
            server.close()
            server.abort_clients()

    async def close(self) -> None:
        """Cut everything and wait until nobody is being answered."""
        self.cut()
        await self._protocols.shutdown(0.1)
