"""The sun over the plant, by an hour of its own: it may hurry."""

import math

DAWN, DUSK = 5.5, 20.5


class Sun:
    """Rises at half past five, sets at half past eight, every day alike."""

    def __init__(self, hour: float) -> None:
        """Begin at this hour of the day."""
        self._first = hour

    def hour(self, seconds: float) -> float:
        """Return the hour of the day, 0 to below 24, so many seconds after the beginning."""
        return (self._first + seconds / 3600) % 24

    def brightness(self, seconds: float) -> float:
        """Return 0 to 1: a sine by day."""
        hour = self.hour(seconds)
        if not DAWN < hour < DUSK:
            return 0.0
        return math.sin(math.pi * (hour - DAWN) / (DUSK - DAWN))

    def full_hours(self, seconds: float) -> float:
        """Return how many hours of full sun this day has had."""
        hour = min(DUSK, max(DAWN, self.hour(seconds)))
        length = DUSK - DAWN
        return length / math.pi * (1 - math.cos(math.pi * (hour - DAWN) / length))

    def move(self, seconds: float, hour: float) -> None:
        """Let it be another hour at once."""
        self._first = hour - seconds / 3600
