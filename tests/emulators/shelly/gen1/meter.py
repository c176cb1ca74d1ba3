"""A power meter: W, and W-min as Gen1 counts energy."""

from .machine import Machine
from .values import Json

_MINUTE = 60.0
_KEPT_MINUTES = 3


class Meter:
    """`meters[]`. Modelled: everything is counted from the last restart on."""

    def __init__(self, machine: Machine, template: Json) -> None:
        """Begin at zero, with the fields of the template."""
        self._machine = machine
        self._template = template
        self._settled = machine.clock.now()
        self._minute = 0.0
        self._counters = [0.0] * _KEPT_MINUTES
        self._total = 0.0
        self.watts = 0.0
        self.overpower = 0.0

    def draw(self, watts: float) -> None:
        """Let the load draw so much from now on."""
        self._settle()
        self.watts = watts

    def status(self) -> Json:
        """Return its part of `/status`; a device without a meter reports only a constant."""
        self._settle()
        live: Json = {
            "power": round(self.watts, 2),
            "overpower": round(self.overpower, 2),
            "timestamp": self._machine.local_timestamp(),
            "counters": [round(minute, 3) for minute in self._counters],
            "total": int(self._total),
        }
        return {name: live.get(name, value) for name, value in self._template.items()}

    def _settle(self) -> None:
        now = self._machine.clock.now()
        while self._settled < now:
            end = min(now, (self._settled // _MINUTE + 1) * _MINUTE)
            used = self.watts * (end - self._settled) / _MINUTE
            self._minute += used
            self._total += used
            self._settled = end
            if end % _MINUTE == 0:
                self._counters = [self._minute, *self._counters[:-1]]
                self._minute = 0.0
