"""The gate that keeps devices and journals still while a backup is taken."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Gate:
    """Lets through what changes something, until it is closed."""

    def __init__(self) -> None:
        """Begin open, with nobody inside."""
        self._open = asyncio.Event()
        self._open.set()
        self._empty = asyncio.Event()
        self._empty.set()
        self._inside = 0

    @property
    def closed(self) -> bool:
        """Say whether who wants in has to wait."""
        return not self._open.is_set()

    @asynccontextmanager
    async def passing(self) -> AsyncIterator[None]:
        """Wait until the gate is open, and be inside for the length of a block."""
        await self._open.wait()
        self._inside += 1
        self._empty.clear()
        try:
            yield
        finally:
            self._inside -= 1
            if not self._inside:
                self._empty.set()

    async def close(self, limit: float) -> None:
        """Let nobody in and wait until nobody is inside. Raises TimeoutError, open again."""
        self._open.clear()
        try:
            async with asyncio.timeout(limit):
                await self._empty.wait()
        except BaseException:
            self._open.set()
            raise

    def open(self) -> None:
        """Let everybody in."""
        self._open.set()
