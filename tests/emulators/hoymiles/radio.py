"""The radio: one inverter after the other, over and over."""

from collections.abc import Callable

from ..timers import Timers
from .plant import Plant

ROUND_SECONDS = 30.0
"""Until every inverter was heard once."""
FAST_SECONDS = 2.5
"""For each inverter, after action 33."""
FAST_FOR_SECONDS = 120.0
"""Modelled: nobody knows how long action 33 lasts."""


class Radio:
    """Brings new values into the gateway."""

    def __init__(
        self, plant: Plant, timers: Timers, on_tick: Callable[[], None]
    ) -> None:
        """Be silent until `start`; `on_tick` is called whenever some time has passed."""
        self._plant = plant
        self._timers = timers
        self._on_tick = on_tick
        self._turn = 0
        self._fast_until = 0.0

    @property
    def fast(self) -> bool:
        """Return whether somebody wants fresh values."""
        return self._plant.device_seconds < self._fast_until

    def start(self) -> None:
        """Begin the round."""
        inverters = max(1, len(self._plant.array))
        self._timers.after(
            FAST_SECONDS if self.fast else ROUND_SECONDS / inverters, self._tick
        )

    def hurry(self) -> None:
        """Bring fresh values for a while."""
        self._fast_until = self._plant.device_seconds + FAST_FOR_SECONDS

    def _tick(self) -> None:
        self._plant.settle()
        if inverters := list(self._plant.array):
            self._turn = (self._turn + 1) % len(inverters)
            self._plant.hear_if_powered(inverters[self._turn])
        self._on_tick()
        self.start()
