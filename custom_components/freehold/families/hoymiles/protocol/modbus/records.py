"""How a port is laid out in registers (docs/protocols/hoymiles-modbus.md, Layout A, Layout B)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from struct import Struct
from typing import Final

from .....connection.errors import ProtocolError
from ..gateway import GatewayCommand
from .frame import Function
from .session import ModbusSession

RECORDS_LIMIT: Final = 99
_TYPES: Final = (0x0C, 0x3C)
_MOST_PORTS: Final = 16
"""More than any inverter has."""
_LINKS: Final[Mapping[int, bool]] = {0: False, 1: True, 0x0007: False, 0x0107: True}
"""The flag alone, and as the high byte of a word whose low byte is always 7."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PortRecord:
    """One port as it was told, in volts, amperes, hertz, watts, watt-hours, degrees Celsius."""

    position: int
    """In the list, from 0. It shifts when inverters come and go."""
    serial: str
    port: int
    voltage: float
    current: float
    grid_voltage: float
    frequency: float
    power: float
    today: int
    total: int
    temperature: float
    status: int
    alarm_code: int
    alarm_count: int
    link: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PortControls:
    """Where one port is controlled: by coils that take numbers."""

    base: int
    """Of the first port in the list."""
    stride: int
    turn: int
    """Offset: 1 on, 0 off."""
    limit: int
    """Offset: percent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where records lie, and where commands go to."""

    base: int
    stride: int
    fields: Struct
    """Type, serial, port, volts, amperes, grid volts, hertz, watts, today, total, °C, status, alarm code, alarm count, link."""
    limit: tuple[Function, int]
    """Of all inverters."""
    ports: PortControls | None
    commands: Collection[GatewayCommand]

    async def read(self, session: ModbusSession, position: int) -> PortRecord | None:
        """Read a record; None is the mark of the end. Raises ProtocolError if it is none."""
        data = await session.read(
            Function.READ_REGISTERS,
            self.base + self.stride * position,
            self.fields.size // 2,
            self.fields.size,
        )
        return self.parse(data, position)

    def parse(self, data: bytes, position: int) -> PortRecord | None:
        """Read a record; None is the mark of the end.

        Raises ProtocolError if it is none: other devices speak Modbus, too, and must not be
        written to.
        """
        (
            kind,
            serial,
            port,
            voltage,
            current,
            grid_voltage,
            frequency,
            power,
            today,
            total,
            temperature,
            status,
            alarm_code,
            alarm_count,
            link,
        ) = self.fields.unpack_from(data)
        if not any(serial):
            return None
        if kind not in _TYPES or port > _MOST_PORTS or link not in _LINKS:
            raise ProtocolError("registers hold something else than ports of inverters")
        digits = serial.hex().upper()
        return PortRecord(
            position=position,
            serial=digits,
            port=port,
            voltage=voltage / 10,
            current=current / _current_divisor(digits, voltage * current, power),
            grid_voltage=grid_voltage / 10,
            frequency=frequency / 100,
            power=power / 10,
            today=today,
            total=total,
            temperature=temperature / 10,
            status=status,
            alarm_code=alarm_code,
            alarm_count=alarm_count,
            link=_LINKS[link],
        )


LAYOUTS: Final = (
    Layout(
        base=0x1000,
        stride=0x28,
        fields=Struct(">B6sB6HIh3HB7x"),
        limit=(Function.WRITE_COIL, 0xC001),
        ports=PortControls(base=0xC006, stride=6, turn=0, limit=1),
        commands=frozenset(
            {
                GatewayCommand.LIMIT,
                GatewayCommand.LIMIT_INVERTER,
                GatewayCommand.TURN,
            }
        ),
    ),
    Layout(
        base=0x4000,
        stride=0x19,
        fields=Struct(">H6sH6HIh4H2x"),
        limit=(Function.WRITE_REGISTER, 0xD002),
        ports=None,
        commands=frozenset({GatewayCommand.LIMIT}),
    ),
)
"""A, which is documented, and B, which newer DTU-Pro-S may have."""


def is_mi(serial: str) -> bool:
    """Tell the series MI, and what cannot be told from it."""
    return serial.startswith("10")


def _current_divisor(serial: str, apparent: int, power: int) -> int:
    """Return what makes amperes: 10 for MI, 100 for all others.

    Some HM have serials like MI. `apparent` is the raw voltage times the raw current: about 10 or
    100 times the raw power. Both are rounded; the line between them is where rounding never gets.
    """
    in_hundredths = power > 0 and apparent**2 > 1000 * power**2
    return 10 if is_mi(serial) and not in_hundredths else 100
