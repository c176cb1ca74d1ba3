"""What a gateway has told so far: what it has entities for. It only grows."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any, Final, Self

from .model import GATEWAY
from .protocol.gateway import GatewayCommand, GatewayInformation, GatewaySettings
from .protocol.readings import InverterReading, MeterReading, Readings

ALARMS: Final = "alarms"
CLOCK: Final = "clock"
SIGNAL: Final = "signal"
"""What a gateway tells beside its settings: that there is a list of alarms, its time, its signal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """Which places there are behind a gateway, and what each has told."""

    ports: frozenset[tuple[str, int]] = frozenset()
    """Serial number of the inverter, number of the port."""
    inverters: frozenset[str] = frozenset()
    meters: frozenset[str] = frozenset()
    told: frozenset[tuple[str, str]] = frozenset()
    """Where, and the name of a field that was told there: a serial number, or `GATEWAY`."""
    phases: frozenset[tuple[str, int]] = frozenset()
    """Serial number of an inverter or a meter, and how many phases it has told of."""
    commands: frozenset[GatewayCommand] = frozenset()

    def learn(
        self,
        readings: Readings,
        settings: GatewaySettings | None,
        commands: frozenset[GatewayCommand],
        *,
        information: GatewayInformation | None = None,
        lists_alarms: bool = False,
    ) -> Self:
        """Return what is known after an answer: the same object if nothing is new."""
        places: tuple[InverterReading | MeterReading, ...] = (
            *readings.inverters,
            *readings.meters,
        )
        told = {
            (GATEWAY, name)
            for name, value in _values(settings)
            if settings and value is not None
        }
        told |= {
            (place.serial, name)
            for place in places
            for name, value in _values(place)
            if value is not None and value != ()
        }
        if readings.clock is not None:
            told.add((GATEWAY, CLOCK))
        if information and information.signal is not None:
            told.add((GATEWAY, SIGNAL))
        if lists_alarms:
            told.add((GATEWAY, ALARMS))
        after = type(self)(
            ports=self.ports | {(port.serial, port.port) for port in readings.ports},
            inverters=self.inverters
            | {inverter.serial for inverter in readings.inverters},
            meters=self.meters | {meter.serial for meter in readings.meters},
            told=self.told | told,
            phases=self.phases
            | {
                (place.serial, len(place.voltages))
                for place in places
                if place.voltages
            },
            commands=self.commands | commands,
        )
        return self if after == self else after

    def phases_of(self, serial: str) -> int:
        """Return on how many phases an inverter or a meter is: the most that it told of."""
        return max(
            [count for place, count in self.phases if place == serial], default=1
        )

    def without(self, serial: str) -> Self:
        """Return what is known without an inverter that is gone for good."""
        return type(self)(
            ports=frozenset(port for port in self.ports if port[0] != serial),
            inverters=self.inverters - {serial},
            meters=self.meters,
            told=frozenset(fact for fact in self.told if fact[0] != serial),
            phases=frozenset(fact for fact in self.phases if fact[0] != serial),
            commands=self.commands,
        )

    def as_json(self) -> dict[str, Any]:
        """Return what `from_json` needs."""
        return {
            each.name: sorted(
                list(fact) if isinstance(fact, tuple) else fact
                for fact in getattr(self, each.name)
            )
            for each in fields(self)
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """Return what was remembered. Raises TypeError, ValueError."""
        ports = frozenset((str(s), int(n)) for s, n in stored.get("ports", ()))
        return cls(
            ports=ports,
            inverters=frozenset(
                [*map(str, stored.get("inverters", ())), *(s for s, _ in ports)]
            ),
            meters=frozenset(map(str, stored.get("meters", ()))),
            told=frozenset((str(s), str(n)) for s, n in stored.get("told", ())),
            phases=frozenset((str(s), int(n)) for s, n in stored.get("phases", ())),
            commands=frozenset(map(GatewayCommand, stored.get("commands", ()))),
        )


def _values(
    place: InverterReading | MeterReading | GatewaySettings | None,
) -> Iterator[tuple[str, Any]]:
    if place is None:
        return
    for each in fields(place):
        if each.name != "serial":
            yield each.name, getattr(place, each.name)
