"""What people have connected to the outputs; it stays connected through restarts."""

from collections.abc import Callable

from .machine import Machine
from .parts import Parts

_SWING = 0.02


class Loads:
    """Watts by output, and how they fluctuate."""

    def __init__(
        self,
        machine: Machine,
        parts: Callable[[], Parts],
        interval: float | None,
    ) -> None:
        """Connect nothing; the power fluctuates every `interval` device seconds, if given."""
        self._machine = machine
        self._parts = parts
        self._interval = interval
        self._watts: dict[int, float] = {}
        self._swing = _SWING

    def connect(self, index: int, watts: float) -> None:
        """Connect a load to an output."""
        self._parts().outputs[index].connect(watts)
        self._watts[index] = watts

    def boot(self) -> None:
        """Connect what is there to outputs that are new."""
        self._connect(1)
        if self._interval is not None:
            self._machine.timers.after(self._interval, self._fluctuate)

    def _fluctuate(self) -> None:
        self._swing = -self._swing
        self._connect(1 + self._swing)
        assert self._interval is not None
        self._machine.timers.after(self._interval, self._fluctuate)

    def _connect(self, factor: float) -> None:
        outputs = self._parts().outputs
        for index, watts in self._watts.items():
            if index < len(outputs):
                outputs[index].connect(round(watts * factor, 2))
