"""Requests to one Gen1 device (docs/protocols/shelly-gen1.md, Requests, Authentication, Identity).

A password travels readable, and addresses change hands. So nothing but the open `/shelly` is
sent to an address before it has named the MAC we know, lately and since the last fault.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
import json
import time
from typing import Any, Final

from aiohttp import ClientSession, hdrs
from multidict import CIMultiDict
from yarl import URL

from .....connection.address import Address
from .....connection.connection import DeviceConnection
from .....connection.errors import (
    AuthenticationError,
    CommandRefusedError,
    DeviceBusyError,
    DeviceError,
    ProtocolError,
    UnsupportedError,
    WrongDeviceError,
)
from .....connection.session import mapped_errors, read_limited
from .credentials import Gen1Credentials
from .pacing import WritePacer, pause_seconds

type JsonObject = dict[str, Any]
type Query = Sequence[tuple[str, str]]

_BODY_LIMIT: Final = 65536
"""The longest recorded answer, `/settings` of a lamp, has 8 kB."""
_IDENTITY_LASTS: Final = 30.0
"""Seconds for which an address is taken to be the same device: no router gives it on faster."""


class Gen1Link:
    """Sends requests, proves who answers, and keeps a refused password from being sent again."""

    def __init__(
        self,
        session: ClientSession,
        address: Address,
        connection: DeviceConnection,
        *,
        mac: str | None,
        credentials: Gen1Credentials | None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`mac` is the device that we know, 12 upper-case digits; None takes whoever answers."""
        self._session = session
        self._address = address
        self._connection = connection
        self._mac = mac
        self._credentials = credentials
        self._refused = False
        self._locked: bool | None = None
        self._confirmed_at: float | None = None
        self._clock = clock
        self._pacer = WritePacer(clock, sleep)

    @property
    def credentials(self) -> Gen1Credentials | None:
        """What is sent to a device that asks for it."""
        return self._credentials

    def use(self, credentials: Gen1Credentials | None) -> None:
        """Send these from now on, unless they are the ones that were refused."""
        if credentials != self._credentials:
            self._credentials = credentials
            self._refused = False
        self._confirmed_at = None

    async def info(self) -> JsonObject:
        """Return `/shelly`, which every device tells everybody. Raises WrongDeviceError."""
        return await self._connection.read(self.check_identity)

    async def check_identity(self) -> JsonObject:
        """Ask who answers, outside of the connection's queue: for its health check, too."""
        status, body = await self._exchange("/shelly", (), None)
        if status != 200:
            raise ProtocolError(f"/shelly was answered with status {status}")
        info = _object(body)
        mac, locked = info.get("mac"), info.get("auth")
        if isinstance(mac, str):
            self._confirm(mac)
        if not isinstance(mac, str) or not isinstance(locked, bool) or "gen" in info:
            self._confirmed_at = None
            raise ProtocolError("this is no Shelly of the first generation")
        self._locked = locked
        self._pacer.pause = pause_seconds(str(info.get("fw", "")))
        return info

    async def read(self, path: str) -> JsonObject:
        """Return an answer. Raises AuthenticationError, UnsupportedError, WrongDeviceError."""

        async def read() -> JsonObject:
            return await self._ask(path, ())

        return await self._connection.read(read)

    async def command(
        self, path: str, query: Query, *, landed: Callable[[], Awaitable[bool]] | None
    ) -> JsonObject | None:
        """Send something that changes the device; None if its answer was lost but it landed."""

        async def write() -> JsonObject:
            return await self._ask(path, query)

        return await self._connection.write(write, landed=landed)

    async def write(
        self, path: str, query: Query, *, landed: Callable[[], Awaitable[bool]] | None
    ) -> JsonObject | None:
        """Send something that the device stores in its flash: one at a time, with pauses."""

        async def write() -> JsonObject:
            await self._confirm_identity()
            await self._pacer.rest()
            try:
                return await self._ask(path, query)
            finally:
                self._pacer.written()

        async with self._pacer.turn():
            return await self._connection.write(write, landed=landed)

    def confirm(self, mac: str | None) -> None:
        """Take in who an answer says that it is from. Raises WrongDeviceError."""
        if mac is not None:
            self._confirm(mac)

    def _confirm(self, mac: str) -> None:
        if self._mac not in (None, mac.upper()):
            self._confirmed_at = None
            raise WrongDeviceError("another device answers at this address")
        self._confirmed_at = self._clock()

    async def _confirm_identity(self) -> None:
        at = self._confirmed_at
        if at is None or self._clock() - at > _IDENTITY_LASTS:
            await self.check_identity()

    async def _ask(self, path: str, query: Query) -> JsonObject:
        """Send one request and open its answer; after any fault, ask anew who answers."""
        await self._confirm_identity()
        try:
            status, body = await self._exchange(path, query, self._authorization())
            if status == 401 and not self._locked and self._credentials:
                # Somebody set a password since `/shelly` was read: nothing was refused yet.
                self._locked = True
                status, body = await self._exchange(path, query, self._authorization())
            self._check(status, body)
            return _object(body)
        except BaseException:
            self._confirmed_at = None
            raise

    def _authorization(self) -> str | None:
        """Return what to send, which is nothing to a device that asks for nothing."""
        if not self._locked:
            return None
        if self._credentials is None:
            raise AuthenticationError("the device asks for a password")
        if self._refused:
            raise AuthenticationError("the device has refused this password")
        return self._credentials.header

    def _check(self, status: int, body: bytes) -> None:
        """Raise what a status means."""
        if status == 401:
            self._refused = self._credentials is not None
        if status in _ERRORS:
            raise _ERRORS[status](body)
        if status != 200:
            raise ProtocolError(f"the device answered with status {status}")

    async def _exchange(
        self, path: str, query: Query, authorization: str | None
    ) -> tuple[int, bytes]:
        """Send one request; return status and body."""
        url = URL.build(
            scheme="http", host=self._address.host, port=self._address.port, path=path
        ).with_query(list(query))
        headers: CIMultiDict[str] = CIMultiDict({hdrs.HOST: self._address.netloc})
        if authorization:
            headers[hdrs.AUTHORIZATION] = authorization
        with mapped_errors():
            async with self._session.get(
                url, headers=headers, allow_redirects=False
            ) as response:
                return response.status, await read_limited(response, _BODY_LIMIT)


def _refusal(body: bytes) -> DeviceError:
    """Quote the sentence of a refusal; it names parameters, not their values."""
    reason = body[:80].decode("utf-8", "replace")
    shown = reason if reason.isprintable() else ""
    return CommandRefusedError(f"the device refused: {shown or 'no reason given'}")


_ERRORS: Final[Mapping[int, Callable[[bytes], DeviceError]]] = {
    400: _refusal,
    401: lambda _: AuthenticationError("the device does not accept this password"),
    403: _refusal,
    404: lambda _: UnsupportedError("the device does not offer this"),
    429: lambda _: DeviceBusyError("the device is busy"),
    503: lambda _: DeviceBusyError("the device is busy"),
}


def _object(body: bytes) -> JsonObject:
    """Read a JSON object. Raises ProtocolError."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError) as err:
        raise ProtocolError("the answer is not JSON") from err
    if not isinstance(answer, dict):
        raise ProtocolError("the answer is not a JSON object")
    return answer
