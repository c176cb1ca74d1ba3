"""HTTP and WebSocket, plain and with TLS."""

import asyncio
import contextlib
import json
from typing import Any

from aiohttp import web

from .authentication import Outcome, Verdict
from .board import Json
from .channels import Channel, Channels
from .errors import Code, RpcError
from .faults import Fault
from .frames import FREE_METHODS, Answer, Frames, dump, spoil
from .request_log import Request, Transport
from .shelly_methods import ShellyMethods

MOST_CHANNELS = 6
_GOODBYE_SECONDS = 0.2


class _CutError(Exception):
    """The connection was cut on purpose."""


class Site:
    """What answers behind the address."""

    def __init__(
        self, shelly: ShellyMethods, frames: Frames, channels: Channels
    ) -> None:
        """Answer for this device."""
        self._shelly = shelly
        self._frames = frames
        self._channels = channels
        self._http_channels = 0
        self.tls_port: int | None = None
        """Where to send those who come without TLS; None: they are welcome."""

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request."""
        transport = request.transport
        assert transport is not None
        if self.tls_port is not None and not transport.get_extra_info("sslcontext"):
            return self._redirect(request)
        try:
            response = await self._route(request)
        except _CutError:
            transport.abort()
            response = web.Response()
        if not isinstance(response, web.WebSocketResponse):
            response.force_close()
        return response

    async def _route(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        if path == "/shelly":
            return await self._info(request)
        if path != "/rpc" and not path.startswith("/rpc/"):
            return web.Response(status=200 if path == "/" else 404, text="Shelly")
        if len(self._channels) + self._http_channels >= MOST_CHANNELS:
            self._frames.log.refused_channels += 1
            return web.Response(status=503, text="Too many channels")
        if path == "/rpc" and request.headers.get("Upgrade", "").lower() == "websocket":
            return await self._socket(request)
        self._http_channels += 1
        try:
            return await self._call(request)
        finally:
            self._http_channels -= 1

    async def _info(self, request: web.BaseRequest) -> web.Response:
        info = self._shelly.device_info()
        self._frames.log.add(Request(Transport.HTTP, "/shelly", None, 200, False))
        return await self._send(request, dump(info), "/shelly")

    async def _socket(self, request: web.BaseRequest) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(timeout=_GOODBYE_SECONDS, compress=False)
        await socket.prepare(request)
        transport = request.transport
        assert transport is not None
        channel = Channel(socket.send_str, transport.abort)
        await self._channels.serve(channel, socket.receive, Transport.WEBSOCKET)
        with contextlib.suppress(ConnectionError):
            await socket.close()
        return socket

    async def _call(self, request: web.BaseRequest) -> web.Response:
        whole = request.path == "/rpc"
        frame = await (_posted(request) if whole else _bare(request))
        if frame is None:
            return self._malformed(request)
        method = frame["method"]
        fault = self._frames.wire_fault(method)
        if fault is Fault.HANG:
            await asyncio.Event().wait()
        if fault is Fault.DROP:
            raise _CutError
        answer = self._frames.answer(frame, Transport.HTTP, self._judge(request, frame))
        if fault is Fault.LOST_ANSWER:
            raise _CutError
        if answer.error is None:
            body = answer.frame(frame, self._shelly.id) if whole else answer.result
            return await self._send(request, dump(body), method, fault)
        return self._refuse(answer, answer.error, frame, whole=whole)

    def _malformed(self, request: web.BaseRequest) -> web.Response:
        """Refuse a body without a call in it; curl begins a digest with an empty one."""
        lock = self._frames.authentication
        verdict = lock.http(
            request.method, request.raw_path, request.headers.get("Authorization")
        )
        if verdict.outcome is not Outcome.CHALLENGED:
            return web.Response(status=400, text="Bad request")
        self._frames.log.add(Request(Transport.HTTP, request.path, None, 401, False))
        return _challenge(lock.http_challenge(verdict))

    def _judge(self, request: web.BaseRequest, frame: Json) -> Verdict | None:
        """Judge by the header; None: the frame has credentials of its own, or needs none."""
        if frame["method"].lower() in FREE_METHODS:
            return None
        header = request.headers.get("Authorization")
        if header is None and "auth" in frame:
            return None
        return self._frames.authentication.http(
            request.method, request.raw_path, header
        )

    def _refuse(
        self, answer: Answer, error: RpcError, frame: Json, *, whole: bool
    ) -> web.Response:
        by_frame = whole and "auth" in frame
        challenged = answer.verdict.outcome is Outcome.CHALLENGED
        if challenged and not by_frame:
            return _challenge(
                self._frames.authentication.http_challenge(answer.verdict)
            )
        if whole and (by_frame or error.code is not Code.TOO_MANY_REQUESTS):
            return _json(dump(answer.frame(frame, self._shelly.id)))
        status = int(error.code) if error.code > 0 else 500
        return _json(dump(error.frame), status)

    async def _send(
        self,
        request: web.BaseRequest,
        text: str,
        method: str,
        fault: Fault | None = None,
    ) -> web.Response:
        if fault is None and method == "/shelly":
            fault = self._frames.wire_fault(method)
            if fault is Fault.HANG:
                await asyncio.Event().wait()
            if fault in {Fault.DROP, Fault.LOST_ANSWER}:
                raise _CutError
        if fault is not Fault.HALF_FRAME:
            return _json(spoil(fault, text))
        assert request.transport is not None
        request.transport.write(
            f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(text.encode())}\r\n\r\n{spoil(fault, text)}".encode()
        )
        request.transport.close()
        raise _CutError

    def _redirect(self, request: web.BaseRequest) -> web.Response:
        host = (request.host or "").partition(":")[0]
        location = f"https://{host}:{self.tls_port}{request.raw_path}"
        response = web.Response(status=307, headers={"Location": location})
        response.force_close()
        return response


def _challenge(header: str) -> web.Response:
    return web.Response(status=401, headers={"WWW-Authenticate": header})


def _json(text: str, status: int = 200) -> web.Response:
    return web.Response(text=text, status=status, content_type="application/json")


async def _posted(request: web.BaseRequest) -> Json | None:
    """Return the frame of `POST /rpc`."""
    frame = await _body(request)
    if isinstance(frame, dict) and isinstance(frame.get("method"), str):
        return frame
    return None


async def _bare(request: web.BaseRequest) -> Json | None:
    """Return a frame made of `/rpc/<Method>`; in a query every value is JSON if it can be."""
    params: Any = {name: _value(text) for name, text in request.query.items()}
    if request.method == "POST" and request.can_read_body:
        params = await _body(request)
    return {"id": 1, "method": request.path.removeprefix("/rpc/"), "params": params}


async def _body(request: web.BaseRequest) -> Any:
    try:
        return json.loads(await request.text())
    except ValueError:
        return None


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
