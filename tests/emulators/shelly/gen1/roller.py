"""A shutter that takes time to move."""

from ...timers import Timer
from .machine import Machine
from .meter import Meter
from .output import percent
from .values import Json, bad, number

MOTOR_WATTS = 120.0
_OPPOSITE = {"open": "close", "close": "open"}


class Roller:
    """`rollers[]`: 0 is closed, 100 is open."""

    def __init__(
        self, machine: Machine, settings: Json, template: Json, meter: Meter | None
    ) -> None:
        """Stand where the template says."""
        self._machine = machine
        self._settings = settings
        self._template = template
        self._meter = meter
        position = template.get("current_pos", 50)
        self._position = float(position) if isinstance(position, int) else 50.0
        self._target = self._position
        self._moved = machine.clock.now()
        self._end: Timer | None = None
        self.travel_seconds = 15.0
        """From one end to the other."""
        self.state = "stop"
        self.last_direction = "stop"
        self.stop_reason = "normal"
        self.source = "init"
        self.safety_switch = False

    @property
    def position(self) -> float:
        """Return where it is, in per cent."""
        self._settle()
        return self._position

    def boot(self) -> None:
        """Stand still after a restart."""
        self._stand("normal", "init")

    def control(self, params: dict[str, str]) -> None:
        """Carry out `go`, `roller_pos` and `duration`."""
        go = params.get("go", "to_pos" if "roller_pos" in params else None)
        seconds = _seconds(params)
        if go == "to_pos":
            target = percent("roller_pos", params)
            if target is None or not self._settings["positioning"]:
                raise bad("roller_pos")
            self.move_to(float(target), "http")
        elif go == "stop":
            self.stop("http")
        elif go in _OPPOSITE:
            self.move(go, "http", seconds)
        elif go is not None:
            raise bad("go")

    def move(self, direction: str, source: str, seconds: float | None = None) -> None:
        """Open or close, for so long or to the end."""
        end = 100.0 if direction == "open" else 0.0
        if seconds is None:
            target = end
        else:
            way = seconds / self.travel_seconds * 100
            target = self.position + (way if direction == "open" else -way)
        self._go(direction, min(100.0, max(0.0, target)), source)

    def move_to(self, target: float, source: str) -> None:
        """Go to a position."""
        self._go("open" if target > self.position else "close", target, source)

    def stop(self, source: str) -> None:
        """Stop where it is."""
        self._stand("normal", source)
        self._machine.on_change()

    def obstruct(self) -> None:
        """Let something stand in the way: it matters where the settings say so."""
        mode = self._settings["obstacle_mode"]
        moving = {"open": "while_opening", "close": "while_closing"}.get(self.state)
        if moving is None or mode not in {moving, "while_moving"}:
            return
        back = _OPPOSITE[self.state]
        self._stand("obstacle", "obstacle")
        if self._settings["obstacle_action"] == "reverse":
            self._go(back, 100.0 if back == "open" else 0.0, "obstacle")
            self.stop_reason = "obstacle"
        self._machine.on_change()

    def push_button(self, index: int) -> None:
        """Push one of the two buttons: it moves, or stops a movement."""
        if self.state != "stop":
            self.stop("input")
        else:
            self.move("open" if index == 0 else "close", "input")

    def status(self) -> Json:
        """Return its part of `/status`, and what `go` answers."""
        live: Json = {
            "state": self.state,
            "source": self.source,
            "power": self._watts(),
            "safety_switch": self.safety_switch,
            "stop_reason": self.stop_reason,
            "last_direction": self.last_direction,
            "current_pos": self._shown(),
            "positioning": self._settings["positioning"],
        }
        return {name: live.get(name, value) for name, value in self._template.items()}

    def settings(self) -> Json:
        """Return its part of `/settings`."""
        live: Json = {
            "state": self.state,
            "power": self._watts(),
            "safety_switch": self.safety_switch,
        }
        return {name: live.get(name, value) for name, value in self._settings.items()}

    def _shown(self) -> int:
        return round(self.position) if self._settings["positioning"] else -1

    def _watts(self) -> float:
        return 0.0 if self.state == "stop" else MOTOR_WATTS

    def _go(self, direction: str, target: float, source: str) -> None:
        self._settle()
        self._cancel()
        way = abs(target - self._position)
        if way < 0.5:
            self._stand("normal", source)
        else:
            self.state = self.last_direction = direction
            self.source, self.stop_reason = source, "normal"
            self._target = target
            self._end = self._machine.timers.after(
                way / 100 * self.travel_seconds, self._arrive
            )
            self._draw()
        self._machine.on_change()

    def _arrive(self) -> None:
        self._settle()
        self._position = self._target
        self._stand("normal", self.source)
        self._machine.on_change()

    def _stand(self, reason: str, source: str) -> None:
        self._settle()
        self._cancel()
        self.state, self.stop_reason, self.source = "stop", reason, source
        self._draw()

    def _draw(self) -> None:
        if self._meter is not None:
            self._meter.draw(self._watts())

    def _cancel(self) -> None:
        if self._end is not None:
            self._end.cancel()
            self._end = None

    def _settle(self) -> None:
        now = self._machine.clock.now()
        if self.state != "stop":
            way = (now - self._moved) / self.travel_seconds * 100
            left = self._target - self._position
            self._position += min(way, abs(left)) * (1 if left > 0 else -1)
        self._moved = now


def _seconds(params: dict[str, str]) -> float | None:
    try:
        return number(0, 300)(params["duration"]) if params.get("duration") else None
    except ValueError as err:
        raise bad("duration") from err
