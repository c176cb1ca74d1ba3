"""One device of generation 2, 3 or 4 (docs/protocols/shelly.md).

Reads go through the connection's `read` and writes through its `write`. What answers is
checked to be the device we mean whenever a connection is made, and before every write that
has no connection of its own. Nothing but `DeviceError` leaves this module.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import lru_cache
import sys
import time
from typing import Any, Final, Protocol

from aiohttp import ClientSession

from .....connection.connection import DeviceConnection
from .....connection.errors import (
    AuthenticationError,
    ConnectionLostError,
    DeviceBusyError,
    UnsupportedError,
    WrongDeviceError,
)
from ..endpoint import Endpoint
from ..info import DeviceInfo
from .authentication import Authentication
from .channel import Channel, Succeeded
from .errors import error_of
from .frames import Call, Notification
from .http import HttpChannel
from .websocket import PushChannel, PushRefusedError

PUSH_PAUSE: Final = 60.0
"""Seconds until a device that took no WebSocket is asked for one again."""

_UNGATED: Final = frozenset({"shelly.getdeviceinfo", "shelly.listmethods"})
_IDENTIFY: Final = Call("Shelly.GetDeviceInfo")


class PushListener(Protocol):
    """Hears what a device tells by itself. Its methods must return at once."""

    def connected(self) -> None:
        """A WebSocket is open. What was told before is missing: read the status."""

    def notified(self, notification: Notification) -> None:
        """The device told something."""

    def lost(self) -> None:
        """The WebSocket was lost. The next call opens another."""


class RpcClient:
    """Calls one device. Connects by itself, and again when needed."""

    def __init__(
        self,
        session: ClientSession,
        endpoint: Endpoint,
        connection: DeviceConnection,
        authentication: Authentication,
        *,
        mac: str | None,
        source: str = "freehold",
        listener: PushListener | None = None,
        methods: frozenset[str] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Without a `listener` only HTTP is used, as suits a device that sleeps.

        `mac`: 12 upper-case hex digits; None takes whoever answers first, and nobody else
        then. `methods` are those remembered. The session needs `SESSION_POLICY`, the connection
        `RPC_POLICY`.
        """
        self._session = session
        self._connection = connection
        self._authentication = authentication
        self._http = HttpChannel(session, endpoint, source)
        self._mac = mac
        self._source = source
        self._listener = listener
        self._methods = _lowered(methods) if methods is not None else None
        self._clock = clock
        self._push: PushChannel | None = None
        self._no_push_before = clock()
        self._opening = asyncio.Lock()
        self._verified = False
        self._closed = False
        self.info: DeviceInfo | None = None
        """Who answered last."""

    @property
    def endpoint(self) -> Endpoint:
        """Where the device answers now; it may have turned to HTTPS."""
        return self._http.endpoint

    @property
    def is_push_open(self) -> bool:
        """Whether notifications come."""
        return self._push is not None and self._push.is_open

    @property
    def methods(self) -> frozenset[str] | None:
        """What the device offers, in lower case; None before it was asked."""
        return self._methods

    def supports(self, method: str) -> bool:
        """Tell whether the device offers a method; False before it was asked."""
        return self._methods is not None and method.lower() in self._methods

    async def identify(self) -> DeviceInfo:
        """Ask who answers. Needs no password, and costs a device nothing.

        Raises WrongDeviceError, UnsupportedError for generation 1, NotShellyError.
        """
        return await self._connection.read(self._verify)

    async def probe(self) -> None:
        """Find out whether a silent device is back: a connection's `health_check`."""
        await self._verify()

    async def read(self, method: str, params: Mapping[str, Any] | None = None) -> Any:
        """Call a method that changes nothing, if need be again.

        Raises UnsupportedError before anything is sent if the device does not offer it.
        """
        call = Call(method, params)
        await self._admit(call)

        async def attempt() -> Any:
            return await self._ask(call, self._authentication, writes=False)

        return await self._connection.read(attempt)

    async def write(
        self,
        method: str,
        params: Mapping[str, Any] | None = None,
        *,
        landed: Callable[[], Awaitable[bool]] | None = None,
        confidential: bool = False,
    ) -> Any:
        """Call a method that changes something. It is never repeated blindly.

        If its answer is lost, `landed` looks whether it took effect; if so, the result is
        None. Raises UnsupportedError before anything is sent if the device does not offer it.
        """
        call = Call(method, params, confidential)
        await self._admit(call)

        async def attempt() -> Any:
            return await self._ask(call, self._authentication, writes=True)

        return await self._connection.write(attempt, landed=landed)

    async def accepts(self, password: str | None) -> bool:
        """Try a password out; None asks whether there is none. Costs at most one failed attempt."""
        candidate = self._authentication.candidate(password)

        async def attempt() -> Any:
            return await self._ask(Call("Sys.GetStatus"), candidate, writes=False)

        try:
            await self._connection.read(attempt)
        except AuthenticationError:
            return False
        return candidate.proven is (password is not None)

    def change_password(self, password: str | None) -> None:
        """Use another password from now on. Nothing is sent."""
        self._authentication.change(password)

    async def read_methods(self) -> frozenset[str]:
        """Ask what the device offers; what is not in there is never called."""
        result = await self.read("Shelly.ListMethods")
        names = result.get("methods") if isinstance(result, dict) else None
        if not isinstance(names, list):
            raise UnsupportedError("the device does not say what it offers")
        self._methods = _lowered(name for name in names if isinstance(name, str))
        return self._methods

    async def close(self) -> None:
        """Close the WebSocket and open none again. Can be called twice."""
        self._closed = True
        await self._drop_push()

    async def _admit(self, call: Call) -> None:
        """Raise what can be known without asking the device for this call."""
        self._authentication.check()
        method = call.method.lower()
        if method in _UNGATED:
            return
        methods = self._methods
        if methods is None:
            methods = await self.read_methods()
        if method not in methods:
            raise UnsupportedError(f"the device does not offer {call.method}")

    async def _ask(
        self, call: Call, authentication: Authentication, *, writes: bool
    ) -> Any:
        """Send one call on the best channel there is."""
        authentication.check()
        channel = await self._channel(writes=writes)
        try:
            outcome = await authentication.run(channel, call)
        except DeviceBusyError:
            await self._drop_push()
            raise
        except BaseException:
            self._verified = False
            raise
        if isinstance(outcome, Succeeded):
            return outcome.result
        raise error_of(call, outcome)

    async def _channel(self, *, writes: bool) -> Channel:
        if self._closed:
            raise ConnectionLostError("the client is closed")
        async with self._opening:
            if self._push is not None and self._push.is_open:
                return self._push
            if self._listener is not None and self._clock() >= self._no_push_before:
                try:
                    return await self._open_push(self._listener)
                except PushRefusedError:
                    self._no_push_before = self._clock() + PUSH_PAUSE
            if writes or not self._verified:
                await self._verify()
            return self._http

    async def _open_push(self, listener: PushListener) -> PushChannel:
        await self._drop_push()
        if not self._verified:
            await self._verify()
        push = await PushChannel.connect(
            self._session,
            self._http.endpoint,
            self._source,
            listener.notified,
            self._tell_lost,
        )
        try:
            # The first frame that names us makes notifications come; and who answers it is
            # at the other end of this very socket.
            reply = await push.exchange(_IDENTIFY, None)
            if isinstance(reply, Succeeded):
                self._recognise(DeviceInfo.parse(reply.result))
        except BaseException:
            await push.close()
            raise
        self._push = push
        listener.connected()
        return push

    async def _drop_push(self) -> None:
        if self._push is not None:
            await self._push.close()
            self._push = None

    def _tell_lost(self) -> None:
        """Tell the listener, if it knows of this WebSocket and did not close it itself."""
        self._verified = False
        if self._push and self._listener and not self._closed:
            self._listener.lost()

    async def _verify(self) -> DeviceInfo:
        """Make sure that the device we mean answers: addresses are given to others."""
        self._verified = False
        info = await self._http.info()
        self._recognise(info)
        self._authentication.observe(required=info.auth_required)
        self._verified = True
        return info

    def _recognise(self, info: DeviceInfo) -> None:
        """Raises WrongDeviceError, UnsupportedError."""
        if self._mac not in (None, info.mac):
            raise WrongDeviceError("another Shelly answers at the address")
        if info.generation == 1:
            raise UnsupportedError("generation 1 speaks another protocol")
        if self.info is not None and self.info.firmware_id != info.firmware_id:
            self._methods = None
        self._mac = info.mac
        self.info = info


def _lowered(names: Iterable[str]) -> frozenset[str]:
    """Method names differ in case from firmware to firmware, and devices do not mind."""
    return _shared(frozenset(sys.intern(name.lower()) for name in names))


@lru_cache(64)
def _shared(names: frozenset[str]) -> frozenset[str]:
    """Return an equal one: devices of a model offer the same hundred methods."""
    return names
