"""One HTTP request to a device, and who it is (docs/protocols/shelly.md, Channels)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from aiohttp import ClientSession, hdrs
from multidict import CIMultiDict, CIMultiDictProxy

from ....connection.errors import DeviceBusyError, ProtocolError
from ....connection.session import mapped_errors, read_limited
from .endpoint import REDIRECTS, Endpoint
from .info import DeviceInfo, NotShellyError

BODY_LIMIT: Final = 256 * 1024
"""No device has the memory to build a longer answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpRequest:
    """What is sent; headers may prove a password, so they are in no representation."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpAnswer:
    """What came back, and from where: a redirect to HTTPS has been followed."""

    status: int
    headers: CIMultiDictProxy[str]
    body: bytes
    endpoint: Endpoint


async def exchange(
    session: ClientSession, endpoint: Endpoint, request: HttpRequest
) -> HttpAnswer:
    """Send one request on a connection of its own.

    Firmware 2.0.0 keeps idle connections until none is left, so each is closed at once.
    A redirect is no answer: nothing was done, so following it repeats nothing.
    Raises ConnectionLostError, ProtocolError, WrongDeviceError.
    """
    answer = await _send(session, endpoint, request)
    if answer.status in REDIRECTS:
        target = endpoint.redirected(answer.headers.get(hdrs.LOCATION, ""))
        answer = await _send(session, target, request)
    return answer


async def read_info(
    session: ClientSession, endpoint: Endpoint
) -> tuple[DeviceInfo, Endpoint]:
    """Ask who a device is. It needs no password and costs the device no nonce.

    Raises NotShellyError, DeviceBusyError, ConnectionLostError, ProtocolError, WrongDeviceError.
    """
    answer = await exchange(
        session, endpoint, HttpRequest(method=hdrs.METH_GET, path="/shelly")
    )
    if answer.status in (429, 503):
        raise DeviceBusyError("the device is busy")
    if answer.status >= 500:
        raise ProtocolError(f"the device answered with status {answer.status}")
    if answer.status != 200:
        raise NotShellyError("what answers there is not a Shelly")
    return DeviceInfo.parse_body(answer.body), answer.endpoint


async def _send(
    session: ClientSession, endpoint: Endpoint, request: HttpRequest
) -> HttpAnswer:
    headers = CIMultiDict(request.headers)
    headers[hdrs.CONNECTION] = "close"
    with mapped_errors():
        async with session.request(
            request.method,
            endpoint.url(request.path),
            headers=headers,
            data=request.body or None,
            allow_redirects=False,
        ) as response:
            return HttpAnswer(
                status=response.status,
                headers=response.headers,
                body=await read_limited(response, BODY_LIMIT),
                endpoint=endpoint,
            )
