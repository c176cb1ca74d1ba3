"""The connection to a gateway, whichever protocol is spoken on it."""

import asyncio
from collections.abc import Awaitable, Callable

from ....connection.address import Address

type Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
type Opener = Callable[[str, int], Awaitable[Streams]]


async def connect(
    open_connection: Opener, address: Address, timeout_seconds: float
) -> Streams:
    """Connect. Raises OSError, of which a timeout is one."""
    async with asyncio.timeout(timeout_seconds):
        return await open_connection(address.host, address.port)
