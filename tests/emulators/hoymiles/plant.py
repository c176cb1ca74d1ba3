"""A small power plant: sun, inverters, a meter, the radio between them and the gateway."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from random import Random

from ..clock import DeviceClock
from .alarms import (
    INTERNAL_EVENT,
    NO_GRID,
    OFFLINE,
    OWN_RESET,
    SWITCHED_OFF,
    USER_ALARM,
    AlarmLog,
)
from .inverter import Array, Inverter
from .meter import Meter
from .models import Model, Night
from .sun import Sun
from .told import Told, dark, measure, never_heard, partial, retained
from .wall_clock import WallClock

_STEP_SECONDS = 60.0
SAMPLE_SECONDS = 300
"""Between two powers of the day's curve."""
_AMBIENT = 15.0


class Hearing(StrEnum):
    """How the gateway hears an inverter, whatever the sun does."""

    GOOD = "good"
    RETAINED = "retained"
    """The link is said to be lost; all values go on."""
    PARTIAL = "partial"
    """A lost packet: the last ports are without energies."""
    DARK = "dark"
    """As at night: no power, energies kept."""
    ZEROS = "zeros"
    """As after a restart of the gateway."""
    MISSING = "missing"
    """It is not told of at all."""


@dataclass(frozen=True, slots=True)
class Reception:
    """How an inverter is heard."""

    hearing: Hearing = Hearing.GOOD
    complete: int = 1
    """Ports with both energies, where it is partial."""
    without_today: int = 0
    """Ports behind those with a total only; the rest has neither."""


@dataclass(slots=True)
class _Heard:
    told: Told
    day: date


class Plant:
    """What is true, and what the gateway tells of it."""

    def __init__(
        self,
        model: Model,
        clock: DeviceClock,
        sun: Sun,
        wall: WallClock,
        random: Random,
    ) -> None:
        """Mount everything; it has been running for long."""
        self.wall = wall
        self.array = Array(model.inverters)
        self.meters = [
            Meter(serial, type_) for serial, type_ in (model.meters or {}).items()
        ]
        self.alarms = AlarmLog()
        self.night = model.night
        self.ambient = _AMBIENT
        self.history: list[int] = []
        """Tenths of watts, every `SAMPLE_SECONDS` of this day."""
        self.days: list[tuple[int, int]] = []
        """Watt-hours of the days before, and when they ended."""
        self._sun = sun
        self._clock = clock
        self._random = random
        self._reception: dict[str, Reception] = {}
        self._heard: dict[str, _Heard] = {}
        self._settled = (clock.now(), clock.unhurried())
        self._unsampled = 0.0
        self._day = wall.day_at(clock.unhurried())
        for inverter in self.array:
            inverter.shine(1.0, 0.0)
            inverter.produce(self._sun.full_hours(clock.now()) * 3600)
            self.mount(inverter)

    @property
    def hour(self) -> float:
        """Return the hour of the sun."""
        return self._sun.hour(self._clock.now())

    @property
    def is_day(self) -> bool:
        """Return whether the sun is up."""
        return self._sun.brightness(self._clock.now()) > 0

    @property
    def device_seconds(self) -> float:
        """Return how long it has been there."""
        return self._clock.now()

    def move_sun(self, hour: float) -> None:
        """Let it be another hour of the day at once."""
        self.settle()
        self._sun.move(self._clock.now(), hour)
        self.settle()

    def settle(self) -> None:
        """Let everything have happened that the sun did until now."""
        last, last_unhurried = self._settled
        now, unhurried = self._settled = self._clock.now(), self._clock.unhurried()
        pace = (unhurried - last_unhurried) / (now - last) if now > last else 0.0
        while last < now:
            step = min(now - last, _STEP_SECONDS)
            last += step
            last_unhurried += step * pace
            self._produce(step * pace)
            self._shine(last)
            self._turn_page(last_unhurried)
        self._shine(now)
        self._turn_page(unhurried)

    def mount(self, inverter: Inverter) -> None:
        """Let an inverter be there, heard for the first time."""
        now = self._clock.now()
        inverter.shine(self._sun.brightness(now), now)
        self._first_alarms(inverter)
        self.hear(inverter)

    def turn(self, inverter: Inverter, *, on: bool) -> None:
        """Switch an inverter on or off, which it remembers and complains about."""
        inverter.on = on
        note = self.alarms.end if on else self.alarms.begin
        note(inverter.serial, SWITCHED_OFF | USER_ALARM, self.wall.time)

    def hear(self, inverter: Inverter) -> None:
        """Let the radio bring what an inverter says."""
        self._heard[inverter.serial] = _Heard(
            measure(inverter, self._random, self.ambient), self._day
        )

    def hear_if_powered(self, inverter: Inverter) -> None:
        """Let the radio bring what an inverter says, if it says anything."""
        if inverter.powered:
            self.hear(inverter)

    def forget_heard(self) -> None:
        """Know nothing of anybody: the gateway restarted."""
        self._heard.clear()

    def receive(self, serial: str, reception: Reception) -> None:
        """Hear an inverter in this way from now on."""
        self._reception[self.array[serial].serial] = reception

    def told(self) -> Iterator[tuple[Inverter, Told]]:
        """Yield what is told of each inverter."""
        for inverter in self.array:
            reception = self._reception.get(inverter.serial, Reception())
            if reception.hearing is not Hearing.MISSING:
                yield inverter, self._told(inverter, reception)

    def _told(self, inverter: Inverter, reception: Reception) -> Told:
        heard = self._heard.get(inverter.serial)
        if heard is None or reception.hearing is Hearing.ZEROS:
            return never_heard(inverter)
        if reception.hearing is Hearing.DARK or inverter.restarting:
            return dark(heard.told, today=True)
        if not inverter.powered:
            return self._at_night(inverter, heard)
        if reception.hearing is Hearing.RETAINED:
            return retained(heard.told)
        if reception.hearing is Hearing.PARTIAL:
            return partial(heard.told, reception.complete, reception.without_today)
        return heard.told

    def _at_night(self, inverter: Inverter, heard: _Heard) -> Told:
        if self.night is Night.ZEROS:
            return never_heard(inverter)
        today = {Night.STALE: True, Night.KEPT: heard.day == self._day}
        return dark(heard.told, today=today.get(self.night, False))

    def _shine(self, seconds: float) -> None:
        brightness = self._sun.brightness(seconds)
        for inverter in self.array:
            was = inverter.brightness
            inverter.shine(brightness, seconds)
            if was and not brightness and self.night is not Night.OFF:
                self.alarms.begin(inverter.serial, OFFLINE, self.wall.time)
            elif brightness and not was:
                self.alarms.end(inverter.serial, OFFLINE, self.wall.time)

    def _produce(self, seconds: float) -> None:
        for inverter in self.array:
            inverter.produce(seconds)
        for meter in self.meters:
            meter.settle(self.array.power, seconds)
        self._unsampled += seconds
        while self._unsampled >= SAMPLE_SECONDS:
            self._unsampled -= SAMPLE_SECONDS
            self.history.append(round(self.array.power * 10))

    def _turn_page(self, seconds: float) -> None:
        day = self.wall.day_at(seconds)
        if day == self._day:
            return
        self._day = day
        produced = sum(port.today for one in self.array for port in one.ports)
        self.days.append((round(produced), self.wall.time))
        self.history.clear()
        for inverter in self.array:
            inverter.begin_day()

    def _first_alarms(self, inverter: Inverter) -> None:
        now = self.wall.time
        self.alarms.begin(
            inverter.serial, OWN_RESET | INTERNAL_EVENT, now - 9000, now - 9000
        )
        self.alarms.begin(inverter.serial, NO_GRID | USER_ALARM, now - 3700, now - 3600)
