"""Messages of a gateway's firmware that go to whoever is connected."""

import asyncio
from collections.abc import Callable, Mapping

from ..timers import Timers
from .exchange import Exchange
from .models import Firmware
from .server import GatewayServer
from .site import Site

HEARTBEAT_SECONDS = 60.0


class Pushes:
    """The cloud's messages, told to the wrong one."""

    def __init__(
        self, site: Site, exchange: Exchange, server: GatewayServer, timers: Timers
    ) -> None:
        """Send nothing yet."""
        self._exchange = exchange
        self._server = server
        self._timers = timers
        self._makers: Mapping[int, Callable[[], bytes]] = {
            0x2201: site.pushed_gateway,
            0x2202: site.pushed_heartbeat,
            0x220B: site.pushed_alarms,
            0x220C: site.pushed_readings,
        }
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, firmware: Firmware, upload_minutes: int) -> None:
        """Begin, where this firmware does that."""
        if firmware.pushes:
            self._every(HEARTBEAT_SECONDS, 0x2202)
            self._every(upload_minutes * 60.0, 0x2201, 0x220B, 0x220C)

    async def stop(self) -> None:
        """Send nothing of what is on its way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def send(self, *messages: int) -> None:
        """Send messages now, to whoever is connected."""
        session = self._server.session
        if session is None:
            return
        frames = [
            self._exchange.push(message, self._makers[message]()).frame()
            for message in messages
        ]
        task = asyncio.get_running_loop().create_task(session.send(frames))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _every(self, seconds: float, *messages: int) -> None:
        if not seconds:
            return

        def send() -> None:
            self.send(*messages)
            self._timers.after(seconds, send)

        self._timers.after(seconds, send)
