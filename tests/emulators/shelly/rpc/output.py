"""Outputs that are on or off: switches and lights."""

from collections.abc import Mapping
from typing import Any, ClassVar, override

from ...timers import Timer
from .arguments import argument, number
from .board import Json
from .component import Component
from .errors import Code, RpcError
from .metering import Metered

_LONGEST_TIMER = 86400.0


class Output(Metered):
    """What switches and lights have in common: a load behind a relay or dimmer, and a timer."""

    _timer: Timer | None = None

    @override
    def boot(self) -> None:
        self.start_meter()
        self.state["source"] = "init"
        initial = self.config.get("initial_state")
        if initial in {"on", "off"}:
            self.state["output"] = initial == "on"
        self.measure(self.drawn())

    @override
    def drawn(self) -> float:
        return super().drawn() if self.state["output"] else 0.0

    def connect(self, watts: float) -> None:
        """Connect another load; too much of it trips the output."""
        self.load = watts
        limit = self.config.get("power_limit")
        if self.state["output"] and limit is not None and watts > limit:
            self.state["errors"] = ["overpower"]
            self.switch(on=False, source="overpower")
            self.publish({"errors": ["overpower"]})
        elif self.state["output"]:
            self.publish(self.measure(self.drawn()))
        if limit is None or watts <= limit:
            self.state.pop("errors", None)

    def switch(
        self, *, on: bool, source: str, seconds: float | None = None, **more: object
    ) -> bool:
        """Switch, start the timer that belongs to it, and return whether it was on."""
        if on and "overpower" in self.state.get("errors", ()):
            raise RpcError(Code.FAILED_PRECONDITION, "Overpower condition is present!")
        was_on = bool(self.state["output"])
        self._stop_timer()
        changes: Json = {"output": on, "source": source, **more}
        self.state.update(changes)
        changes |= self.measure(self.drawn())
        changes |= self._start_timer(on=on, seconds=seconds)
        self.publish(changes)
        return was_on

    def turn(self, params: Mapping[str, Any]) -> Json | None:
        """Carry out `Set`."""
        on = argument(params, "on", bool)
        seconds = number(params, "toggle_after", 0.1, _LONGEST_TIMER)
        return {"was_on": self.switch(on=on, source=self.board.source, seconds=seconds)}

    def toggle(self, params: Mapping[str, Any]) -> Json:
        """Carry out `Toggle`."""
        return {
            "was_on": self.switch(on=not self.state["output"], source=self.board.source)
        }

    def _start_timer(self, *, on: bool, seconds: float | None) -> Json:
        automatic = "auto_off" if on else "auto_on"
        if seconds is None and self.config.get(automatic):
            seconds = float(self.config[f"{automatic}_delay"])
        if seconds is None:
            return {}
        self._timer = self.board.after(seconds, lambda: self._timer_over(on=not on))
        timer = {
            "timer_started_at": round(self.board.unixtime(), 2),
            "timer_duration": seconds,
        }
        self.state.update(timer)
        return timer

    def _timer_over(self, *, on: bool) -> None:
        self.switch(on=on, source="timer")

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self.state.pop("timer_started_at", None)
        self.state.pop("timer_duration", None)


class Switch(Output):
    """`switch:N`."""

    VERBS: ClassVar[Mapping[str, str]] = {
        "Set": "turn",
        "Toggle": "toggle",
        "ResetCounters": "reset_counters",
    }


class Light(Output):
    """`light:N`: a dimmer. Modelled: it is at its new brightness at once."""

    VERBS: ClassVar[Mapping[str, str]] = {
        "Set": "turn",
        "Toggle": "toggle",
        "ResetCounters": "reset_counters",
    }

    @override
    def drawn(self) -> float:
        return super().drawn() * float(self.state["brightness"]) / 100

    @override
    def turn(self, params: Mapping[str, Any]) -> Json | None:
        if "on" not in params and "brightness" not in params:
            raise RpcError(
                Code.INVALID_ARGUMENT,
                "At least one of 'on' and 'brightness' is required!",
            )
        brightness = number(params, "brightness", 0, 100)
        number(params, "transition_duration", 0, 10800)
        on = argument(params, "on", bool, brightness != 0)
        more = {} if brightness is None else {"brightness": brightness}
        seconds = number(params, "toggle_after", 0.1, _LONGEST_TIMER)
        self.switch(on=on, source=self.board.source, seconds=seconds, **more)
        return None


class Input(Component):
    """`input:N`: a wall switch or button."""

    VERBS: ClassVar[Mapping[str, str]] = {"Trigger": "trigger"}
    drives: Output | None = None
    """The switch of the same number."""
    EVENTS = ("single_push", "double_push", "triple_push", "long_push")

    @override
    def configured(self) -> None:
        """Show no state where there is none to show."""
        is_switch = self.config["type"] == "switch" and self.config.get("enable", True)
        self.change(state=bool(self.state.get("state")) if is_switch else None)

    def trigger(self, params: Mapping[str, Any]) -> None:
        """Carry out `Trigger`."""
        self.press(argument(params, "event_type", str))

    def press(self, event: str) -> None:
        """Press a button: what comes before and after the push is reported, too."""
        if event not in self.EVENTS or self.config["type"] != "button":
            raise RpcError(
                Code.INVALID_ARGUMENT, f"Event {event} is not available on {self.key}!"
            )
        presses = self.EVENTS.index(event) + 1 if event != "long_push" else 1
        for _ in range(presses):
            self.board.emit(self.key, "btn_down")
            if event == "long_push":
                self.board.emit(self.key, event)
            self.board.emit(self.key, "btn_up")
        if event != "long_push":
            self.board.emit(self.key, event)

    def flip(self, *, on: bool) -> None:
        """Move a wall switch."""
        if self.config["type"] != "switch":
            raise RpcError(Code.FAILED_PRECONDITION, f"{self.key} is not a switch")
        self.change(state=on)
        mode = self.drives.config.get("in_mode") if self.drives else None
        if self.drives is not None and mode in {"follow", "flip"}:
            wanted = on if mode == "follow" else not self.drives.state["output"]
            self.drives.switch(on=wanted, source="switch")
