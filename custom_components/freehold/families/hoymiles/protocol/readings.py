"""What a gateway tells, whichever protocol it speaks (docs/protocols/hoymiles.md, Readings).

Values are as they were told: a zero may stand for "not heard". Who judges them is `totals`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple


class PortReading(NamedTuple):
    """One input of an inverter, with its solar module. Of these there are most: a tuple is made quickest."""

    serial: str
    """Of its inverter: twelve hexadecimal digits, upper case."""
    port: int
    """From 1."""
    voltage: float
    """Volts."""
    current: float
    """Amperes."""
    power: float
    """Watts."""
    total: int
    """Watt-hours since it was made; 0 is also said for "not heard"."""
    today: int
    """Watt-hours since the gateway's midnight; 0 is also said for "not heard"."""
    status: int
    """3: it works; 0: not heard, or only in part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InverterReading:
    """What an inverter feeds into the grid. A tuple has one value for each phase: one or three."""

    serial: str
    link: bool
    """The gateway hears it."""
    power: float | None = None
    """Watts."""
    reactive_power: float | None = None
    """var."""
    power_factor: float | None = None
    """Between -1 and 1."""
    frequency: float | None = None
    """Hertz."""
    voltages: tuple[float, ...] = ()
    """Volts, from phase to neutral."""
    line_voltages: tuple[float, ...] = ()
    """Volts, between phases: a-b, b-c, c-a."""
    currents: tuple[float, ...] = ()
    """Amperes: the active component."""
    temperature: float | None = None
    """Degrees Celsius."""
    signal: int | None = None
    """dBm; None where the firmware tells something else."""
    power_limit: float | None = None
    """Percent; None where the firmware does not tell."""
    alarm_count: int | None = None
    """Rises with each new alarm."""
    alarm_code: int | None = None
    """The present alarm, where it is told with the readings; 0: none."""
    revision: int | None = None
    """Another one whenever the radio brought something new; None where that is not told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeterReading:
    """A meter at the grid connection. The sign of power follows the direction of its clamps."""

    serial: str
    power: float
    """Watts."""
    powers: tuple[float, ...] = ()
    forward: int
    """Watt-hours that went with the clamps' direction."""
    reverse: int
    voltages: tuple[float, ...] = ()
    currents: tuple[float, ...] = ()
    power_factor: float | None = None
    power_factors: tuple[float, ...] = ()
    fault: int = 0

    @property
    def heard(self) -> bool:
        """Whether the gateway hears it: without any voltage and power it does not."""
        return any((self.power, *self.voltages))


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """One complete set: never a part of what the gateway knows."""

    inverters: tuple[InverterReading, ...]
    ports: tuple[PortReading, ...]
    meters: tuple[MeterReading, ...] = ()
    clock: datetime | None = None
    """What the gateway takes for the time, in UTC."""
