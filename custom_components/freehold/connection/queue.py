"""One queue per device: who may send, and when."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from .deadlines import Deadlines
from .errors import DeviceBusyError
from .policy import ConnectionPolicy


class RequestQueue:
    """First in, first out; `in_flight` at once, and a gap from the end of one to the next."""

    def __init__(
        self,
        policy: ConnectionPolicy,
        deadlines: Deadlines,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]],
        name: str,
    ) -> None:
        """Take time from outside; the name is for messages."""
        self._policy = policy
        self._deadlines = deadlines
        self._clock = clock
        self._sleep = sleep
        self._name = name
        self._head = asyncio.Lock()
        self._slots = asyncio.Semaphore(policy.in_flight)
        self._next_start = clock()
        self.waiting = 0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn and hold it. Raises `DeviceBusyError` if too many wait."""
        if self.waiting >= self._policy.queue_limit:
            raise DeviceBusyError(
                f"{self._name}: {self.waiting} requests are waiting already"
            )
        self.waiting += 1
        try:
            async with self._deadlines.within(None):
                await self._wait()
        finally:
            self.waiting -= 1
        try:
            yield
        finally:
            self._slots.release()

    async def rest(self) -> None:
        """Wait until the gap after the last request is over."""
        while (remaining := self._next_start - self._clock()) > 0:
            await self._sleep(remaining)

    def sent(self) -> None:
        """Start the gap: a request has just ended."""
        self._next_start = self._clock() + self._policy.gap

    async def drained(self) -> None:
        """Wait until no turn is held. Nobody gets one afterwards."""
        for _ in range(self._policy.in_flight):
            await self._slots.acquire()

    async def _wait(self) -> None:
        # Only the head of the queue waits for slot and gap: two that wait side by side could swap.
        async with self._head:
            await self._slots.acquire()
            try:
                await self.rest()
            except BaseException:
                self._slots.release()
                raise
