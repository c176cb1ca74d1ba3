"""The vendor's cloud: told every few minutes, unless somebody local has just asked."""

LOCAL_SECONDS = 35
"""So long after a local request nothing is uploaded."""
UPLOAD_SECONDS = 40
"""So long an upload takes; the gateway answers nobody then, where that is switched on."""


class Cloud:
    """Slots at the full minutes of the gateway's clock."""

    def __init__(self, *, window: bool) -> None:
        """Never answer during an upload if `window`."""
        self.window = window
        self.uploads = 0
        self.starved = 0
        """Slots in which nothing was uploaded because of local requests."""
        self._asked = 0.0
        self._slot: int | None = None

    def asked(self, time: float) -> None:
        """Note a local request."""
        self._asked = time

    def deaf(self, time: float, minutes: int) -> bool:
        """Return whether nobody is answered at the moment."""
        return self.window and minutes > 0 and time % (minutes * 60) < UPLOAD_SECONDS

    def follow(self, time: float, minutes: int) -> None:
        """Upload where a slot has begun since the last time."""
        if minutes <= 0:
            return
        slot, last = int(time // (minutes * 60)), self._slot
        self._slot = slot
        if last is None or slot == last:
            return
        if 0 <= slot * minutes * 60 - self._asked < LOCAL_SECONDS:
            self.starved += 1
        else:
            self.uploads += 1
