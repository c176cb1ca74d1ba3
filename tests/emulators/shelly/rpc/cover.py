"""`cover:N`: a shutter that takes time to move."""

from collections.abc import Mapping
from typing import Any, ClassVar, override

from ...timers import Timer
from .arguments import argument, number
from .board import Json
from .errors import Code, RpcError, missing
from .metering import Metered

_REPORT_SECONDS = 1.0
_MOTOR_WATTS = 120.0
_LIMITS: Mapping[str, float] = {"open": 100.0, "close": 0.0}
_MOVING: Mapping[str, str] = {"open": "opening", "close": "closing"}


class Cover(Metered):
    """Moves at a steady speed, and reports where it is once a second."""

    VERBS: ClassVar[Mapping[str, str]] = {
        "Open": "open",
        "Close": "close",
        "Stop": "stop",
        "GoToPosition": "go_to_position",
        "Calibrate": "calibrate",
        "ResetCounters": "reset_counters",
    }
    travel_seconds = 20.0
    """From one end to the other."""

    _position = 50.0
    _target = 50.0
    _moved = 0.0
    _direction: str | None = None
    _report: Timer | None = None

    @override
    def boot(self) -> None:
        self.start_meter()
        self.load = _MOTOR_WATTS
        self._direction = None
        self._position = float(self.state.get("current_pos") or 0)
        self.state |= {"state": self._resting(), "source": "init"}

    @override
    def status(self) -> Json:
        self._settle()
        return super().status()

    @override
    def drawn(self) -> float:
        return _MOTOR_WATTS if self._direction else 0.0

    def open(self, params: Mapping[str, Any]) -> None:
        """Carry out `Open`."""
        self._go("open", _LIMITS["open"], number(params, "duration", 0.1, 300))

    def close(self, params: Mapping[str, Any]) -> None:
        """Carry out `Close`."""
        self._go("close", _LIMITS["close"], number(params, "duration", 0.1, 300))

    def stop(self, params: Mapping[str, Any]) -> None:
        """Carry out `Stop`."""
        self._rest(self.board.source)

    def go_to_position(self, params: Mapping[str, Any]) -> None:
        """Carry out `GoToPosition`."""
        if not self.state["pos_control"]:
            raise RpcError(Code.FAILED_PRECONDITION, "Cover is not calibrated!")
        self._settle()
        if "pos" in params:
            target = number(params, "pos", 0, 100)
        elif "rel" in params:
            target = self._position + number(params, "rel", -100, 100)
        else:
            raise missing("pos")
        target = min(100.0, max(0.0, float(target)))
        self._go("open" if target > self._position else "close", target)

    def calibrate(self, params: Mapping[str, Any]) -> None:
        """Carry out `Calibrate`. Modelled: it is done at once."""
        self.change(pos_control=True, current_pos=round(self._position))

    def obstruct(self, params: Mapping[str, Any]) -> None:
        """Let something stand in the way."""
        argument(params, "id", int, 0)
        self._rest("obstruction")
        self.state["errors"] = ["obstruction"]
        self.publish({"errors": ["obstruction"]})

    def _go(self, direction: str, target: float, seconds: float | None = None) -> None:
        self._settle()
        self.state.pop("errors", None)
        if seconds is not None:
            way = seconds / self.travel_seconds * 100
            target = self._position + (way if direction == "open" else -way)
        self._target = min(100.0, max(0.0, target))
        if round(self._target) == round(self._position):
            self._rest(self.board.source)
            return
        self._direction = direction
        changes: Json = {
            "state": _MOVING[direction],
            "source": self.board.source,
            "last_direction": direction,
            "move_started_at": round(self.board.unixtime(), 2),
            "move_timeout": float(self.config[f"maxtime_{direction}"]),
        }
        if self.state["pos_control"]:
            changes["target_pos"] = round(self._target)
        self.state |= changes
        self.publish({**changes, **self.measure(self.drawn())})
        self._report_later()

    def _report_later(self) -> None:
        if self._report is not None:
            self._report.cancel()
        left = abs(self._target - self._position) / 100 * self.travel_seconds
        self._report = self.board.after(min(_REPORT_SECONDS, left), self._progress)

    def _progress(self) -> None:
        self._settle()
        if abs(self._target - self._position) < 0.001:
            self._position = self._target
            self._rest("limit_switch" if self._target in {0, 100} else "timeout")
            return
        self.publish({**self._where(), **self.readings()})
        self._report_later()

    def _rest(self, source: str) -> None:
        self._settle()
        self._direction = None
        if self._report is not None:
            self._report.cancel()
            self._report = None
        for name in ("move_started_at", "move_timeout", "target_pos"):
            self.state.pop(name, None)
        changes: Json = {"state": self._resting(), "source": source, **self._where()}
        self.state |= changes
        self.publish({**changes, **self.measure(0.0)})

    def _resting(self) -> str:
        ends = {100: "open", 0: "closed"}
        return ends.get(round(self._position), "stopped")

    def _where(self) -> Json:
        known = self.state["pos_control"]
        return {"current_pos": round(self._position)} if known else {}

    def _settle(self) -> None:
        now = self.board.now()
        if self._direction:
            way = (now - self._moved) / self.travel_seconds * 100
            left = self._target - self._position
            self._position += min(way, abs(left)) * (1 if left > 0 else -1)
            self.state |= self._where()
        self._moved = now
