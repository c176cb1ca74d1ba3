"""A server on 127.0.0.1 that answers every request with the same bytes, or with none."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

FULL_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody"


@dataclass(slots=True)
class FaultyServer:
    """What every connection is answered with, and what was asked."""

    answer: bytes = FULL_ANSWER
    endless: bytes = b""
    """Sent over and over after the answer."""
    hang: bool = False
    """Keep the connection open after the answer."""
    keep_alive: bool = False
    """Wait for the next request after the answer."""
    port: int = 0
    requests: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}/"

    async def serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Take requests without a body, and misbehave."""
        try:
            while True:
                self.requests.append(await reader.readuntil(b"\r\n\r\n"))
                writer.write(self.answer)
                await writer.drain()
                while self.endless:
                    writer.write(self.endless)
                    await writer.drain()
                    # Filling a buffer does not wait: without this nobody else would run.
                    await asyncio.sleep(0)
                if self.hang:
                    await reader.read()
                if not self.keep_alive:
                    break
        except asyncio.IncompleteReadError, ConnectionError:
            pass
        finally:
            writer.close()


@asynccontextmanager
async def running(server: FaultyServer) -> AsyncIterator[FaultyServer]:
    """Run it on a free port."""
    listener = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.port = listener.sockets[0].getsockname()[1]
    async with listener:
        yield server
        listener.close()
        listener.close_clients()
        await listener.wait_closed()
