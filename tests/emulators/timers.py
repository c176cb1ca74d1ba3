"""What happens in a device by itself, in device time."""

import asyncio
from collections.abc import Callable
import heapq
from itertools import count

from .clock import DeviceClock

_SHORTEST_WAIT = 0.001


class Timer:
    """One thing that will happen unless it is cancelled."""

    __slots__ = ("act", "due")

    def __init__(self, due: float, act: Callable[[], None]) -> None:
        """Let it happen at `due`, in device seconds."""
        self.due = due
        self.act: Callable[[], None] | None = act

    def cancel(self) -> None:
        """Let it not happen."""
        self.act = None


class Timers:
    """A queue in device time; real time drives it, and `advance` drives it faster."""

    def __init__(self, clock: DeviceClock, speed: float) -> None:
        """Let nothing happen yet."""
        self._clock = clock
        self._speed = speed
        self._queue: list[tuple[float, int, Timer]] = []
        self._order = count()
        self._wake: asyncio.TimerHandle | None = None

    def after(self, seconds: float, act: Callable[[], None]) -> Timer:
        """Let something happen in so many device seconds."""
        timer = Timer(self._clock.now() + seconds, act)
        heapq.heappush(self._queue, (timer.due, next(self._order), timer))
        if self._queue[0][2] is timer:
            self._arm()
        return timer

    def advance(self, seconds: float) -> None:
        """Let device time pass at once, everything in its order and at its time."""
        end = self._clock.now() + seconds
        while self._queue and self._queue[0][0] <= end:
            self._clock.advance(max(0.0, self._queue[0][0] - self._clock.now()))
            self._happen()
        self._clock.advance(max(0.0, end - self._clock.now()))
        self._arm()

    def clear(self) -> None:
        """Forget everything: the power is gone."""
        self._queue.clear()
        if self._wake is not None:
            self._wake.cancel()
            self._wake = None

    def _arm(self) -> None:
        if self._wake is not None:
            self._wake.cancel()
            self._wake = None
        if self._queue:
            wait = (self._queue[0][0] - self._clock.now()) / self._speed
            self._wake = asyncio.get_running_loop().call_later(
                max(_SHORTEST_WAIT, wait), self._run_due
            )

    def _run_due(self) -> None:
        self._wake = None
        while self._queue and self._queue[0][0] <= self._clock.now():
            self._happen()
        self._arm()

    def _happen(self) -> None:
        timer = heapq.heappop(self._queue)[2]
        act, timer.act = timer.act, None
        if act is not None:
            act()
