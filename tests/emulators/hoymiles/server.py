"""TCP: one client at a time, and a new one kicks the old one."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable

from .frames import Frame, FrameReader

_CHUNK = 4096
_PAUSE_SECONDS = 0.005
"""Between two pieces, or they would arrive as one."""


class Session:
    """One connection."""

    def __init__(self, number: int, writer: asyncio.StreamWriter) -> None:
        """Begin; `number` counts the connections of this gateway."""
        self.number = number
        self._writer = writer
        self._sending = asyncio.Lock()

    async def send(self, pieces: Iterable[bytes]) -> None:
        """Send pieces that arrive one by one."""
        async with self._sending:
            for place, piece in enumerate(pieces):
                if place:
                    await asyncio.sleep(_PAUSE_SECONDS)
                if self._writer.is_closing():
                    return
                self._writer.write(piece)
                try:
                    await self._writer.drain()
                except ConnectionError:
                    # Whoever asked is gone.
                    return

    def hang_up(self) -> None:
        """Close when everything is sent."""
        self._writer.close()

    def cut(self) -> None:
        """Close at once."""
        self._writer.transport.abort()


type Handler = Callable[[Frame, Session], Awaitable[None]]


class GatewayServer:
    """Reads frames and hands them on, one after the other."""

    def __init__(
        self,
        handle: Handler,
        is_sealed: Callable[[int], bool],
        greet: Callable[[Session], Awaitable[None]],
    ) -> None:
        """Answer this way; `greet` is called with each new connection."""
        self._handle = handle
        self._is_sealed = is_sealed
        self._greet = greet
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.session: Session | None = None
        """Whoever is connected."""
        self.connections = 0
        self.kicked = 0

    @property
    def listening(self) -> bool:
        """Return whether somebody could connect."""
        return self._server is not None

    async def start(self, host: str, port: int) -> int:
        """Listen, and return the port."""
        self._server = await asyncio.start_server(self._connected, host, port)
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Cut everything, and wait until nobody is being answered."""
        server, self._server = self._server, None
        if server is None:
            return
        server.close()
        server.abort_clients()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _connected(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.connections += 1
        if self.session is not None:
            self.kicked += 1
            self.session.cut()
        session = self.session = Session(self.connections, writer)
        task = asyncio.get_running_loop().create_task(self._serve(session, reader))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, session: Session, reader: asyncio.StreamReader) -> None:
        frames = FrameReader(self._is_sealed)
        try:
            await self._greet(session)
            while data := await reader.read(_CHUNK):
                for frame in frames.feed(data):
                    await self._handle(frame, session)
        except OSError:
            pass
        finally:
            session.hang_up()
            if self.session is session:
                self.session = None
