"""The one listener for the pushes of all Gen1 devices, beside Home Assistant's own integration.

Of two programs on port 5683 only one gets what devices send to this machine
(docs/protocols/shelly-gen1.md, CoIoT). So the port is taken only once it is known that Home
Assistant's own integration has no devices, and given away as soon as it has.
"""

import asyncio
from collections.abc import Callable
from typing import Final

from ..protocol.gen1.coiot import PORT, CoiotMessage
from ..protocol.gen1.coiot_listener import CoiotListener, Subscription

type MakeListener = Callable[[Callable[[], bool]], CoiotListener]

DEFAULT_PERIOD: Final = 15.0
"""Seconds between two pushes, as devices leave the factory."""


class CoiotHub:
    """Shared by all devices of the family."""

    def __init__(
        self,
        make_listener: MakeListener = lambda allowed: CoiotListener(allowed=allowed),
    ) -> None:
        """Listen nowhere yet. The listener belongs to the loop in which it is first used."""
        self._make_listener = make_listener
        self._core_present = True
        self._listener: CoiotListener | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._refreshing: set[asyncio.Task[None]] = set()

    @property
    def address(self) -> tuple[str, int] | None:
        """Where it listens; None while it does not."""
        return self._listener.address if self._listener else None

    @property
    def strangers(self) -> int:
        """Datagrams that were of nobody who is listened to."""
        return self._listener.strangers if self._listener else 0

    def core_changed(self, *, present: bool) -> None:
        """Give the port away to Home Assistant's own integration, or take it over."""
        if present == self._core_present:
            return
        self._core_present = present
        if self._listener is None:
            return
        listener = self._of_this_loop()
        if present:
            listener.release()
        task = asyncio.get_running_loop().create_task(listener.refresh())
        self._refreshing.add(task)
        task.add_done_callback(self._refreshing.discard)

    async def subscribe(
        self, mac: str, deliver: Callable[[CoiotMessage], None], *, period: float
    ) -> Subscription:
        """Hear a device, 12 upper-case digits, whose pushes are due every `period` seconds."""
        return await self._of_this_loop().subscribe(mac, deliver, period=period)

    def ask(self, resource: str, host: str, port: int = PORT) -> None:
        """Ask a device for `d` or `s`; the answer comes as a message, if it comes."""
        self._of_this_loop().ask(resource, host, port)

    def _of_this_loop(self) -> CoiotListener:
        loop = asyncio.get_running_loop()
        if self._listener is None or self._loop is not loop:
            self._loop = loop
            self._listener = self._make_listener(lambda: not self._core_present)
        return self._listener
