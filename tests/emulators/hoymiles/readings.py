"""A211: what the gateway tells of inverters, ports and meters, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

from . import fields, wire
from .inverter import Inverter
from .meter import Meter
from .told import Told, ToldPort, percent_told

_PHASES = "abc"
_LINE_VOLTAGE = 3**0.5
_VERSION = 1
_GARBAGE_SIGNAL = 102_565_401
"""Old firmware counts something in the place of the signal."""
_SIGNAL_DBM = -58


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """How this gateway tells it."""

    serial: bytes
    time: int
    page_ports: int
    adds_up: bool = True
    limit_in_readings: bool = False
    signal_in_dbm: bool = True
    unsigned_temperature: bool = False


@dataclass(frozen=True, slots=True)
class Inventory:
    """All that there is to tell."""

    inverters: Sequence[tuple[Inverter, Told, int]]
    """With the count of their alarms."""
    meters: Sequence[Meter]

    def pages(self, page_ports: int) -> list[dict[str, wire.Value]]:
        """Return the lists of each page: meters and inverters on the first one."""
        ports = [
            _port(inverter, port)
            for inverter, told, _ in self.inverters
            for port in told.ports
        ]
        pages: list[dict[str, wire.Value]] = [
            {"pv": ports[start : start + page_ports]}
            for start in range(0, len(ports), page_ports)
        ]
        return pages or [{}]


def tell(
    inventory: Inventory, telling: Telling, page: int, told_page: int, pages: int | None
) -> bytes:
    """Return a page; its number and the number of pages may be told otherwise."""
    contents = inventory.pages(telling.page_ports)
    content = contents[page] if 0 <= page < len(contents) else {}
    if page == 0:
        content |= {
            "meter": [
                wire.encode(fields.METER, one.told()) for one in inventory.meters
            ],
            "sgs": _inverters(inventory, telling, phases=1),
            "tgs": _inverters(inventory, telling, phases=3),
        }
    sums: dict[str, wire.Value] = {
        "dtu_power": sum(told.power for _, told, _ in inventory.inverters),
        "dtu_daily_energy": sum(
            port.today for _, told, _ in inventory.inverters for port in told.ports
        ),
    }
    return wire.encode(
        fields.READINGS,
        {
            "sn": telling.serial,
            "time": telling.time,
            "ap": len(contents) if pages is None else pages,
            "cp": told_page,
            "ver": _VERSION,
            **content,
            **(sums if telling.adds_up else {}),
        },
    )


def _inverters(inventory: Inventory, telling: Telling, *, phases: int) -> list[bytes]:
    return [
        _inverter(inverter, told, alarms, telling)
        for inverter, told, alarms in inventory.inverters
        if inverter.type.phases == phases
    ]


def _inverter(inverter: Inverter, told: Told, alarms: int, telling: Telling) -> bytes:
    temperature = told.temperature
    common: dict[str, wire.Value] = {
        "sn": inverter.number,
        "ver": _VERSION,
        "frequency": told.frequency,
        "power": told.power,
        "reactive": told.reactive,
        "pf": told.power_factor,
        "temperature": temperature & 0xFFFF
        if telling.unsigned_temperature
        else temperature,
        "wnum": alarms,
        "crc": told.crc,
        "link": told.link,
        "mi_signal": _signal(told, telling),
    }
    if inverter.type.phases == 1:
        limit = percent_told(inverter) if telling.limit_in_readings else 0
        return wire.encode(
            fields.SGS,
            {
                **common,
                "p_lim": limit,
                "voltage": sum(told.voltages),
                "current": sum(told.currents),
            },
        )
    three: dict[str, wire.Value] = {}
    for phase, voltage, current in zip(
        _PHASES, told.voltages, told.currents, strict=False
    ):
        pair = phase + _PHASES[(_PHASES.index(phase) + 1) % 3]
        three[f"voltage_{phase}"] = voltage
        three[f"voltage_{pair}"] = round(voltage * _LINE_VOLTAGE)
        three[f"current_{phase}"] = current
    return wire.encode(fields.TGS, {**common, **three})


def _signal(told: Told, telling: Telling) -> int:
    if not told.link:
        return 0
    return _SIGNAL_DBM if telling.signal_in_dbm else _GARBAGE_SIGNAL + told.crc


def _port(inverter: Inverter, port: ToldPort) -> bytes:
    return wire.encode(
        fields.PV,
        {
            "sn": inverter.number,
            "port": port.port,
            "voltage": port.voltage,
            "current": port.current,
            "power": port.power,
            "total": port.total,
            "today": port.today,
            "code": port.code,
        },
    )
