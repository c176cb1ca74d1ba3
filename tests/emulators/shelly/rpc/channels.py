"""WebSocket channels, and what is pushed through them."""

import asyncio
from collections.abc import Awaitable, Callable
import contextlib
import json
from typing import Any

from aiohttp import WSMsgType

from .authentication import Outcome
from .board import Board, Json
from .faults import Fault
from .frames import FREE_METHODS, Frames, dump, spoil
from .request_log import Transport

_MOST_WAITING = 1000
_CUT = (Fault.DROP, Fault.LOST_ANSWER)


class Channel:
    """One WebSocket; a queue keeps its messages in order."""

    def __init__(
        self, send: Callable[[str], Awaitable[None]], abort: Callable[[], None]
    ) -> None:
        """Send this way, and cut the connection that way."""
        self._send = send
        self.abort = abort
        self._waiting: asyncio.Queue[str] = asyncio.Queue(_MOST_WAITING)
        self.src: str | None = None
        """Who listens; nothing is pushed before the client has said so."""

    def push(self, text: str) -> None:
        """Send when those before are sent; who does not read for long is cut off."""
        try:
            self._waiting.put_nowait(text)
        except asyncio.QueueFull:
            self.abort()

    async def pump(self) -> None:
        """Send what is waiting, for ever."""
        with contextlib.suppress(ConnectionError):
            while True:
                await self._send(await self._waiting.get())


class Channels:
    """All WebSockets of a device."""

    def __init__(self, board: Board, frames: Frames, src: Callable[[], str]) -> None:
        """Listen to the board."""
        self._board = board
        self._frames = frames
        self._src = src
        self._open: list[Channel] = []
        self._held: list[tuple[str, Json]] | None = None
        board.on_status = lambda changes: self.notify("NotifyStatus", changes)
        board.on_event = lambda event: self.notify("NotifyEvent", {"events": [event]})

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._open)

    def abort(self) -> None:
        """Cut all of them."""
        for channel in tuple(self._open):
            channel.abort()
        self._open.clear()

    def notify(self, method: str, params: Json) -> None:
        """Tell all who listen; while a request is carried out, after its answer."""
        if self._held is not None:
            self._held.append((method, params))
            return
        listening = [channel for channel in self._open if channel.src is not None]
        if not listening:
            return
        stamped = {"ts": round(self._board.unixtime(), 2), **params}
        body = dump({"method": method, "params": self._frames.distorted(stamped)})[1:]
        for channel in listening:
            text = f'{{"src":"{self._src()}","dst":{dump(channel.src)},{body}'
            self._push_notification(channel, method, text)

    async def serve(self, channel: Channel, receive: Any, transport: Transport) -> None:
        """Answer requests until the connection ends."""
        self._open.append(channel)
        self._frames.log.most_channels = max(self._frames.log.most_channels, len(self))
        pump = asyncio.create_task(channel.pump())
        try:
            while (message := await receive()).type is WSMsgType.TEXT:
                if not self._take(channel, message.data, transport):
                    break
        finally:
            pump.cancel()
            if channel in self._open:
                self._open.remove(channel)

    def _take(self, channel: Channel, text: str, transport: Transport) -> bool:
        """Answer one message, and return whether the channel is still good."""
        try:
            request = json.loads(text)
        except ValueError:
            return True
        if not isinstance(request, dict) or not isinstance(request.get("method"), str):
            return True
        fault = self._frames.wire_fault(request["method"])
        if fault is Fault.HANG:
            return True
        self._held = []
        try:
            if fault is not Fault.DROP:
                self._answer(channel, request, transport, fault)
        finally:
            held, self._held = self._held, None
        if fault in _CUT:
            self._open.remove(channel)
            channel.abort()
        for method, params in held:
            self.notify(method, params)
        return fault not in _CUT

    def _answer(
        self,
        channel: Channel,
        request: Json,
        transport: Transport,
        fault: Fault | None,
    ) -> None:
        answer = self._frames.answer(request, transport)
        src = request.get("src")
        proven = (
            request["method"].lower() not in FREE_METHODS
            or not self._frames.authentication.enabled
        )
        if src and proven and answer.verdict.outcome is Outcome.GRANTED:
            channel.src = str(src)
        if request.get("id") is not None and fault is not Fault.LOST_ANSWER:
            channel.push(spoil(fault, dump(answer.frame(request, self._src()))))

    def _push_notification(self, channel: Channel, method: str, text: str) -> None:
        take = self._frames.faults.take
        if take(Fault.DROP, method, named=True):
            channel.abort()
            return
        for fault in (Fault.HALF_FRAME, Fault.TWO_FRAMES, Fault.GARBAGE_FRAME):
            if take(fault, method, named=True):
                text = spoil(fault, text)
        channel.push(text)
