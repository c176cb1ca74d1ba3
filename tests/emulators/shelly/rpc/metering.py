"""Power, current, and the energy they add up to."""

from typing import override

from .board import Board, Json
from .component import Component

_MINUTE = 60
_REMEMBERED_MINUTES = 3


class Meter:
    """Adds up power over time: Wh in total, mWh in each of the last three minutes."""

    def __init__(self, board: Board, total: float = 0.0) -> None:
        """Begin with nothing connected."""
        self._board = board
        self._settled = board.unixtime()
        self._running_minute = 0.0
        self._by_minute = [0.0] * _REMEMBERED_MINUTES
        self.total = total
        self.power = 0.0

    def set_power(self, watts: float) -> None:
        """Change the power from now on."""
        self.settle()
        self.power = watts

    def reset(self) -> None:
        """Start counting again."""
        self.settle()
        self.total = self._running_minute = 0.0
        self._by_minute = [0.0] * _REMEMBERED_MINUTES

    def settle(self) -> None:
        """Add what has flowed since the last time."""
        now = self._board.unixtime()
        late = now - (_REMEMBERED_MINUTES + 1) * _MINUTE
        if self._settled < late:
            self.total += self.power * (late - self._settled) / 3600
            self._settled = late
        while self._settled < now:
            minute_end = (self._settled // _MINUTE + 1) * _MINUTE
            until = min(now, minute_end)
            wh = self.power * (until - self._settled) / 3600
            self.total += wh
            self._running_minute += wh * 1000
            self._settled = until
            if until == minute_end:
                self._by_minute = [self._running_minute, *self._by_minute[:-1]]
                self._running_minute = 0.0

    def energy(self) -> Json:
        """Return `aenergy`."""
        self.settle()
        return {
            "total": round(self.total, 3),
            "by_minute": [round(mwh, 3) for mwh in self._by_minute],
            "minute_ts": int(self._settled // _MINUTE * _MINUTE),
        }


class Metered(Component):
    """A component with a meter, if the model has one: `apower` is in its status then."""

    load: float | None = None
    """What is connected, in W; None: what the first status says."""
    meter: Meter

    @property
    def metered(self) -> bool:
        """Return whether this model measures."""
        return "apower" in self.state

    def start_meter(self) -> None:
        """Begin to measure from what the status says."""
        energy = self.state.get("aenergy") or {}
        self.meter = Meter(self.board, float(energy.get("total") or 0.0))
        if self.load is None:
            self.load = float(self.state.get("apower") or 0.0)

    @override
    def halt(self) -> None:
        if self.metered:
            self.state["aenergy"] = self.meter.energy()

    def measure(self, watts: float) -> Json:
        """Take the power from now on, and return the readings that change with it."""
        self.meter.set_power(watts)
        return self.readings() if self.metered else {}

    def readings(self) -> Json:
        """Return power, voltage and current of this moment."""
        volts = self.state.get("voltage") or 230.0
        watts = round(self.meter.power, 1)
        return {
            "apower": watts,
            "voltage": volts,
            "current": round(watts / volts, 3) if volts else 0,
        }

    @override
    def status(self) -> Json:
        if not self.metered:
            return self.state
        return {**self.state, **self.readings(), "aenergy": self.meter.energy()}

    @override
    def fluctuate(self) -> Json | None:
        if not self.metered:
            return None
        vary = self.board.random.uniform
        self.state["voltage"] = round(230 + vary(-3, 3), 1)
        if self.meter.power:
            self.meter.set_power(self.drawn() * vary(0.97, 1.03))
        return {**self.readings(), "aenergy": self.meter.energy()}

    def drawn(self) -> float:
        """Return the power that is drawn in the present state."""
        return self.load or 0.0

    def reset_counters(self, params: Json) -> Json:
        """Return what the counters had, and set them to zero."""
        before = self.meter.energy()
        self.meter.reset()
        self.publish({"aenergy": self.meter.energy()})
        return {"aenergy": {"total": before["total"]}}
