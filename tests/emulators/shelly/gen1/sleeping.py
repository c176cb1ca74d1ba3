"""When a battery device is awake."""

from collections.abc import Callable, Mapping

from ...timers import Timer
from .machine import Machine

_AWAKE_SECONDS: Mapping[str, float] = {"button": 180.0}
_USUALLY_AWAKE_SECONDS = 10.0
_HOUR = 3600.0


class Sleep:
    """Sleeping and waking. Modelled: ten seconds awake, three minutes after the button."""

    def __init__(
        self,
        machine: Machine,
        *,
        on_wake: Callable[[str], None],
        on_sleep: Callable[[], None],
    ) -> None:
        """Sleep; a reason comes with every wake-up."""
        self._machine = machine
        self._on_wake = on_wake
        self._on_sleep = on_sleep
        self._next: Timer | None = None
        self.awake = not machine.model.sleeping

    def wake(self, reason: str) -> None:
        """Wake up for a while."""
        if self._machine.model.sleeping:
            self.awake = True
            self._then(
                _AWAKE_SECONDS.get(reason, _USUALLY_AWAKE_SECONDS), self.fall_asleep
            )
            self._on_wake(reason)

    def fall_asleep(self) -> None:
        """Sleep until the period is over."""
        if self._machine.model.sleeping:
            self.awake = False
            period = self._machine.section("sleep_mode")["period"]
            assert isinstance(period, int)
            self._then(period * _HOUR, lambda: self.wake("periodic"))
            self._on_sleep()

    def _then(self, seconds: float, act: Callable[[], None]) -> None:
        if self._next is not None:
            self._next.cancel()
        self._next = self._machine.timers.after(seconds, act)
