"""The WebSocket that a device opens itself, to a server its user has chosen."""

import asyncio
from collections.abc import Callable
import contextlib
from ipaddress import ip_address

from aiohttp import ClientError, ClientSession, ClientWebSocketResponse
from yarl import URL

from .board import Json
from .channels import Channel, Channels
from .component import Component
from .frames import dump
from .request_log import Transport

_RETRY_SECONDS = 5.0
SRC = "ws"


class Outbound:
    """Dials, tells everything, then answers and pushes as on any channel; needs no password."""

    def __init__(
        self,
        channels: Channels,
        src: Callable[[], str],
        full_status: Callable[[], Json],
        retry_seconds: float = _RETRY_SECONDS,
    ) -> None:
        """Do not dial yet; the pause between attempts is in our seconds."""
        self._channels = channels
        self._src = src
        self._full_status = full_status
        self._retry_seconds = retry_seconds
        self._task: asyncio.Task[None] | None = None

    @property
    def dialling(self) -> bool:
        """Return whether it is connected or tries to be."""
        return self._task is not None and not self._task.done()

    def dial(self, component: Component) -> None:
        """Connect to the server in the configuration of `ws`, if it is enabled."""
        self.hang_up()
        server = component.config.get("server")
        if component.config.get("enable") and server and _is_here(server):
            self._task = asyncio.create_task(self._keep(component, server))

    def hang_up(self) -> None:
        """End the connection and dial no more."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()

    async def close(self) -> None:
        """Hang up and wait for it."""
        task = self._task
        self.hang_up()
        if task is not None:
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _keep(self, component: Component, server: str) -> None:
        async with ClientSession() as session:
            while True:
                with contextlib.suppress(ClientError, OSError):
                    async with session.ws_connect(server, ssl=False) as socket:
                        component.state["connected"] = True
                        await self._serve(socket)
                component.state["connected"] = False
                await asyncio.sleep(self._retry_seconds)

    async def _serve(self, socket: ClientWebSocketResponse) -> None:
        channel = Channel(socket.send_str, self.hang_up)
        channel.src = SRC
        channel.push(
            dump(
                {
                    "src": self._src(),
                    "dst": SRC,
                    "method": "NotifyFullStatus",
                    "params": self._full_status(),
                }
            )
        )
        await self._channels.serve(channel, socket.receive, Transport.OUTBOUND)


def _is_here(server: str) -> bool:
    """Return whether the server is on this machine; recorded dumps name those of strangers."""
    host = URL(server).host or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
