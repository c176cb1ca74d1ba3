"""Relays and the dimmer: on or off, by a client, a wall switch or a timer."""

from typing import override

from ...timers import Timer
from .machine import Machine
from .meter import Meter
from .values import Json, bad, integer, number

_LONGEST_TIMER = 86400.0
_TURNS = frozenset({"on", "off", "toggle"})


class Output:
    """What relays and lights have in common."""

    def __init__(
        self, machine: Machine, settings: Json, template: Json, meter: Meter | None
    ) -> None:
        """Start as the settings say."""
        self._machine = machine
        self._settings = settings
        self._template = template
        self._meter = meter
        self._timer: Timer | None = None
        self._timer_started = 0.0
        self._timer_seconds = 0.0
        self.load = 0.0
        """What is connected draws so many watts when fully on."""
        self.is_on = bool(template["ison"])
        self.overpower = False
        self.source = "init"

    def boot(self) -> None:
        """Come up after a restart; `switch` is decided by the wall switch."""
        default = self._settings.get("default_state", "last")
        if default in {"on", "off"}:
            self.is_on = default == "on"
        self.source = "init"
        self.overpower = False
        self._stop_timer()
        self.draw()

    def follow_at_boot(self, *, closed: bool) -> None:
        """Come up as the wall switch stands, where the settings say so."""
        if self._settings.get("default_state") == "switch":
            self.is_on = closed
            self.draw()

    def control(self, params: dict[str, str]) -> None:
        """Carry out `turn` and `timer`."""
        turn = params.get("turn")
        if turn is not None and turn not in _TURNS:
            raise bad("turn")
        seconds = _read("timer", params, 0, _LONGEST_TIMER)
        if turn is not None:
            on = not self.is_on if turn == "toggle" else turn == "on"
            self.switch(on=on, source="http", seconds=seconds)

    def switch(self, *, on: bool, source: str, seconds: float | None = None) -> None:
        """Switch, and start the timer that belongs to it."""
        self._stop_timer()
        self.is_on = on
        self.source = source
        if on:
            self.overpower = False
        if seconds is None:
            automatic = self._settings.get("auto_off" if on else "auto_on")
            seconds = automatic if isinstance(automatic, int | float) else None
        if seconds:
            self._timer_started = self._machine.clock.now()
            self._timer_seconds = seconds
            self._timer = self._machine.timers.after(
                seconds, lambda: self.switch(on=not on, source="timer")
            )
        self.draw()
        self._machine.on_change()

    def connect(self, watts: float) -> None:
        """Connect another load; too much of it trips the output."""
        self.load = watts
        self.draw()
        self._machine.on_change()

    def status(self) -> Json:
        """Return its part of `/status`, and what `turn` answers."""
        live = self._live()
        return {name: live.get(name, value) for name, value in self._template.items()}

    def settings(self) -> Json:
        """Return its part of `/settings`."""
        live: Json = {"ison": self.is_on, "has_timer": self._timer is not None}
        return {name: live.get(name, value) for name, value in self._settings.items()}

    def draw(self) -> None:
        """Let the meter see the load, and trip where it is too much."""
        watts = self.drawn() if self.is_on else 0.0
        limit = self._limit()
        if self._meter is not None:
            self._meter.overpower = 0.0
        if limit and watts > limit:
            self.is_on, self.overpower, self.source = False, True, "overpower"
            self._stop_timer()
            if self._meter is not None:
                self._meter.overpower = watts
            watts = 0.0
        if self._meter is not None:
            self._meter.draw(watts)

    def drawn(self) -> float:
        """Return what is drawn when on; without a meter, what the settings say."""
        constant = self._settings.get("power")
        return float(constant) if isinstance(constant, int | float) else self.load

    def _limit(self) -> float:
        own = self._settings.get("max_power") or self._machine.settings.get("max_power")
        return float(own) if isinstance(own, int | float) else 0.0

    def _live(self) -> Json:
        running = self._timer is not None
        passed = self._machine.clock.now() - self._timer_started
        started = self._machine.unixtime() - int(passed)
        return {
            "ison": self.is_on,
            "has_timer": running,
            "timer_started": started if running else 0,
            "timer_duration": self._timer_seconds if running else 0,
            "timer_remaining": round(self._timer_seconds - passed) if running else 0,
            "overpower": self.overpower,
            "source": self.source,
        }

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class Light(Output):
    """The dimmer. Modelled: it is at its new brightness at once."""

    def __init__(
        self, machine: Machine, settings: Json, template: Json, meter: Meter | None
    ) -> None:
        """Start as the settings say."""
        super().__init__(machine, settings, template, meter)
        brightness = template.get("brightness", 100)
        assert isinstance(brightness, int)
        self.brightness = brightness
        self._transition = 0

    @override
    def control(self, params: dict[str, str]) -> None:
        brightness = _read("brightness", params, 0, 100)
        transition = _read("transition", params, 0, 5000)
        if params.get("turn", "on") not in _TURNS:
            raise bad("turn")
        if brightness is not None:
            self.brightness = int(brightness)
        if transition is not None:
            self._transition = int(transition)
        super().control(params)
        if "turn" not in params and params:
            self.draw()
            self._machine.on_change()

    @override
    def drawn(self) -> float:
        return self.load * self.brightness / 100

    @override
    def _live(self) -> Json:
        return {
            **super()._live(),
            "brightness": self.brightness,
            "transition": self._transition,
        }


def _read(name: str, params: dict[str, str], low: float, high: float) -> float | None:
    if name not in params:
        return None
    try:
        return number(low, high)(params[name])
    except ValueError as err:
        raise bad(name) from err


def percent(name: str, params: dict[str, str]) -> int | None:
    """Return a parameter of 0 to 100."""
    try:
        return integer(0, 100)(params[name]) if name in params else None
    except ValueError as err:
        raise bad(name) from err
