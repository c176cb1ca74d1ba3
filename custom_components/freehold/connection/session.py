"""The HTTP session of one device, and what its errors mean."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import aiohttp

from .errors import ConnectionLostError, ProtocolError
from .policy import ConnectionPolicy


class ConnectionCounter(aiohttp.TraceConfig):
    """Counts how often a connection was opened, and how often an open one was used again."""

    def __init__(self) -> None:
        """Count from zero."""
        super().__init__()
        self.opened = 0
        self.reused = 0
        self.on_connection_create_end.append(self._count_opened)
        self.on_connection_reuseconn.append(self._count_reused)

    async def _count_opened(self, *_: Any) -> None:
        self.opened += 1

    async def _count_reused(self, *_: Any) -> None:
        self.reused += 1


def open_session(policy: ConnectionPolicy) -> aiohttp.ClientSession:
    """Open a session of a device's own. Who opens it closes it.

    It sends no header that nobody asked for, keeps no cookies and never sends twice by
    itself. Certificates are not verified: these devices have only self-signed ones, so that
    TLS hides the traffic but proves nothing about who answers.
    """
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(
            limit=policy.in_flight,
            limit_per_host=policy.in_flight,
            keepalive_timeout=policy.idle_close,
            ssl=False,
            resolver=aiohttp.ThreadedResolver(),
        ),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(
            total=policy.request_timeout, sock_connect=policy.connect_timeout
        ),
        skip_auto_headers=("Accept-Encoding", "User-Agent"),
        auto_decompress=False,
        middlewares=(_send_once,),
        trace_configs=[ConnectionCounter()],
    )


def session_statistics(session: aiohttp.ClientSession) -> dict[str, int | float | None]:
    """Return the numbers of a session for diagnostics; times are seconds."""
    connector = session.connector
    counters = [t for t in session.trace_configs if isinstance(t, ConnectionCounter)]
    return {
        "limit": connector.limit if connector else None,
        "limit_per_host": connector.limit_per_host if connector else None,
        "request_timeout": session.timeout.total,
        "connect_timeout": session.timeout.sock_connect,
        "opened": sum(counter.opened for counter in counters),
        "reused": sum(counter.reused for counter in counters),
    }


@contextmanager
def mapped_errors() -> Iterator[None]:
    """Turn what aiohttp and sockets raise into the errors that may leave a client."""
    try:
        yield
    except (aiohttp.ClientResponseError, aiohttp.RedirectClientError) as err:
        raise ProtocolError("the answer is not proper HTTP") from err
    except aiohttp.ClientPayloadError as err:
        raise ConnectionLostError("half an answer") from err
    except aiohttp.ClientConnectorError as err:
        raise ConnectionLostError(
            f"could not be reached: {err.os_error.strerror or 'no reason given'}"
        ) from err
    except TimeoutError as err:
        raise ConnectionLostError("no answer in time") from err
    except (aiohttp.ClientError, OSError) as err:
        raise ConnectionLostError(
            f"the connection broke: {type(err).__name__}"
        ) from err


async def read_limited(response: aiohttp.ClientResponse, limit: int) -> bytes:
    """Read a body of at most `limit` bytes; hang up on a longer one.

    Raises `ProtocolError` then, and else what aiohttp raises: use it inside `mapped_errors`.
    """
    body = bytearray()
    if (response.content_length or 0) <= limit:
        async for chunk in response.content.iter_any():
            body += chunk
            if len(body) > limit:
                break
        else:
            return bytes(body)
    response.close()
    raise ProtocolError(f"the answer is longer than {limit} bytes")


async def _send_once(
    request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """Keep aiohttp from repeating a request whose connection broke: it would repeat a PUT too."""
    try:
        return await handler(request)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as err:
        raise aiohttp.ClientConnectionError("the connection broke") from err
