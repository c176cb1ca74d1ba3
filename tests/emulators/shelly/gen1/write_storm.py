"""Writes that follow each other too fast restart the device."""

SUSTAINED = 10
"""Modelled: after how many writes without the pause between them."""


class WriteStorm:
    """Counts writes of settings that did not leave the flash memory its time."""

    def __init__(self, sustained: int = SUSTAINED) -> None:
        """Bear so many of them in a row."""
        self._sustained = sustained
        self._last: float | None = None
        self._row = 0

    def breaks(self, now: float, gap: float) -> bool:
        """Count a write, and return whether it was the one too many."""
        hurried = self._last is not None and now - self._last < gap
        self._row = self._row + 1 if hurried else 0
        self._last = now
        if self._row < self._sustained:
            return False
        self._row = 0
        return True
