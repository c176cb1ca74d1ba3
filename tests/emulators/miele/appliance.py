"""The machine itself: panel, door, programs, sleep. It knows nothing of the network."""

from enum import StrEnum

from ..clock import DeviceClock
from .models import Kind, Nameplate, Program, Standby, Status
from .program import Run, Selection

WAKE_SECONDS = 3.0
ENTERING_STANDBY_SECONDS = 60.0
SUPER_SECONDS = 6 * 3600.0

_UNDER_WAY = frozenset({Status.WAITING, Status.RUNNING, Status.PAUSED})


class Refusal(StrEnum):
    """Why an action was not done."""

    NOT_NOW = "not_now"
    REMOTE_DISABLED = "remote_disabled"
    ASLEEP = "asleep"
    UNSUPPORTED = "unsupported"


class RefusedError(Exception):
    """The appliance does not do it."""

    def __init__(self, refusal: Refusal) -> None:
        """Remember why."""
        super().__init__(refusal.value)
        self.refusal = refusal


class Appliance:
    """State that moves on with the device clock whenever somebody looks."""

    def __init__(
        self, nameplate: Nameplate, clock: DeviceClock, idle_seconds: float
    ) -> None:
        """Switch it on, door closed, remote control allowed."""
        self.nameplate = nameplate
        self.model = nameplate.model
        self._clock = clock
        self._idle_seconds = idle_seconds
        self._status = Status.ON
        self._standby = Standby.NORMAL
        self._touched = clock.now()
        self._awake_at: float | None = None
        self._start_at = 0.0
        self._super_cooling_until = 0.0
        self._super_freezing_until = 0.0
        self.selection: Selection | None = None
        self.run: Run | None = None
        self._woken_at = float("-inf")
        self.cycles = 0
        self.operating_seconds = 445 * 60.0
        self.door_open = False
        self.light_on = False
        self.remote_control = True
        self.mobile_start = False
        self.messages: list[int] = []
        self.failures: list[int] = []

    @property
    def now(self) -> float:
        """Return the device second."""
        return self._clock.now()

    @property
    def status(self) -> Status:
        """Return what it is doing now."""
        self._settle()
        if self.model.kind is Kind.FRIDGE_FREEZER:
            return self._cooling_status()
        return (
            Status.FAILURE
            if self._status is Status.ON and self.failures
            else self._status
        )

    @property
    def standby(self) -> Standby:
        """Return how deep it sleeps."""
        self._settle()
        return self._standby

    @property
    def asleep(self) -> bool:
        """Say whether it sleeps too deep for anything but being woken."""
        return self.standby is Standby.DEEP

    @property
    def awake_for(self) -> float:
        """Return the seconds since it was last woken from afar."""
        self._settle()
        return self.now - self._woken_at

    @property
    def start_in(self) -> float:
        """Return the seconds until a delayed start; 0 without one."""
        return (
            max(0.0, self._start_at - self.now)
            if self.status is Status.WAITING
            else 0.0
        )

    @property
    def super_cooling(self) -> bool:
        """Say whether the fridge cools as fast as it can."""
        return self.now < self._super_cooling_until

    @property
    def super_freezing(self) -> bool:
        """Say whether the freezer cools as fast as it can."""
        return self.now < self._super_freezing_until

    def select(
        self,
        program_id: int,
        *,
        delay_minutes: float = 0,
        target_celsius: int | None = None,
        spin_rpm: int | None = None,
    ) -> None:
        """Choose a program, as a person at the panel would.

        Raises KeyError for an unknown program, RefusedError while one is under way.
        """
        program: Program = self.model.program(program_id)
        if self.status in _UNDER_WAY:
            raise RefusedError(Refusal.NOT_NOW)
        self.switch_on()
        self.selection = Selection(
            program=program,
            target_celsius=program.target_celsius
            if target_celsius is None
            else target_celsius,
            spin_rpm=program.spin_rpm if spin_rpm is None else spin_rpm,
            delay_seconds=delay_minutes * 60.0,
        )
        self.run = None
        self._status = Status.PROGRAMMED

    def deselect(self) -> None:
        """Go back to the list of programs."""
        if self.status is not Status.PROGRAMMED:
            raise RefusedError(Refusal.NOT_NOW)
        self._touch()
        self.selection = None
        self._status = Status.ON

    def start(self) -> None:
        """Press start: run, wait for the delayed start, or go on after a pause."""
        status = self.status
        if self.door_open or status not in {Status.PROGRAMMED, Status.PAUSED}:
            raise RefusedError(Refusal.NOT_NOW)
        self._touch()
        if status is Status.PAUSED:
            self._resume()
        elif self.selection is not None and self.selection.delay_seconds:
            self._start_at = self.now + self.selection.delay_seconds
            self._status = Status.WAITING
        else:
            self._begin(self.now)

    def pause(self) -> None:
        """Press pause."""
        if not self.model.can_pause:
            raise RefusedError(Refusal.UNSUPPORTED)
        if self.status is not Status.RUNNING or self.run is None:
            raise RefusedError(Refusal.NOT_NOW)
        self._touch()
        self.run.pause(self.now)
        self._status = Status.PAUSED

    def stop(self) -> None:
        """Abort the program, or forget the delayed start."""
        status = self.status
        if status not in _UNDER_WAY:
            raise RefusedError(Refusal.NOT_NOW)
        self._touch()
        if self.run is not None:
            self.run.stopped_at = self.now
        self._status = Status.PROGRAMMED if status is Status.WAITING else Status.ABORTED

    def finalize(self) -> None:
        """End the program properly, now."""
        if self.status is not Status.RUNNING or self.run is None:
            raise RefusedError(Refusal.NOT_NOW)
        self._touch()
        self.run.stopped_at = self.now
        self._status = Status.ENDED

    def remote_start(self) -> None:
        """Start from afar: only what was prepared at the panel, a delayed start at once."""
        self._require_remote()
        status = self.status
        if status is Status.WAITING and not self.door_open:
            self._touch()
            self._begin(self.now)
        elif status is Status.PAUSED or (
            status is Status.PROGRAMMED and self.mobile_start
        ):
            self.start()
        else:
            raise RefusedError(Refusal.NOT_NOW)

    def remote_stop(self) -> None:
        """Stop from afar."""
        self._require_remote()
        self.stop()

    def remote_pause(self) -> None:
        """Pause from afar."""
        self._require_remote()
        self.pause()

    def set_super_cooling(self, on: bool) -> None:
        """Switch super-cooling; it ends by itself after six hours."""
        self._require_cooling()
        self._super_cooling_until = self.now + SUPER_SECONDS if on else 0.0

    def set_super_freezing(self, on: bool) -> None:
        """Switch super-freezing; it ends by itself after six hours."""
        self._require_cooling()
        self._super_freezing_until = self.now + SUPER_SECONDS if on else 0.0

    def set_light(self, on: bool) -> None:
        """Switch the light."""
        if not self.model.has_light:
            raise RefusedError(Refusal.UNSUPPORTED)
        self._require_awake()
        self._touch()
        self.light_on = on

    def set_door(self, is_open: bool) -> None:
        """Open or close the door. An oven lights up with it; a dishwasher pauses."""
        self.door_open = is_open
        if self.asleep:
            return
        self._touch()
        if self.model.has_light:
            self.light_on = is_open
        if (
            is_open
            and self.model.kind is Kind.DISHWASHER
            and self.status is Status.RUNNING
        ):
            self.pause()

    def switch_on(self) -> None:
        """Press the power button: awake at once."""
        self._settle()
        self._awake_at = None
        self._standby = Standby.NORMAL
        if self._status is Status.OFF:
            self._status = Status.ON
        self._touch()

    def switch_off(self) -> None:
        """Switch off; a minute later it sleeps."""
        self._require_awake()
        if self.status in _UNDER_WAY:
            self.stop()
        self._touch()
        self._status = Status.OFF
        self._standby = Standby.ENTERING
        self.light_on = False

    def wake(self) -> None:
        """Begin to wake up; this takes `WAKE_SECONDS`."""
        if self.model.kind is Kind.FRIDGE_FREEZER:
            raise RefusedError(Refusal.UNSUPPORTED)
        if not self.asleep:
            self._touch()
        elif self._awake_at is None:
            self._awake_at = self.now + WAKE_SECONDS

    def fall_asleep(self) -> None:
        """Sleep now, without waiting for the idle time."""
        if self.status in _UNDER_WAY or self.model.kind is Kind.FRIDGE_FREEZER:
            raise RefusedError(Refusal.NOT_NOW)
        self._sleep()

    def _settle(self) -> None:
        """Catch up with everything that time alone has changed."""
        now = self.now
        if self._status is Status.WAITING and now >= self._start_at:
            self._begin(self._start_at)
        if self._status is Status.RUNNING and self.run and now >= self.run.ends_at:
            self._touched = self.run.ends_at
            self._status = Status.ENDED
            self.cycles += 1
            self.operating_seconds += self.run.duration
        if self._awake_at is not None and now >= self._awake_at:
            self._touched = self._woken_at = self._awake_at
            self._awake_at = None
            self._standby = Standby.NORMAL
            self._status = Status.ON
        idle = now - self._touched
        if self._standby is Standby.ENTERING and idle >= ENTERING_STANDBY_SECONDS:
            self._sleep()
        if self._may_fall_asleep() and idle >= self._idle_seconds:
            self._sleep()

    def _may_fall_asleep(self) -> bool:
        return (
            self._standby is Standby.NORMAL
            and self._status not in _UNDER_WAY
            and self.model.kind is not Kind.FRIDGE_FREEZER
        )

    def _sleep(self) -> None:
        self._status = Status.OFF
        self._standby = Standby.DEEP
        self._awake_at = None
        self.light_on = False
        self.mobile_start = False

    def _begin(self, moment: float) -> None:
        if self.selection is None:
            raise RefusedError(Refusal.NOT_NOW)
        self.run = Run(selection=self.selection, started=moment)
        self._status = Status.RUNNING

    def _resume(self) -> None:
        if self.run is not None:
            self.run.resume(self.now)
        self._status = Status.RUNNING

    def _touch(self) -> None:
        self._touched = self.now

    def _require_awake(self) -> None:
        if self.asleep:
            raise RefusedError(Refusal.ASLEEP)

    def _require_remote(self) -> None:
        if self.model.kind is Kind.FRIDGE_FREEZER:
            raise RefusedError(Refusal.UNSUPPORTED)
        if not self.remote_control:
            raise RefusedError(Refusal.REMOTE_DISABLED)
        self._require_awake()

    def _require_cooling(self) -> None:
        if self.model.kind is not Kind.FRIDGE_FREEZER:
            raise RefusedError(Refusal.UNSUPPORTED)

    def _cooling_status(self) -> Status:
        if self.super_cooling and self.super_freezing:
            return Status.SUPER_COOLING_AND_FREEZING
        if self.super_cooling:
            return Status.SUPER_COOLING
        return Status.SUPER_FREEZING if self.super_freezing else Status.RUNNING
