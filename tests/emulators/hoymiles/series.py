"""A series of replies with the shares of states that a real plant's recording has.

The recording itself belongs to somebody else: these numbers are all that is taken from it
(docs/protocols/hoymiles-totals.md, What a gateway tells). Three days of a DTU-Pro with three inverters, made from a
seed; what was truly produced stands beside each reply.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from random import Random

from ..clock import DeviceClock
from .inverter import Inverter
from .models import MODELS, Kind, Night
from .plant import Hearing, Plant, Reception
from .readings import Inventory, Telling, tell
from .sun import DAWN, DUSK, Sun
from .told import Told
from .wall_clock import WallClock

BEGAN = datetime(2022, 3, 14, 12, tzinfo=UTC)
"""Noon, by the sun too: midnight is at midnight UTC."""
_FIRST_HOUR = 12.0
_DAY_SECONDS = 60
_RADIO_SECONDS = 30


class State(StrEnum):
    """What is told of an inverter."""

    GOOD = "good"
    RETAINED = "retained"
    PARTIAL = "partial"
    NIGHT = "night"
    RESTART = "restart"


RECORDED: Mapping[State, int] = {
    State.GOOD: 29_789,
    State.RETAINED: 104,
    State.PARTIAL: 556,
    State.NIGHT: 5_256,
    State.RESTART: 408,
}
"""Records of ports in the recording, by state."""
RECORDED_PARTIAL = (224, 57, 275)
"""Of the partial ones: complete, without today's energy, without today's and total."""
_ALL = sum(RECORDED.values())
_BY_DAY = _ALL - RECORDED[State.NIGHT] - RECORDED[State.RESTART]
_DAY_REPLIES = (DUSK - DAWN) * 3600 / _DAY_SECONDS
_EVENING_HOURS = 1.0
"""From dusk to the restart, where there is one; nothing is recorded behind it until dawn."""
_PARTIAL_MINUTES = 16
_RETAINED_MINUTES = 5
_PARTIALS: tuple[Reception, ...] = (
    *[Reception(Hearing.PARTIAL, complete=2)] * 4,
    *[Reception(Hearing.PARTIAL, complete=1, without_today=1)] * 4,
    *[Reception(Hearing.PARTIAL, complete=2, without_today=0)] * 2,
)
"""Complete 1.6, without today's energy 0.4, without both 2 of four ports on average."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One set of everything, and the truth."""

    moment: datetime
    told: tuple[tuple[str, State, Told], ...]
    """Serial number, state, what is told."""
    payload: bytes
    """The same as A211 tells it."""
    totals: Mapping[tuple[str, int], float]
    """Watt-hours since the beginning that each port has truly produced, by serial and port."""
    today: Mapping[tuple[str, int], float]
    """Watt-hours since midnight, likewise."""


@dataclass(frozen=True, slots=True)
class _Episode:
    """Something is wrong with one inverter for a while."""

    serial: str
    first: datetime
    last: datetime
    reception: Reception


def replies(seed: int = 1, days: int = 3) -> Iterator[Reply]:
    """Yield the replies of so many days, from noon to noon, a minute apart by day."""
    random = Random(seed)
    passed = 0.0
    clock = DeviceClock(lambda: passed)
    wall = WallClock(clock.unhurried, BEGAN, 0)
    model = MODELS[Kind.DTU_PRO]
    plant = Plant(model, clock, Sun(_FIRST_HOUR), wall, random)
    episodes = _episodes(random, list(model.inverters), days)
    night_seconds = _night_seconds(days)
    restarts = _restarts(days, night_seconds)
    while passed < days * 86400:
        day = wall.day_at(passed)
        restarted = restarts.get(day)
        if restarted and restarted[0] <= wall.moment < restarted[1]:
            plant.forget_heard()
        elif restarted and restarted[1] <= wall.moment:
            # Nobody recorded how it goes on: it is switched off until the sun rises.
            while not plant.is_day:
                passed += _DAY_SECONDS
                plant.settle()
            _hear(plant)
        plant.night = Night.KEPT if plant.hour > _FIRST_HOUR else Night.NEW_DAY
        yield _reply(plant, episodes)
        step = _DAY_SECONDS if plant.is_day else night_seconds
        for _ in range(0, step, _RADIO_SECONDS):
            passed += _RADIO_SECONDS
            plant.settle()
            _hear(plant)


def _hear(plant: Plant) -> None:
    for inverter in plant.array:
        plant.hear_if_powered(inverter)


def _reply(plant: Plant, episodes: list[_Episode]) -> Reply:
    moment = plant.wall.moment
    wrong = {
        one.serial: one.reception for one in episodes if one.first <= moment < one.last
    }
    for inverter in plant.array:
        plant.receive(inverter.serial, wrong.get(inverter.serial, Reception()))
    told = list(plant.told())
    serial = MODELS[Kind.DTU_PRO].serial.encode()
    return Reply(
        moment,
        tuple(
            (inverter.serial, _state(inverter, values), values)
            for inverter, values in told
        ),
        tell(
            Inventory(
                [
                    (inverter, values, plant.alarms.count(inverter.serial))
                    for inverter, values in told
                ],
                [],
            ),
            Telling(
                serial=serial,
                time=plant.wall.time,
                page_ports=12,
                adds_up=False,
                signal_in_dbm=False,
            ),
            0,
            0,
            None,
        ),
        {
            (inverter.serial, port.number): port.total
            for inverter in plant.array
            for port in inverter.ports
        },
        {
            (inverter.serial, port.number): port.today
            for inverter in plant.array
            for port in inverter.ports
        },
    )


def _state(inverter: Inverter, told: Told) -> State:
    if told.link:
        return State.GOOD
    if any(port.code for port in told.ports):
        return State.RETAINED
    if told.power:
        return State.PARTIAL
    return State.NIGHT if any(port.total for port in told.ports) else State.RESTART


def _episodes(random: Random, serials: list[str], days: int) -> list[_Episode]:
    """Return as many as the shares ask for, all by day."""
    minutes = days * _DAY_REPLIES * len(serials)
    kinds = (
        (State.PARTIAL, _PARTIAL_MINUTES, _PARTIALS),
        (State.RETAINED, _RETAINED_MINUTES, (Reception(Hearing.RETAINED),)),
    )
    episodes: list[_Episode] = []
    for state, length, receptions in kinds:
        for number in range(round(minutes * RECORDED[state] / _BY_DAY / length)):
            first = _free_moment(random, episodes, days)
            episodes.append(
                _Episode(
                    random.choice(serials),
                    first,
                    first + timedelta(minutes=length),
                    receptions[number % len(receptions)],
                )
            )
    return episodes


def _free_moment(random: Random, taken: list[_Episode], days: int) -> datetime:
    """Return a moment of the day at which nothing else is wrong."""
    while True:
        day = BEGAN.replace(hour=0) + timedelta(days=random.randrange(1, days + 1))
        moment = day + timedelta(hours=random.uniform(7, 18))
        last = BEGAN + timedelta(days=days)
        if moment < last and not any(
            abs((moment - one.first).total_seconds()) < 1800 for one in taken
        ):
            return moment


def _restart_evenings(days: int) -> int:
    return days * 2 // 3


def _night_seconds(days: int) -> int:
    """Return the time between two replies at night that brings the share of the night."""
    restarts = _restart_evenings(days)
    hours = (days - restarts) * (24 - DUSK + DAWN) + restarts * _EVENING_HOURS
    wanted = days * _DAY_REPLIES * RECORDED[State.NIGHT] / _BY_DAY
    return round(hours * 3600 / wanted / _RADIO_SECONDS) * _RADIO_SECONDS


def _restarts(days: int, night_seconds: int) -> dict[date, tuple[datetime, datetime]]:
    """Return from when to when the gateway tells only zeros, by evening."""
    evenings = _restart_evenings(days)
    wanted = days * _DAY_REPLIES * RECORDED[State.RESTART] / _BY_DAY
    length = timedelta(seconds=night_seconds * round(wanted / max(1, evenings)))
    first = BEGAN.replace(hour=0) + timedelta(hours=DUSK + _EVENING_HOURS)
    return {
        (first + timedelta(days=day)).date(): (
            first + timedelta(days=day),
            first + timedelta(days=day) + length,
        )
        for day in range(evenings)
    }
