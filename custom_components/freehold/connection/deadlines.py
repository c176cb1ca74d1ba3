"""Time limits that a closing connection ends early."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from .errors import ConnectionLostError


class Deadlines:
    """Whatever waits under one of these ends with `ConnectionLostError`, at the latest when closed."""

    def __init__(self, name: str) -> None:
        """Begin open; the name is for messages."""
        self._name = name
        self._running: set[asyncio.Timeout] = set()
        self.closed = False

    @asynccontextmanager
    async def within(
        self, seconds: float | None, *, ends_early: bool = True
    ) -> AsyncIterator[None]:
        """Limit the time of a block; without `ends_early`, closing lets it finish."""
        if self.closed:
            raise ConnectionLostError(f"{self._name}: the connection is closed")
        deadline = asyncio.timeout(seconds)
        try:
            async with deadline:
                if ends_early:
                    self._running.add(deadline)
                try:
                    yield
                finally:
                    self._running.discard(deadline)
        except TimeoutError as err:
            if not deadline.expired():
                raise
            reason = "closed while waiting" if self.closed else "no answer in time"
            raise ConnectionLostError(f"{self._name}: {reason}") from err

    def close(self) -> None:
        """End what waits, and let nothing begin any more."""
        self.closed = True
        now = asyncio.get_running_loop().time()
        while self._running:
            deadline = self._running.pop()
            if not deadline.expired():
                deadline.reschedule(now)
