"""Sessions against a faulty server: which errors come out, and what goes in."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from custom_components.freehold.connection.connection import DeviceConnection
from custom_components.freehold.connection.errors import (
    ConnectionLostError,
    DeviceError,
    ProtocolError,
)
from custom_components.freehold.connection.policy import ConnectionPolicy
from custom_components.freehold.connection.session import (
    mapped_errors,
    open_session,
    read_limited,
    session_statistics,
)
from tests.certificates import self_signed

from .faulty_server import FULL_ANSWER, FaultyServer, running

pytestmark = pytest.mark.usefixtures("socket_enabled")

LIMIT = 10_000
POLICY = ConnectionPolicy(gap=0, request_timeout=0.3, read_retries=0)
OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"

FAULTS: dict[str, tuple[FaultyServer, type[Exception], type[DeviceError]]] = {
    "hangs up": (
        FaultyServer(b""),
        aiohttp.ClientConnectionError,
        ConnectionLostError,
    ),
    "hangs up within the headers": (
        FaultyServer(OK + b"Content-Len"),
        aiohttp.ClientConnectionError,
        ConnectionLostError,
    ),
    "stays silent": (
        FaultyServer(b"", hang=True),
        TimeoutError,
        ConnectionLostError,
    ),
    "hangs up after the headers": (
        FaultyServer(OK + b"Content-Length: 10\r\n\r\n"),
        aiohttp.ClientPayloadError,
        ConnectionLostError,
    ),
    "half a body": (
        FaultyServer(OK + b"Content-Length: 10\r\n\r\nhalf"),
        aiohttp.ClientPayloadError,
        ConnectionLostError,
    ),
    "half a chunk": (
        FaultyServer(CHUNKED + b"5\r\nab"),
        aiohttp.ClientPayloadError,
        ConnectionLostError,
    ),
    "half a body, then silence": (
        FaultyServer(OK + b"Content-Length: 10\r\n\r\nhalf", hang=True),
        TimeoutError,
        ConnectionLostError,
    ),
    "endless headers": (
        FaultyServer(OK, endless=b"A: b\r\n" * 9),
        aiohttp.ClientResponseError,
        ProtocolError,
    ),
    "endless body": (
        FaultyServer(OK + b"\r\n", endless=b"x" * 999),
        ProtocolError,
        ProtocolError,
    ),
    "endless chunks": (
        FaultyServer(CHUNKED, endless=b"4\r\nbody\r\n" * 9),
        ProtocolError,
        ProtocolError,
    ),
    "announces too much": (
        FaultyServer(OK + b"Content-Length: 10001\r\n\r\n", hang=True),
        ProtocolError,
        ProtocolError,
    ),
    "not HTTP": (
        FaultyServer(b"SSH-2.0-dropbear\r\n"),
        aiohttp.ClientResponseError,
        ProtocolError,
    ),
    "a header too long": (
        FaultyServer(OK + b"A: " + b"b" * 9000 + b"\r\n\r\n"),
        aiohttp.ClientResponseError,
        ProtocolError,
    ),
    "two lengths": (
        FaultyServer(OK + b"Content-Length: 4\r\nContent-Length: 5\r\n\r\nbody!"),
        aiohttp.ClientResponseError,
        ProtocolError,
    ),
    "a redirect to nowhere": (
        FaultyServer(b"HTTP/1.1 302 Found\r\nLocation: ftp://there/\r\n\r\n"),
        aiohttp.RedirectClientError,
        ProtocolError,
    ),
}


async def raw(session: aiohttp.ClientSession, method: str, url: str) -> bytes:
    """Make a request without mapping errors."""
    async with session.request(method, url) as response:
        return await read_limited(response, LIMIT)


async def mapped(session: aiohttp.ClientSession, method: str, url: str) -> bytes:
    """Make a request as a client does."""
    with mapped_errors():
        return await raw(session, method, url)


@pytest.mark.parametrize("fault", FAULTS)
async def test_what_aiohttp_raises_and_what_it_becomes(fault: str) -> None:
    """What a client would see without, and with `mapped_errors`."""
    server, raised, becomes = FAULTS[fault]
    async with running(server), open_session(POLICY) as session:
        with pytest.raises(raised):
            await raw(session, "GET", server.url)
    async with running(server), open_session(POLICY) as session:
        with pytest.raises(becomes):
            await mapped(session, "GET", server.url)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("method", ["GET", "PUT"])
async def test_an_attempt_is_one_request(fault: str, method: str) -> None:
    """When the connection breaks, aiohttp of itself would repeat both methods."""
    server = FAULTS[fault][0]
    server.requests.clear()
    async with running(server), open_session(POLICY) as session:
        with pytest.raises(DeviceError):
            await mapped(session, method, server.url)
    assert len(server.requests) == 1


async def test_a_refused_connection_is_lost(unused_tcp_port: int) -> None:
    """Nobody listens there."""
    async with open_session(POLICY) as session:
        with pytest.raises(ConnectionLostError, match="could not be reached"):
            await mapped(session, "GET", f"http://127.0.0.1:{unused_tcp_port}/")


async def test_a_silent_device_ends_with_the_timeout_of_the_connection() -> None:
    """Also where the session itself would wait longer."""
    session_policy = ConnectionPolicy(request_timeout=60)
    async with (
        running(FaultyServer(b"", hang=True)) as server,
        open_session(session_policy) as session,
    ):
        connection = DeviceConnection(POLICY, name="washer")
        with pytest.raises(ConnectionLostError, match="washer: no answer in time"):
            await connection.read(lambda: mapped(session, "GET", server.url))


async def test_closing_the_session_under_a_request_loses_it() -> None:
    """It does not hang."""
    async with running(FaultyServer(b"", hang=True)) as server:
        session = open_session(ConnectionPolicy())
        request = asyncio.create_task(mapped(session, "GET", server.url))
        while not server.requests:
            await asyncio.sleep(0)
        await session.close()
        with pytest.raises(ConnectionLostError):
            await request


async def test_a_body_of_exactly_the_limit_is_read() -> None:
    """Only what is longer is refused."""
    body = b"x" * LIMIT
    answer = OK + b"Content-Length: %d\r\n\r\n" % LIMIT + body
    async with running(FaultyServer(answer)) as server, open_session(POLICY) as session:
        assert await mapped(session, "GET", server.url) == body


async def test_bodies_are_taken_as_they_come() -> None:
    """Signatures cover the bytes that were sent."""
    answer = OK + b"Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nbody"
    async with running(FaultyServer(answer)) as server, open_session(POLICY) as session:
        assert await mapped(session, "GET", server.url) == b"body"


async def test_only_headers_that_were_asked_for_are_sent() -> None:
    """Some devices are particular about `User-Agent`, and none compresses."""
    async with (
        running(FaultyServer(FULL_ANSWER)) as server,
        open_session(POLICY) as session,
    ):
        await mapped(session, "GET", server.url)
    lines = server.requests[0].decode().split("\r\n")
    assert lines == [
        "GET / HTTP/1.1",
        f"Host: 127.0.0.1:{server.port}",
        "Accept: */*",
        "",
        "",
    ]


async def test_cookies_are_not_kept() -> None:
    """No device needs them."""
    answer = OK + b"Set-Cookie: a=b\r\nContent-Length: 4\r\n\r\nbody"
    server = FaultyServer(answer, keep_alive=True)
    async with running(server), open_session(POLICY) as session:
        await mapped(session, "GET", server.url)
        await mapped(session, "GET", server.url)
    assert b"Cookie" not in server.requests[1]


async def test_statistics_show_reused_connections() -> None:
    """Three requests, one connection."""
    server = FaultyServer(FULL_ANSWER, keep_alive=True)
    async with running(server), open_session(POLICY) as session:
        for _ in range(3):
            await mapped(session, "GET", server.url)
        assert session_statistics(session) == {
            "limit": 1,
            "limit_per_host": 1,
            "request_timeout": 0.3,
            "connect_timeout": 5,
            "opened": 1,
            "reused": 2,
        }


async def test_a_self_signed_certificate_is_accepted(tmp_path: Path) -> None:
    """Expired and for another address, as devices have them."""
    async with tls_server(tmp_path) as port, open_session(POLICY) as session:
        assert await mapped(session, "GET", f"https://127.0.0.1:{port}/") == b"body"


@pytest.mark.parametrize("error", [ZeroDivisionError(), asyncio.CancelledError()])
def test_what_is_not_a_matter_of_the_network_passes(error: BaseException) -> None:
    """Bugs and cancellation stay what they are."""
    with pytest.raises(type(error)), mapped_errors():
        raise error


@asynccontextmanager
async def tls_server(folder: Path) -> AsyncIterator[int]:
    """Run a server with a certificate of its own making; yield its port."""
    listener = await asyncio.start_server(
        FaultyServer(FULL_ANSWER).serve, "127.0.0.1", 0, ssl=self_signed(folder)
    )
    async with listener:
        yield listener.sockets[0].getsockname()[1]
