"""An inverter and its solar modules: what is true of them, heard or not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from .models import InverterType

AC_PER_DC = 0.95
HUNDRED_PERCENT = 100.0
_LIGHT_FACTORS = (1.0, 0.96, 0.9, 0.83, 0.98, 0.88)
"""How well the modules lie to the sun, one after the other."""
_FIRST_TOTAL_WH = 400_000.0


@dataclass(slots=True)
class Port:
    """An input with a module."""

    number: int
    light: float
    """Share of the built-in power at full sun."""
    total: float
    """Watt-hours since it was made."""
    today: float = 0.0
    power: float = 0.0
    """Watts, DC."""


@dataclass(slots=True)
class Inverter:
    """Feeds into the grid what the sun brings, but for its limits."""

    serial: str
    type: InverterType
    ports: list[Port] = field(default_factory=list)
    limit: float = HUNDRED_PERCENT
    """Percent, kept without power."""
    watts_at_most: float | None = None
    """Until it restarts."""
    on: bool = True
    away_until: float = 0.0
    """Device seconds: it restarts."""
    restarting: bool = False
    brightness: float = 0.0
    """0: it has no power."""

    def __post_init__(self) -> None:
        """Fit the modules."""
        if not self.ports:
            self.ports = [
                Port(number, light, _FIRST_TOTAL_WH * light)
                for number, light in enumerate(
                    _LIGHT_FACTORS[: self.type.ports], start=1
                )
            ]

    @property
    def number(self) -> int:
        """Return the serial number as it is told."""
        return int(self.serial, 16)

    @property
    def powered(self) -> bool:
        """Return whether there is light enough for its radio."""
        return self.brightness > 0 and not self.restarting

    @property
    def power(self) -> float:
        """Return the watts that it feeds in."""
        return AC_PER_DC * sum(port.power for port in self.ports)

    @property
    def ceiling(self) -> float:
        """Return the watts that it may feed in."""
        allowed = self.type.watts * self.limit / HUNDRED_PERCENT
        return min(allowed, self.type.watts, self.watts_at_most or allowed)

    def shine(self, brightness: float, now: float) -> None:
        """Set the powers that this much sun brings at this device second."""
        self.brightness = brightness
        self.restarting = now < self.away_until
        works = self.on and not self.restarting
        share = self.type.watts / len(self.ports) / AC_PER_DC
        offered = [share * port.light * brightness * works for port in self.ports]
        most = self.ceiling / AC_PER_DC
        cut = min(1.0, most / sum(offered)) if sum(offered) else 1.0
        for port, power in zip(self.ports, offered, strict=True):
            port.power = power * cut

    def produce(self, seconds: float) -> None:
        """Count the energy of so many seconds."""
        for port in self.ports:
            energy = port.power * seconds / 3600
            port.total += energy
            port.today += energy

    def begin_day(self) -> None:
        """Count today's energy anew."""
        for port in self.ports:
            port.today = 0.0


class Array:
    """All inverters that a gateway knows, in the order in which it tells them."""

    def __init__(self, types: Mapping[str, InverterType]) -> None:
        """Mount them."""
        self._inverters = {
            serial: Inverter(serial, type_) for serial, type_ in types.items()
        }

    def __iter__(self) -> Iterator[Inverter]:
        """Iterate over them."""
        return iter(list(self._inverters.values()))

    def __getitem__(self, serial: str) -> Inverter:
        """Return one by its serial number, or by its place from 0."""
        if serial.isdecimal() and int(serial) < len(self._inverters):
            return list(self._inverters.values())[int(serial)]
        return self._inverters[serial]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._inverters)

    @property
    def power(self) -> float:
        """Return the watts that go into the grid."""
        return sum(inverter.power for inverter in self)

    @property
    def ports(self) -> int:
        """Return how many inputs there are."""
        return sum(len(inverter.ports) for inverter in self)

    def numbered(self, numbers: list[int]) -> list[Inverter]:
        """Return those with these numbers; all of them where none is named."""
        return [
            inverter for inverter in self if not numbers or inverter.number in numbers
        ]

    def add(self, serial: str, type_: InverterType) -> Inverter:
        """Mount another one, behind the others."""
        if serial in self._inverters:
            raise ValueError(f"{serial} is already there")
        self._inverters[serial] = Inverter(serial, type_)
        return self._inverters[serial]

    def remove(self, serial: str) -> None:
        """Take one away."""
        del self._inverters[self[serial].serial]

    def exchange(self, serial: str, replacement: str) -> Inverter:
        """Mount a new one of the same model in the place of an old one."""
        old = self[serial]
        new = Inverter(replacement, old.type)
        for port in new.ports:
            port.total = 0.0
        self._inverters = {
            inverter.serial: inverter
            for inverter in (new if one is old else one for one in self)
        }
        return new
