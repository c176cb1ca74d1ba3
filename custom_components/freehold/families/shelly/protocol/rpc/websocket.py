"""The WebSocket to a device: calls both ways, and pushes (docs/protocols/shelly.md, Channels)."""

import asyncio
from collections.abc import Callable
import logging
from typing import Final, override

from aiohttp import (
    ClientSession,
    ClientWebSocketResponse,
    ClientWSTimeout,
    WSMsgType,
    WSServerHandshakeError,
)

from .....connection.errors import ConnectionLostError, ProtocolError
from .....connection.session import mapped_errors
from ..endpoint import Endpoint
from .channel import Channel, ChannelKind, Reply
from .digest import Proof
from .frames import (
    FRAME_LIMIT,
    Answer,
    Call,
    Frame,
    FrameId,
    Notification,
    Refusal,
    Request,
    parse_frames,
    refuse,
)
from .http import read_reply

_LOGGER = logging.getLogger(__name__)

HEARTBEAT: Final = 55.0
"""Seconds between pings: below the minute after which routers forget a connection."""

GOODBYE: Final = 0.0
"""Seconds to wait for a device's goodbye. Ours is sent, but one to be left has gone or talks nonsense."""


class PushRefusedError(ProtocolError):
    """The device takes no WebSocket now: all its channels are in use."""


class PushChannel(Channel):
    """An open WebSocket. When it is lost, every call under way is lost with it."""

    kind = ChannelKind.WEBSOCKET

    def __init__(
        self,
        socket: ClientWebSocketResponse[bool],
        source: str,
        on_notification: Callable[[Notification], None],
        on_lost: Callable[[], None],
    ) -> None:
        """Start to read. `on_lost` is called once, however it ends."""
        self._socket = socket
        self._source = source
        self._on_notification = on_notification
        self._on_lost = on_lost
        self._number = 0
        self._waiting: dict[FrameId, asyncio.Future[Reply]] = {}
        self._reader = asyncio.create_task(self._read(), name="Shelly WebSocket")
        self.is_open = True

    @classmethod
    async def connect(
        cls,
        session: ClientSession,
        endpoint: Endpoint,
        source: str,
        on_notification: Callable[[Notification], None],
        on_lost: Callable[[], None],
    ) -> PushChannel:
        """Open one. Raises ConnectionLostError, PushRefusedError."""
        with mapped_errors():
            try:
                socket = await session.ws_connect(
                    endpoint.socket_url("/rpc"),
                    heartbeat=HEARTBEAT,
                    max_msg_size=FRAME_LIMIT,
                    timeout=ClientWSTimeout(ws_close=GOODBYE),
                    decode_text=False,
                )
            except WSServerHandshakeError as err:
                raise PushRefusedError("the device takes no WebSocket") from err
        return cls(socket, source, on_notification, on_lost)

    @override
    async def exchange(self, call: Call, proof: Proof | None) -> Reply:
        """Send one call and wait for its reply. Raises ConnectionLostError, ProtocolError."""
        if not self.is_open:
            raise ConnectionLostError("the WebSocket is closed")
        self._number += 1
        number = self._number
        frame = call.encode(number, self._source, proof.as_frame() if proof else None)
        waiting: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self._waiting[number] = waiting
        try:
            await self._send(frame)
            return await waiting
        except asyncio.CancelledError:
            # A device that does not answer a call does not answer the next one either.
            self._abandon()
            raise
        finally:
            del self._waiting[number]

    async def close(self) -> None:
        """Close it, and wait until it is. Can be called twice."""
        self._abandon()
        await asyncio.wait([self._reader])
        await self._socket.close()

    def _abandon(self) -> None:
        if self.is_open:
            self._lose()
            self._reader.cancel()

    async def _send(self, frame: bytes) -> None:
        with mapped_errors():
            await self._socket.send_str(frame.decode())

    async def _read(self) -> None:
        try:
            async for message in self._socket:
                if message.type in (WSMsgType.TEXT, WSMsgType.BINARY):
                    for frame in parse_frames(message.data):
                        await self._take(frame)
        except (ProtocolError, ConnectionLostError) as err:
            # Which call a garbled frame would have answered is not known, so all are lost.
            _LOGGER.debug("A Shelly's WebSocket is given up: %s", err)
        finally:
            self._lose()
            await self._socket.close()

    async def _take(self, frame: Frame) -> None:
        match frame:
            case Notification():
                self._tell(frame)
            case Request():
                await self._send(refuse(frame, self._source))
            case _:
                self._settle(frame)

    def _settle(self, frame: Answer | Refusal) -> None:
        """Hand an answer to its call; one that nobody waits for any more is dropped."""
        waiting = self._waiting.get(frame.id) if frame.id is not None else None
        if waiting is None or waiting.done():
            return
        try:
            waiting.set_result(read_reply(frame))
        except ProtocolError as err:
            waiting.set_exception(err)

    def _tell(self, notification: Notification) -> None:
        try:
            self._on_notification(notification)
        except Exception:
            _LOGGER.exception("A callback for a Shelly's notification failed")

    def _lose(self) -> None:
        self.is_open = False
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(ConnectionLostError("the WebSocket was lost"))
                waiting.exception()  # Its caller may have been cancelled by now.
        on_lost, self._on_lost = self._on_lost, lambda: None
        on_lost()
