"""From a request frame to its answer."""

from dataclasses import dataclass
import json
from typing import Any

from ...faults import Faults
from .authentication import Authentication, Outcome, Verdict
from .board import Board, Json
from .errors import Code, RpcError, invalid
from .faults import Fault
from .request_log import Request, RequestLog, Transport, without_secrets
from .rpc import Rpc

FREE_METHODS = frozenset({"shelly.getdeviceinfo", "wifi.listapclients"})
"""Need no password even where there is one."""
ON_THE_WIRE = (
    Fault.HANG,
    Fault.DROP,
    Fault.LOST_ANSWER,
    Fault.HALF_FRAME,
    Fault.TWO_FRAMES,
    Fault.GARBAGE_FRAME,
)
_SOURCES = {
    Transport.HTTP: "HTTP_in",
    Transport.WEBSOCKET: "WS_in",
    Transport.OUTBOUND: "WS_out",
}
_GARBAGE = '\x00\x15{"id":,]'


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a request."""

    verdict: Verdict
    result: Any = None
    error: RpcError | None = None

    def frame(self, request: Json, src: str) -> Json:
        """Return the answering frame."""
        addressed: Json = {"id": request.get("id"), "src": src}
        if "src" in request:
            addressed["dst"] = request["src"]
        if self.error is not None:
            return {**addressed, "error": self.error.frame}
        return {**addressed, "result": self.result}


class Frames:
    """The desk where all transports bring their requests."""

    def __init__(
        self,
        board: Board,
        rpc: Rpc,
        authentication: Authentication,
        faults: Faults[Fault],
        log: RequestLog,
    ) -> None:
        """Answer for this device."""
        self._board = board
        self.rpc = rpc
        self.authentication = authentication
        self.faults = faults
        self.log = log

    def answer(
        self, request: Json, transport: Transport, verdict: Verdict | None = None
    ) -> Answer:
        """Judge a request and carry it out; `verdict` where the transport has judged already."""
        method = request["method"]
        free = transport is Transport.OUTBOUND or method.lower() in FREE_METHODS
        verdict = self._forced(method) or (
            Verdict(Outcome.GRANTED)
            if free
            else verdict or self.authentication.frame(request.get("auth"))
        )
        answer = self._carry_out(request, transport, verdict)
        self.log.add(
            Request(
                transport=transport,
                method=self.rpc.name_of(method),
                params=without_secrets(request.get("params")),
                code=int(answer.error.code) if answer.error else 200,
                authenticated=verdict.outcome is Outcome.GRANTED
                and verdict.used_nonce is not None,
                nonce=verdict.used_nonce,
                nc=verdict.used_count,
            )
        )
        return answer

    def wire_fault(self, method: str) -> Fault | None:
        """Return what is to go wrong with the answer to this method."""
        return next((f for f in ON_THE_WIRE if self.faults.take(f, method)), None)

    def _forced(self, method: str) -> Verdict | None:
        if self.faults.take(Fault.TOO_MANY_REQUESTS, method):
            return Verdict(
                Outcome.LOCKED_OUT, "Too many failed authentication attempts"
            )
        if self.faults.take(Fault.UNAUTHORIZED, method):
            return self.authentication.challenge()
        return None

    def _carry_out(
        self, request: Json, transport: Transport, verdict: Verdict
    ) -> Answer:
        if verdict.outcome is Outcome.CHALLENGED:
            message = self.authentication.frame_challenge(verdict)
            return Answer(verdict, error=RpcError(Code.UNAUTHORIZED, message))
        if verdict.outcome is Outcome.LOCKED_OUT:
            error = RpcError(Code.TOO_MANY_REQUESTS, verdict.reason)
            return Answer(verdict, error=error)
        params = request.get("params") or {}
        if not isinstance(params, dict):
            return Answer(verdict, error=invalid("params"))
        self._board.source = _SOURCES[transport]
        try:
            result = self.rpc.call(request["method"], params)
        except RpcError as err:
            return Answer(verdict, error=err)
        return Answer(verdict, result=self.distorted(result))

    def distorted(self, value: Any) -> Any:
        """Return a value with its integers made floats, if so ordered."""
        return _floats(value) if self.faults.active(Fault.FLOATS) else value


def dump(value: object) -> str:
    """Return JSON as compact as a device writes it."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def spoil(fault: Fault | None, text: str) -> str:
    """Return the text as the fault has it."""
    if fault is Fault.HALF_FRAME:
        return text[: len(text) // 2]
    if fault is Fault.TWO_FRAMES:
        return text + text
    return _GARBAGE if fault is Fault.GARBAGE_FRAME else text


def _floats(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: inner if name == "id" else _floats(inner)
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [_floats(inner) for inner in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return value
