"""Waiting for what other programs do in their own time."""

import asyncio
from collections.abc import Awaitable, Callable

INTERVAL_SECONDS = 0.1


async def eventually[T](
    what: str, look: Callable[[], Awaitable[T | None]], seconds: float = 20
) -> T:
    """Return what is seen as soon as it is something; AssertionError says what never was."""
    try:
        async with asyncio.timeout(seconds):
            while not (seen := await look()):
                await asyncio.sleep(INTERVAL_SECONDS)
            return seen
    except TimeoutError:
        raise AssertionError(f"not within {seconds} seconds: {what}") from None
