"""Inputs: what a person does at the wall, and what the device makes of it."""

from collections.abc import Callable

from .machine import Machine
from .values import Json

_WRAP = 0x10000


class WallInput:
    """`inputs[]`. The event stays until the next one; its counter tells that there was one."""

    def __init__(
        self,
        machine: Machine,
        template: Json,
        act: Callable[[bool | None], None],
    ) -> None:
        """Call `act` with the position of a switch, or None for a short push."""
        self._machine = machine
        self._template = template
        self._act = act
        self.closed = bool(template["input"])
        self.event = ""
        self.event_count = 0

    def flip(self, *, closed: bool) -> None:
        """Move a switch, or hold a button down."""
        if closed != self.closed:
            self.closed = closed
            self._act(closed)
            self._machine.on_change()

    def press(self, event: str) -> None:
        """Push a button: S short, L long, and with an i3 SS, SSS, SL and LS."""
        if event not in self._machine.model.input_events:
            raise ValueError(f"this model reports no {event}")
        self.event = event
        self.event_count = (self.event_count + 1) % _WRAP
        if event == "S":
            self._act(None)
        self._machine.on_change()

    def status(self) -> Json:
        """Return its part of `/status`."""
        live: Json = {
            "input": int(self.closed),
            "event": self.event,
            "event_cnt": self.event_count,
            "last_sequence": self.event,
        }
        return {name: live.get(name, value) for name, value in self._template.items()}
