"""A small Gen1 client of our own, written from the protocol."""

import asyncio
import base64
from dataclasses import dataclass
import json
import socket
from typing import Any, Self, override

from aiohttp import ClientSession

from tests.emulators.shelly.gen1 import CoiotMessage, Gen1Shelly, decode

PASSWORD = "mysecretpassword"
type Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back over HTTP."""

    status: int
    text: str
    challenge: str | None

    @property
    def json(self) -> Any:
        """Return the body."""
        return json.loads(self.text)


class Gen1Peer:
    """Talks to one emulated device."""

    def __init__(self, session: ClientSession, device: Gen1Shelly) -> None:
        """Talk through this session."""
        self._session = session
        self.device = device

    async def ask(self, method: str, path: str, **options: Any) -> Reply:
        """Return the answer to a request; options are those of aiohttp."""
        url = f"http://{self.device.host}:{self.device.port}{path}"
        async with self._session.request(method, url, **options) as response:
            challenge = response.headers.get("WWW-Authenticate")
            return Reply(response.status, await response.text(), challenge)

    async def get(self, path: str, **params: object) -> Any:
        """Return what is read, or the echo of what is written."""
        query = {name: str(value) for name, value in params.items()}
        reply = await self.ask("GET", path, params=query)
        assert reply.status == 200, reply
        return reply.json

    async def post(self, path: str, **params: object) -> Any:
        """Write with a form."""
        form = {name: str(value) for name, value in params.items()}
        reply = await self.ask("POST", path, data=form)
        assert reply.status == 200, reply
        return reply.json

    async def signed(self, path: str, password: str) -> Reply:
        """Read with credentials."""
        token = base64.b64encode(f"admin:{password}".encode()).decode()
        return await self.ask("GET", path, headers={"Authorization": f"Basic {token}"})


class Ear(asyncio.DatagramProtocol):
    """Hears CoIoT at a port of its own."""

    def __init__(self) -> None:
        """Have heard nothing."""
        self._heard: asyncio.Queue[bytes] = asyncio.Queue()
        self._transport: asyncio.DatagramTransport | None = None
        self.port = 0

    @classmethod
    async def open(cls, multicast: int | None = None) -> Self:
        """Listen on loopback; with `multicast` at this port, and in the group."""
        ear = cls()
        opened = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        opened.setblocking(False)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if multicast is not None:
            membership = socket.inet_aton("224.0.1.187") + socket.inet_aton("127.0.0.1")
            opened.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, membership)
        opened.bind(("127.0.0.1", 0) if multicast is None else ("", multicast))
        ear.port = opened.getsockname()[1]
        loop = asyncio.get_running_loop()
        await loop.create_datagram_endpoint(lambda: ear, sock=opened)
        return ear

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way out."""
        assert isinstance(transport, asyncio.DatagramTransport)
        self._transport = transport

    @override
    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Keep what was heard."""
        self._heard.put_nowait(data)

    def close(self) -> None:
        """Listen no longer."""
        if self._transport is not None:
            self._transport.close()

    def send(self, datagram: bytes, port: int) -> None:
        """Ask a device on loopback."""
        assert self._transport is not None
        self._transport.sendto(datagram, ("127.0.0.1", port))

    async def hear(self) -> bytes:
        """Return the next datagram."""
        async with asyncio.timeout(10):
            return await self._heard.get()

    async def message(self) -> CoiotMessage:
        """Return the next message."""
        return decode(await self.hear())

    async def values(self) -> dict[int, object]:
        """Return the values of the next message, by number."""
        return values_of(await self.message())

    def waiting(self) -> int:
        """Return how many datagrams nobody took."""
        return self._heard.qsize()


def values_of(message: CoiotMessage) -> dict[int, object]:
    """Return the values of `cit/s`, by number."""
    assert isinstance(message.payload, dict)
    return {number: value for _, number, value in message.payload["G"]}
