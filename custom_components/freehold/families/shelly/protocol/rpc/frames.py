"""JSON-RPC frames, read from whatever a device sends (docs/protocols/shelly.md, Frames)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
import json
from typing import Any, Final

import orjson

from .....connection.errors import ProtocolError

FRAME_LIMIT: Final = 256 * 1024
"""Bytes. No device has the memory to build a longer frame."""

NOT_IMPLEMENTED: Final = 500

type FrameId = int | str


@dataclass(frozen=True, slots=True)
class Answer:
    """A call succeeded; its result may be None."""

    id: FrameId | None
    source: str
    result: Any


@dataclass(frozen=True, slots=True)
class Refusal:
    """A call failed."""

    id: FrameId | None
    source: str
    code: int
    message: str


@dataclass(frozen=True, slots=True)
class Notification:
    """The device tells something by itself."""

    source: str
    method: str
    """In lower case: devices do not agree with each other on the rest."""
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Request:
    """The device asks us something."""

    id: FrameId
    source: str
    method: str
    params: Mapping[str, Any]


type Frame = Answer | Refusal | Notification | Request


@dataclass(frozen=True, slots=True)
class Call:
    """What a device shall do. Parameters may hold secrets, so they are in no representation."""

    method: str
    params: Mapping[str, Any] | None = field(default=None, repr=False)
    confidential: bool = False
    """What the device says to it may repeat a secret, so it is not passed on."""

    def encode(
        self, number: int, source: str, auth: Mapping[str, str | int] | None
    ) -> bytes:
        """Return the frame. A non-empty `source` is what makes notifications come."""
        frame: dict[str, Any] = {
            "jsonrpc": "2.0",
            "id": number,
            "src": source,
            "method": self.method,
        }
        if self.params is not None:
            frame["params"] = self.params
        if auth is not None:
            frame["auth"] = auth
        return orjson.dumps(frame)


def refuse(request: Request, source: str) -> bytes:
    """Return the frame that says that we offer no methods."""
    # Not orjson: what we give back may hold what it does not take.
    return json.dumps(
        {
            "id": request.id,
            "src": source,
            "dst": request.source,
            "error": {"code": NOT_IMPLEMENTED, "message": "Not Implemented"},
        }
    ).encode()


def parse_frames(data: bytes) -> tuple[Frame, ...]:
    """Read a message: one frame, or several one after the other.

    Total: any bytes give frames or a ProtocolError, and half a frame gives the latter.
    """
    if len(data) > FRAME_LIMIT:
        raise ProtocolError(f"a frame is longer than {FRAME_LIMIT} bytes")
    try:
        return (_frame(orjson.loads(data)),)
    except orjson.JSONDecodeError:
        return tuple(map(_frame, _documents(data)))


def _documents(data: bytes) -> list[Any]:
    """Split a message that is not one JSON document. Raises ProtocolError."""
    decoder = json.JSONDecoder()
    documents: list[Any] = []
    try:
        rest = data.decode().strip()
        while rest:
            document, end = decoder.raw_decode(rest)
            documents.append(document)
            rest = rest[end:].lstrip()
    except (ValueError, RecursionError) as err:
        raise ProtocolError("a frame is cut off or no JSON") from err
    if not documents:
        raise ProtocolError("an empty frame")
    return documents


def _frame(body: Any) -> Frame:
    """Tell the four kinds of frames apart. Raises ProtocolError."""
    if not isinstance(body, dict):
        raise ProtocolError("a frame is not a JSON object")
    number = _id(body.get("id"))
    source = body.get("src")
    if not isinstance(source, str):
        source = ""
    if "method" in body:
        return _asking(body, number, source)
    if (error := body.get("error")) is not None:
        return _refusal(error, number, source)
    if "result" in body:
        return Answer(number, source, body["result"])
    raise ProtocolError("a frame neither asks nor answers")


def _asking(
    body: dict[str, Any], number: FrameId | None, source: str
) -> Notification | Request:
    method, params = body["method"], body.get("params")
    if not isinstance(method, str) or not isinstance(params, dict | None):
        raise ProtocolError("a frame's method or parameters are malformed")
    if number is None:
        return Notification(source, method.lower(), params or {})
    return Request(number, source, method.lower(), params or {})


def _refusal(error: Any, number: FrameId | None, source: str) -> Refusal:
    code = error.get("code") if isinstance(error, dict) else None
    if isinstance(code, float) and code.is_integer():
        code = int(code)
    if type(code) is not int:
        raise ProtocolError("a frame's error is malformed")
    message = error.get("message")
    return Refusal(number, source, code, message if isinstance(message, str) else "")


def _id(value: Any) -> FrameId | None:
    """Accept what JSON may have made of our number."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if value is None or isinstance(value, str) or type(value) is int:
        return value
    raise ProtocolError("a frame's id is malformed")
