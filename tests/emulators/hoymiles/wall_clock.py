"""What the gateway takes for the time. It never hurries: others compare it with theirs."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta


class WallClock:
    """Seconds since 1970, and the day by its own offset: it knows no daylight saving."""

    def __init__(
        self, seconds: Callable[[], float], began: datetime, offset: int
    ) -> None:
        """Begin at this moment; `offset` is seconds east of Greenwich."""
        self._seconds = seconds
        self._began = began
        self.offset = offset
        self.error = 0.0
        """Seconds that it is ahead."""

    @property
    def moment(self) -> datetime:
        """Return what it takes for the time, in UTC."""
        return self.moment_at(self._seconds())

    @property
    def time(self) -> int:
        """Return what it takes for the time, in seconds since 1970."""
        return int(self.moment.timestamp())

    def moment_at(self, seconds: float) -> datetime:
        """Return what it takes for the time so many seconds after the beginning, in UTC."""
        return self._began.astimezone(UTC) + timedelta(seconds=seconds + self.error)

    def day_at(self, seconds: float) -> date:
        """Return what it takes for the day so many seconds after the beginning."""
        return (self.moment_at(seconds) + timedelta(seconds=self.offset)).date()
