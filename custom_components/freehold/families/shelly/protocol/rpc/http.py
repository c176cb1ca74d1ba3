"""Calls over HTTP: for devices that sleep, and beside a WebSocket that fails (docs/protocols/shelly.md, Channels)."""

from contextlib import suppress
from typing import Any, Final, override

from aiohttp import ClientSession, hdrs
import orjson

from .....connection.errors import DeviceBusyError, ProtocolError
from ..endpoint import Endpoint
from ..exchange import HttpAnswer, HttpRequest, exchange, read_info
from ..info import DeviceInfo
from .channel import Challenged, Channel, ChannelKind, Failed, Reply, Succeeded
from .digest import Challenge, Proof
from .frames import Answer, Call, Refusal, parse_frames

_PATH: Final = "/rpc"


class HttpChannel(Channel):
    """Posts one frame at a time. Follows a device that turns to HTTPS."""

    kind = ChannelKind.HTTP

    def __init__(self, session: ClientSession, endpoint: Endpoint, source: str) -> None:
        """`source` is what we call ourselves."""
        self._session = session
        self._source = source
        self._number = 0
        self.endpoint = endpoint
        """Where the device answers now."""

    async def info(self) -> DeviceInfo:
        """Ask who answers, without a password. Raises what `read_info` raises."""
        info, self.endpoint = await read_info(self._session, self.endpoint)
        return info

    @override
    async def exchange(self, call: Call, proof: Proof | None) -> Reply:
        """Post one call. Raises ConnectionLostError, DeviceBusyError, ProtocolError."""
        self._number += 1
        headers: dict[str, str] = {hdrs.CONTENT_TYPE: "application/json"}
        if proof is not None:
            headers[hdrs.AUTHORIZATION] = proof.as_header(hdrs.METH_POST, _PATH)
        answer = await exchange(
            self._session,
            self.endpoint,
            HttpRequest(
                method=hdrs.METH_POST,
                path=_PATH,
                headers=headers,
                body=call.encode(self._number, self._source, None),
            ),
        )
        self.endpoint = answer.endpoint
        if answer.status == 401:
            return Challenged(_challenge(answer))
        return self._reply(answer)

    def _reply(self, answer: HttpAnswer) -> Reply:
        """Read the body whatever the status: it says more."""
        try:
            frames = parse_frames(answer.body)
        except ProtocolError:
            return _bare(answer)
        for frame in frames:
            if isinstance(frame, Answer | Refusal) and frame.id in (None, self._number):
                return read_reply(frame)
        raise ProtocolError("the device answered another call than ours")


def read_reply(frame: Answer | Refusal) -> Reply:
    """Return what a frame says to a call. Raises ProtocolError for a malformed challenge."""
    if isinstance(frame, Answer):
        return Succeeded(frame.result)
    if frame.code == 401:
        return Challenged(Challenge.parse_message(frame.message))
    return Failed(frame.code, frame.message)


def _bare(answer: HttpAnswer) -> Reply:
    """Read an error that is no frame: an object with code and message, or only a status."""
    body: Any = None
    with suppress(orjson.JSONDecodeError):
        body = orjson.loads(answer.body)
    if isinstance(body, dict) and type(body.get("code")) is int:
        return Failed(body["code"], str(body.get("message", "")))
    if answer.status == 429:
        return Failed(429)
    if answer.status == 503:
        raise DeviceBusyError("the device is busy")
    if answer.status == 404:
        return Failed(404)
    raise ProtocolError(f"the device answered with status {answer.status} and no frame")


def _challenge(answer: HttpAnswer) -> Challenge:
    """Return the first challenge that we can answer. Raises ProtocolError."""
    failure = ProtocolError("the device asks for a password, but not how")
    for header in answer.headers.getall(hdrs.WWW_AUTHENTICATE, ()):
        try:
            return Challenge.parse_header(header)
        except ProtocolError as err:
            failure = err
    raise failure
