"""What the radio brought of an inverter, in the numbers that are told."""

from dataclasses import dataclass, replace
import math
from random import Random

from .inverter import HUNDRED_PERCENT, Inverter

PRODUCING = 3 << 24
SWITCHED_OFF = 1 << 24
"""Modelled: nobody recorded the status of an inverter that was switched off."""
_OPEN_VOLTAGE = 41.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldPort:
    """A port, in the units of the wire: 0.1 V, 0.01 A, 0.1 W, Wh."""

    port: int
    voltage: int = 0
    current: int = 0
    power: int = 0
    total: int = 0
    today: int = 0
    code: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An inverter with its ports: 0.1 V, 0.01 Hz, 0.1 W, 0.1 var, 0.01 A, 1/1000, 0.1 degrees."""

    ports: tuple[ToldPort, ...]
    voltages: tuple[int, ...] = ()
    """One for each phase."""
    frequency: int = 0
    power: int = 0
    reactive: int = 0
    currents: tuple[int, ...] = ()
    power_factor: int = 0
    temperature: int = 0
    crc: int = 0
    """Another one whenever the radio brought something."""
    link: bool = False


def never_heard(inverter: Inverter) -> Told:
    """Return what is told of an inverter before the radio brought anything."""
    return Told(ports=tuple(ToldPort(port=port.number) for port in inverter.ports))


def measure(inverter: Inverter, random: Random, ambient: float) -> Told:
    """Return what an inverter with power says: current is the active component, AC = 0.95 DC."""
    ports = tuple(
        _measure_port(port.number, port.power, port.total, port.today, inverter, random)
        for port in inverter.ports
    )
    power = round(inverter.power * 10)
    reactive = round(inverter.type.watts * 0.15) if power else 0
    phases = inverter.type.phases
    voltages = tuple(random.randint(2290, 2330) for _ in range(phases))
    return Told(
        ports=ports,
        voltages=voltages,
        frequency=random.randint(4996, 5004),
        power=power,
        reactive=reactive,
        currents=tuple(round(power * 100 / phases / voltage) for voltage in voltages),
        power_factor=round(1000 * power / math.hypot(power, reactive)) if power else 0,
        temperature=round(10 * (ambient + 25 * inverter.brightness)),
        crc=random.randint(1, 0xFFFF),
        link=True,
    )


def _measure_port(
    number: int,
    power: float,
    total: float,
    today: float,
    inverter: Inverter,
    random: Random,
) -> ToldPort:
    voltage = round(10 * (33 + 3 * inverter.brightness)) + random.randint(-3, 3)
    current = round(power * 1000 / voltage)
    return ToldPort(
        port=number,
        voltage=voltage if inverter.on else round(10 * _OPEN_VOLTAGE),
        current=current,
        power=round(power * 10),
        total=int(total),
        today=int(today),
        code=PRODUCING if inverter.on else SWITCHED_OFF,
    )


def retained(told: Told) -> Told:
    """Return what is told when the link flickers: everything as before."""
    return replace(told, link=False)


def partial(told: Told, complete: int, without_today: int) -> Told:
    """Return what is told after a lost radio packet, in daylight while producing.

    The first ports are complete but for their code, some are without today's energy, the
    last ones without today's and without total.
    """
    return replace(
        told,
        link=False,
        ports=tuple(
            replace(
                port,
                code=0,
                today=port.today if place < complete else 0,
                total=port.total if place < complete + without_today else 0,
            )
            for place, port in enumerate(told.ports)
        ),
    )


def dark(told: Told, *, today: bool) -> Told:
    """Return what is told at night: the energies, today's only if it is to be kept."""
    return Told(
        ports=tuple(
            ToldPort(port=port.port, total=port.total, today=port.today if today else 0)
            for port in told.ports
        ),
        crc=told.crc,
    )


def percent_told(inverter: Inverter) -> int:
    """Return the limit in force, in tenths of a percent of what is built in."""
    return round(10 * HUNDRED_PERCENT * inverter.ceiling / inverter.type.watts)
