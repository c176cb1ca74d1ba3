"""How fast settings may be written (docs/protocols/shelly-gen1.md, Load)."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
import re
from typing import Final

PAUSE_SECONDS: Final = 0.75
OLD_PAUSE_SECONDS: Final = 2.0
"""Firmware from before 2021 restarts again and again when written to faster."""
_NEW_SINCE: Final = "20210101"


def pause_seconds(firmware: str) -> float:
    """Return the pause between two writes. Firmware is like `20230913-112003/v1.14.0-gcb84623`."""
    built = re.match(r"(\d{8})-", firmware)
    return PAUSE_SECONDS if built and built[1] >= _NEW_SINCE else OLD_PAUSE_SECONDS


class WritePacer:
    """One write of settings at a time, and a pause after each."""

    def __init__(
        self, clock: Callable[[], float], sleep: Callable[[float], Awaitable[None]]
    ) -> None:
        """Take time from outside; begin with the longer pause, until the firmware is known."""
        self._clock = clock
        self._sleep = sleep
        self._lock = asyncio.Lock()
        self._next: float | None = None
        self.pause = OLD_PAUSE_SECONDS

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn to write."""
        async with self._lock:
            yield

    async def rest(self) -> None:
        """Wait until the pause after the last write is over."""
        if self._next is not None and (left := self._next - self._clock()) > 0:
            await self._sleep(left)

    def written(self) -> None:
        """Begin the pause: something was sent, whether it arrived or not."""
        self._next = self._clock() + self.pause
