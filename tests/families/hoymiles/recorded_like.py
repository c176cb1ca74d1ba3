"""A series of replies with the statistics of a recorded one (docs/protocols/hoymiles-totals.md).

As many replies, and as many records of ports in each state, as three firmware versions told in
a spring and an autumn. The values are ours, so their truth is known.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from random import Random

from custom_components.freehold.families.hoymiles.protocol.readings import (
    InverterReading,
    PortReading,
    Readings,
)
from custom_components.freehold.families.hoymiles.totals.yields import PortKey

from .told import BERLIN, dark, partial, port

SERIALS = ("116172207281", "116172207340", "116172207399")
PORTS = 4
KEYS: tuple[PortKey, ...] = tuple(
    (serial, number) for serial in SERIALS for number in range(1, PORTS + 1)
)


class State(StrEnum):
    """What a port was told like."""

    GOOD = "good"
    RETAINED = "retained"
    PARTIAL = "partial, complete"
    PARTIAL_TODAY = "partial, today 0"
    PARTIAL_BOTH = "partial, both 0"
    NIGHT_KEPT = "night, today kept"
    NIGHT_ZERO = "night, today 0"
    RESTART = "restart"
    MISSING = "missing"


RECORDED = {
    State.GOOD: 29_789,
    State.RETAINED: 104,
    State.PARTIAL: 224,
    State.PARTIAL_TODAY: 57,
    State.PARTIAL_BOTH: 275,
    State.NIGHT_KEPT: 2396,
    State.NIGHT_ZERO: 2860,
    State.RESTART: 408,
}
REPLIES = 3218


@dataclass(frozen=True, slots=True)
class Moment:
    """When a reply came."""

    now: datetime
    sun: bool
    states: tuple[State, ...] = ()
    """Which are told in the dark."""


def _every(first: datetime, minutes: int, count: int) -> Iterator[datetime]:
    return (first + number * timedelta(minutes=minutes) for number in range(count))


def _spring() -> Iterator[Moment]:
    """V00.02.08: in the evening of two days everything is 0."""
    for day, count in zip(range(14, 19), (230, 229, 229, 229, 229), strict=True):
        for now in _every(datetime(2022, 3, day, 8, 30, tzinfo=BERLIN), 2, count):
            yield Moment(now, sun=True)
        for now in _every(datetime(2022, 3, day, 19, tzinfo=BERLIN), 5, 17):
            if day in (14, 15):
                yield Moment(now, sun=False, states=(State.RESTART,))


def _autumn() -> Iterator[Moment]:
    """V00.02.10 and V00.02.15: totals are kept at night; twice a night in daylight."""
    nights = (State.NIGHT_KEPT, State.NIGHT_ZERO)
    for number in range(8):
        day = datetime(2022, 10, 22 + number, 9, tzinfo=BERLIN)
        for now in _every(day, 2, 200):
            yield Moment(now, sun=True)
            if day.day == 24 and now.hour == 14 and now.minute in (24, 40):
                yield Moment(now + timedelta(minutes=1), sun=False, states=nights)
        evening = day + timedelta(hours=10)
        for now in _every(evening, 10, 55 if number < 4 else 54):
            yield Moment(now, sun=False, states=nights)


class Plant:
    """The truth: what twelve ports produced, and on which day."""

    def __init__(self, random: Random) -> None:
        """Begin with used inverters."""
        self._random = random
        self.counters = {key: random.randint(40_000, 90_000) for key in KEYS}
        self.produced: dict[PortKey, Counter[date]] = {key: Counter() for key in KEYS}

    def shine(self, today: date) -> None:
        """Let the sun shine until the next reply."""
        for key in KEYS:
            gain = self._random.randint(0, 12)
            self.counters[key] += gain
            self.produced[key][today] += gain

    def pass_summer(self) -> None:
        """Produce what nobody hears of."""
        for key in KEYS:
            self.counters[key] += self._random.randint(200_000, 300_000)


class Series:
    """The replies, in order; `plant` has the truth at each."""

    def __init__(self, seed: int = 20220314) -> None:
        """Deal the states out."""
        self._random = Random(seed)
        self.plant = Plant(self._random)
        self.told: Counter[State] = Counter()
        self.moments = [*_spring(), *_autumn()]
        self._nights = self._shuffled(
            [State.NIGHT_KEPT] * RECORDED[State.NIGHT_KEPT]
            + [State.NIGHT_ZERO] * RECORDED[State.NIGHT_ZERO]
        )
        self._disturbed = self._disturb()

    def _shuffled(self, states: list[State]) -> list[State]:
        self._random.shuffle(states)
        return states

    def _disturb(self) -> dict[tuple[int, str], tuple[State, ...]]:
        """Choose inverters in daylight. What is lost of one are always its last ports.

        Neither in the first reply nor in the last of a day: its truth could not be known.
        """
        lost = self._shuffled(
            [State.PARTIAL] * RECORDED[State.PARTIAL]
            + [State.PARTIAL_TODAY] * RECORDED[State.PARTIAL_TODAY]
            + [State.PARTIAL_BOTH] * RECORDED[State.PARTIAL_BOTH]
        )
        order = list(State)
        partials = [
            tuple(sorted(lost[first : first + PORTS], key=order.index))
            for first in range(0, len(lost), PORTS)
        ]
        by_day = sum(moment.sun for moment in self.moments)
        missing = (
            by_day * len(KEYS)
            - RECORDED[State.GOOD]
            - RECORDED[State.RETAINED]
            - len(lost)
        )
        wanted = [
            *partials,
            *[(State.RETAINED,) * PORTS] * (RECORDED[State.RETAINED] // PORTS),
            *[(State.MISSING,) * PORTS] * (missing // PORTS),
            (State.GOOD,) * (PORTS - missing % PORTS)
            + (State.MISSING,) * (missing % PORTS),
        ]
        places = [
            (number, serial)
            for number, (moment, later) in enumerate(pairwise(self.moments))
            if moment.sun and number and moment.now.date() == later.now.date()
            for serial in SERIALS
        ]
        chosen = self._random.sample(places, len(wanted))
        return dict(zip(chosen, wanted, strict=True))

    def __iter__(self) -> Iterator[tuple[datetime, Readings]]:
        """Tell one after the other."""
        before = self.moments[0]
        for number, moment in enumerate(self.moments):
            if moment.now.month != before.now.month:
                self.plant.pass_summer()
            if moment.sun:
                self.plant.shine(moment.now.date())
            yield moment.now, self._reply(number, moment)
            before = moment

    def _reply(self, number: int, moment: Moment) -> Readings:
        states = {
            (serial, port_number): state
            for serial in SERIALS
            for port_number, state in enumerate(
                self._inverter(number, serial, moment), 1
            )
        }
        self.told.update(states.values())
        linked = {serial for (serial, _), state in states.items() if state in LINKED}
        return Readings(
            inverters=tuple(
                InverterReading(serial=serial, link=serial in linked)
                for serial in SERIALS
                if states[serial, 1] is not State.MISSING
            ),
            ports=tuple(
                self._port(key, state, moment.now.date())
                for key, state in states.items()
                if state is not State.MISSING
            ),
            clock=moment.now.astimezone(UTC) - timedelta(seconds=120),
        )

    def _inverter(self, number: int, serial: str, moment: Moment) -> tuple[State, ...]:
        if moment.sun:
            return self._disturbed.get((number, serial), (State.GOOD,) * PORTS)
        if State.RESTART in moment.states:
            return (State.RESTART,) * PORTS
        return tuple(self._nights.pop() for _ in range(PORTS))

    def _port(self, key: PortKey, state: State, today: date) -> PortReading:
        serial, number = key
        total = self.plant.counters[key]
        produced = self.plant.produced[key]
        match state:
            case State.GOOD | State.RETAINED:
                return port(total, produced[today], serial=serial, number=number)
            case State.PARTIAL:
                return partial(total, produced[today], serial=serial, number=number)
            case State.PARTIAL_TODAY:
                return partial(total, 0, serial=serial, number=number)
            case State.PARTIAL_BOTH:
                return partial(0, 0, serial=serial, number=number)
            case State.NIGHT_KEPT:
                kept = produced[max(produced)]
                return dark(total, kept, serial=serial, number=number)
            case State.NIGHT_ZERO:
                return dark(total, 0, serial=serial, number=number)
            case _:
                return dark(serial=serial, number=number)


LINKED = {State.GOOD}
