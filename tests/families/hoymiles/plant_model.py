"""A solar plant of which the truth is known, and a gateway that tells it as recorded ones do."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from custom_components.freehold.families.hoymiles.protocol.readings import (
    InverterReading,
    PortReading,
    Readings,
)
from custom_components.freehold.families.hoymiles.totals.yields import PortKey

from .told import BERLIN, dark, partial, port

SLOT = timedelta(minutes=10)
DAYLIGHT = range(4, 19)
"""Hours, UTC: dark around midnight in Berlin in summer and winter."""


class Kind(StrEnum):
    """A row of the table in docs/protocols/hoymiles-totals.md."""

    TRUE = "what the gateway knows"
    RETAINED = "retained"
    PARTIAL = "partial, complete"
    PARTIAL_TODAY = "partial, without today"
    PARTIAL_BOTH = "partial, without energies"
    NIGHT = "night"
    RESTART = "restart"
    OLD = "old values"
    JUMP = "an impossible jump"


@dataclass(slots=True)
class TruePort:
    """One port, and what the gateway last heard of it."""

    weight: int
    """Watt-hours in ten minutes of sun."""
    counter: int
    gateway_midnight: int = 0
    """The counter when the gateway last began a day."""
    heard_total: int = 0
    heard_today: int = 0
    told_total: int = 0
    """The highest that the gateway ever told."""
    produced: Counter[date] = field(default_factory=Counter)
    """Watt-hours by local day."""


@dataclass(slots=True)
class PlantModel:
    """Inverters, the sun, and a gateway with a clock of its own."""

    now: datetime
    """UTC, a multiple of ten minutes."""
    ports: dict[PortKey, TruePort]
    drift: timedelta = timedelta()
    tells_clock: bool = True
    keeps_today: bool = True
    """Firmware that tells yesterday's energy until the inverter wakes; other tells 0."""
    zone: ZoneInfo = BERLIN
    deaf: set[str] = field(default_factory=set)
    """Serial numbers of inverters that the gateway does not hear."""
    woken: set[str] = field(default_factory=set)
    """Those that it heard since the last night."""

    def __post_init__(self) -> None:
        """Let the gateway know everything."""
        for known in self.ports.values():
            known.gateway_midnight = known.heard_total = known.counter

    @property
    def local(self) -> datetime:
        """The time in Home Assistant's zone."""
        return self.now.astimezone(self.zone)

    @property
    def clock(self) -> datetime:
        """What the gateway takes for the time."""
        return self.now + self.drift

    @property
    def sun_shines(self) -> bool:
        """Whether inverters have power."""
        return self.now.hour in DAYLIGHT

    def serials(self) -> Iterator[str]:
        """All inverters."""
        return iter(dict.fromkeys(serial for serial, _ in self.ports))

    def produced(self, key: PortKey) -> int:
        """Watt-hours of the present local day."""
        return self.ports[key].produced[self.local.date()]

    def pass_slot(self) -> None:
        """Let ten minutes pass."""
        if self.sun_shines:
            today = self.local.date()
            for known in self.ports.values():
                known.counter += known.weight
                known.produced[today] += known.weight
        gateway_date = self.clock.astimezone(self.zone).date()
        self.now += SLOT
        if self.clock.astimezone(self.zone).date() != gateway_date:
            for known in self.ports.values():
                known.gateway_midnight = known.counter
                known.heard_today = known.heard_today if self.keeps_today else 0
        self._listen()

    def _listen(self) -> None:
        if not self.sun_shines:
            self.woken.clear()
            return
        self.woken.update(set(self.serials()) - self.deaf)
        for (serial, _), known in self.ports.items():
            if serial not in self.deaf:
                known.heard_total = known.counter
                known.heard_today = known.counter - known.gateway_midnight

    def tell(self, kind: Kind = Kind.TRUE) -> Readings:
        """Return a complete set."""
        told = TELLING[kind]
        ports = tuple(told(self, *key, known) for key, known in self.ports.items())
        if kind is not Kind.JUMP:
            for known, reading in zip(self.ports.values(), ports, strict=True):
                known.told_total = max(known.told_total, reading.total)
        return Readings(
            inverters=tuple(
                InverterReading(serial=serial, link=self._link(serial, kind), power=0.0)
                for serial in self.serials()
            ),
            ports=ports,
            clock=self.clock.astimezone(UTC) if self.tells_clock else None,
        )

    def hears(self, serial: str) -> bool:
        """Whether the gateway has radio contact."""
        return self.sun_shines and serial not in self.deaf

    def _link(self, serial: str, kind: Kind) -> bool:
        return kind in LINKED and self.hears(serial)


def _night(plant: PlantModel, serial: str, number: int, known: TruePort) -> PortReading:
    return dark(known.heard_total, known.heard_today, serial=serial, number=number)


def _retained(
    plant: PlantModel, serial: str, number: int, known: TruePort
) -> PortReading:
    if serial not in plant.woken:
        return _night(plant, serial, number, known)
    return port(known.heard_total, known.heard_today, serial=serial, number=number)


def _partial(
    total: bool, today: bool
) -> Callable[[PlantModel, str, int, TruePort], PortReading]:
    def tell(
        plant: PlantModel, serial: str, number: int, known: TruePort
    ) -> PortReading:
        if not plant.hears(serial):
            return _night(plant, serial, number, known)
        return partial(
            known.heard_total * total,
            known.heard_today * today,
            serial=serial,
            number=number,
        )

    return tell


def _restart(
    plant: PlantModel, serial: str, number: int, known: TruePort
) -> PortReading:
    return dark(serial=serial, number=number)


def _old(plant: PlantModel, serial: str, number: int, known: TruePort) -> PortReading:
    told = _retained(plant, serial, number, known)
    return told._replace(total=max(1, known.told_total - 500), today=0)


def _jump(plant: PlantModel, serial: str, number: int, known: TruePort) -> PortReading:
    told = _retained(plant, serial, number, known)
    return told._replace(total=told.total + 10_000_000)


TELLING: dict[Kind, Callable[[PlantModel, str, int, TruePort], PortReading]] = {
    Kind.TRUE: _retained,
    Kind.RETAINED: _retained,
    Kind.PARTIAL: _partial(total=True, today=True),
    Kind.PARTIAL_TODAY: _partial(total=True, today=False),
    Kind.PARTIAL_BOTH: _partial(total=False, today=False),
    Kind.NIGHT: _night,
    Kind.RESTART: _restart,
    Kind.OLD: _old,
    Kind.JUMP: _jump,
}
LINKED = {Kind.TRUE, Kind.OLD, Kind.JUMP}
