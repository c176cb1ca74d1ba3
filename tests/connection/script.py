"""Time that passes by itself, and operations whose ends are written down."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from custom_components.freehold.connection.connection import DeviceConnection
from custom_components.freehold.connection.policy import ConnectionPolicy

START = datetime(2026, 11, 1, tzinfo=UTC)


class FakeTime:
    """A clock that moves only when somebody sleeps."""

    def __init__(self) -> None:
        """Start somewhere."""
        self.elapsed = 0.0
        self.naps: list[float] = []

    def clock(self) -> float:
        """Return monotonic seconds."""
        return 1000 + self.elapsed

    def now(self) -> datetime:
        """Return the wall clock."""
        return START + timedelta(seconds=self.elapsed)

    async def sleep(self, seconds: float) -> None:
        """Let time pass at once."""
        self.naps.append(seconds)
        self.elapsed += seconds
        await asyncio.sleep(0)

    def connect(
        self, *, random: Callable[[], float] = lambda: 0.0, **limits: Any
    ) -> DeviceConnection:
        """Make a connection without a gap, that lives in this time."""
        return DeviceConnection(
            ConnectionPolicy(**{"gap": 0, **limits}),
            name="washer",
            clock=self.clock,
            sleep=self.sleep,
            random=random,
            now=self.now,
        )


class Script:
    """An operation: each call ends as written, by returning or by raising."""

    def __init__(self, *ends: object) -> None:
        """Write down the ends."""
        self._ends = list(ends)
        self.calls = 0

    async def __call__(self) -> Any:
        """Do the next one."""
        self.calls += 1
        end = self._ends.pop(0)
        if isinstance(end, BaseException):
            raise end
        return end


class Held:
    """An operation that ends when it is let go."""

    def __init__(self) -> None:
        """Hold it."""
        self.begun = asyncio.Event()
        self.let_go = asyncio.Event()

    async def __call__(self) -> str:
        """Begin, and wait."""
        self.begun.set()
        await self.let_go.wait()
        return "done"


async def settle() -> None:
    """Let every task run until it waits for something."""
    for _ in range(50):
        await asyncio.sleep(0)
