"""What a gateway's registers hold, in both layouts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
import struct

PORTS_LIMIT = 99


class ModbusLayout(StrEnum):
    """How a firmware lays out its ports."""

    A = "A"
    """Documented: 0x1000, each address is a byte."""
    B = "B"
    """Newer DTU-Pro-S: 0x4000, each address is a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModbusPort:
    """One port, in volts, amperes, watts, watt-hours, hertz and degrees Celsius."""

    serial: str
    port: int
    voltage: float = 0
    current: float = 0
    grid_voltage: float = 0
    frequency: float = 0
    power: float = 0
    today: int = 0
    total: int = 0
    temperature: float = 0
    status: int = 3
    alarm_code: int = 0
    alarm_count: int = 0
    link: bool = True
    amperes_in_tenths: bool = False
    """As the series MI tells them."""

    @property
    def silent(self) -> ModbusPort:
        """The same port, of which nothing is told."""
        return ModbusPort(serial=self.serial, port=self.port, status=0, link=False)


_NOTHING = ModbusPort(serial="000000000000", port=0, status=0, link=False)


def _record_a(port: ModbusPort) -> bytes:
    return struct.pack(
        ">B6sB6HIh3HBB6x",
        0x0C,
        bytes.fromhex(port.serial),
        port.port,
        *_readings(port),
        port.link,
        0x07,
    )


def _record_b(port: ModbusPort) -> bytes:
    return struct.pack(
        ">H6sH6HIh4H14x",
        12,
        bytes.fromhex(port.serial),
        port.port,
        *_readings(port),
        port.link,
    )


def _readings(port: ModbusPort) -> tuple[int, ...]:
    amperes = 10 if port.amperes_in_tenths else 100
    return (
        round(port.voltage * 10),
        round(port.current * amperes),
        round(port.grid_voltage * 10),
        round(port.frequency * 100),
        round(port.power * 10),
        port.today & 0xFFFF,
        port.total,
        round(port.temperature * 10),
        port.status,
        port.alarm_code,
        port.alarm_count,
    )


def read_registers(
    listed: Mapping[ModbusLayout, Sequence[ModbusPort]],
    serial: str,
    start: int,
    count: int,
) -> bytes | None:
    """Return `count` registers from an address; None: there are none."""
    inverters = dict.fromkeys(
        port.serial for ports in listed.values() for port in ports
    )
    areas = [(0x2056, 1, b"".join(map(bytes.fromhex, inverters)))]
    for layout, ports in listed.items():
        serial_at, base, width, record = _AREAS[layout]
        records = [*ports, *[_NOTHING] * (PORTS_LIMIT - len(ports) + 1)]
        areas += [
            (serial_at, width, bytes.fromhex(serial)),
            (base, width, b"".join(map(record, records))),
        ]
    for base, width, content in areas:
        offset = (start - base) * width
        if offset >= 0 and offset + 2 * count <= len(content):
            return content[offset : offset + 2 * count]
    return None


_AREAS = {
    ModbusLayout.A: (0x2000, 0x1000, 1, _record_a),
    ModbusLayout.B: (0x5000, 0x4000, 2, _record_b),
}
"""Where the serial is and records begin, bytes of each address, and how a record is laid out."""
