"""One run of a program: where it is at a given device second."""

from dataclasses import dataclass

from .models import Program

ROOM_CELSIUS = 21.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What was chosen at the panel."""

    program: Program
    target_celsius: int | None
    spin_rpm: int | None
    delay_seconds: float = 0


@dataclass(slots=True, kw_only=True)
class Run:
    """A program under way, paused or over. All times are device seconds."""

    selection: Selection
    started: float
    paused_at: float | None = None
    paused_for: float = 0
    stopped_at: float | None = None

    @property
    def duration(self) -> float:
        """Return how long the program runs without pauses."""
        return self.selection.program.minutes * 60.0

    @property
    def ends_at(self) -> float:
        """Return when it will be over if nobody pauses it again."""
        return self.started + self.paused_for + self.duration

    def elapsed(self, now: float) -> float:
        """Return the seconds it has run; frozen while paused and after the end."""
        until = min(
            moment
            for moment in (now, self.paused_at, self.stopped_at)
            if moment is not None
        )
        return max(0.0, min(self.duration, until - self.started - self.paused_for))

    def phase(self, now: float) -> int:
        """Return the id of the phase it is in."""
        fraction = self.elapsed(now) / self.duration
        for phase in self.selection.program.phases:
            if fraction < phase.share:
                return phase.id
            fraction -= phase.share
        return self.selection.program.phases[-1].id

    def cavity_celsius(self, now: float) -> float:
        """Return the temperature: a straight line during the first phase, then the target."""
        target = self.selection.target_celsius
        if target is None:
            return ROOM_CELSIUS
        heating = self.duration * self.selection.program.phases[0].share
        return ROOM_CELSIUS + (target - ROOM_CELSIUS) * min(
            1.0, self.elapsed(now) / heating
        )

    def pause(self, now: float) -> None:
        """Stop counting."""
        self.paused_at = now

    def resume(self, now: float) -> None:
        """Go on counting."""
        if self.paused_at is not None:
            self.paused_for += now - self.paused_at
            self.paused_at = None
