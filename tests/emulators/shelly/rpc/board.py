"""What the components of a device stand on: time, randomness, and the way to the outside."""

from collections.abc import Callable
from random import Random
from typing import Any

from ...clock import DeviceClock
from ...timers import Timer, Timers

type Json = dict[str, Any]


class Board:
    """One circuit board."""

    def __init__(
        self, clock: DeviceClock, timers: Timers, unixtime: float, random: Random
    ) -> None:
        """Start with this time of day."""
        self._clock = clock
        self._timers = timers
        self._born = unixtime
        self.random = random
        self.source = "init"
        """Where the command that is being carried out came from."""
        self.cfg_rev = 0
        self.restart_required = False
        self.revisions = {"kvs_rev": 0, "schedule_rev": 0, "webhook_rev": 0}
        self.on_status: Callable[[Json], None] = _ignore
        self.on_event: Callable[[Json], None] = _ignore

    def now(self) -> float:
        """Return device seconds."""
        return self._clock.now()

    def unixtime(self) -> float:
        """Return the time of day in seconds since 1970."""
        return self._born + self._clock.now()

    def after(self, seconds: float, act: Callable[[], None]) -> Timer:
        """Let something happen later."""
        return self._timers.after(seconds, act)

    def publish(self, key: str, changes: Json | None) -> None:
        """Tell everybody what has changed; None: the component is gone."""
        self.on_status({key: changes})

    def emit(self, component: str, event: str, **more: object) -> None:
        """Tell everybody that something has happened."""
        number = component.partition(":")[2]
        self.on_event(
            {
                "component": component,
                **({"id": int(number)} if number else {}),
                "event": event,
                **more,
                "ts": round(self.unixtime(), 2),
            }
        )

    def written(self, component: str, *, restart: bool) -> None:
        """Count a change of the configuration."""
        self.cfg_rev += 1
        self.restart_required = self.restart_required or restart
        self.emit(
            component,
            "config_changed",
            restart_required=self.restart_required,
            cfg_rev=self.cfg_rev,
        )


def _ignore(message: Json) -> None:
    """Nobody listens yet."""
