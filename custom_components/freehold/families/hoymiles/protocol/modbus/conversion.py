"""What records of ports say about ports and inverters (docs/protocols/hoymiles-modbus.md, Readings)."""

from collections.abc import Iterable, Sequence

from ..readings import InverterReading, PortReading, Readings
from .records import PortRecord


def readings_of(records: Iterable[PortRecord]) -> Readings:
    """Put the records of all ports together. A port that is told twice counts once."""
    ports = {(record.serial, record.port): record for record in records}.values()
    inverters: dict[str, list[PortRecord]] = {}
    for record in ports:
        inverters.setdefault(record.serial, []).append(record)
    return Readings(
        inverters=tuple(_inverter(records) for records in inverters.values()),
        ports=tuple(_port(record) for record in ports),
    )


def _port(record: PortRecord) -> PortReading:
    return PortReading(
        serial=record.serial,
        port=record.port,
        voltage=record.voltage,
        current=record.current,
        power=record.power,
        total=record.total,
        today=record.today,
        status=record.status,
    )


def _inverter(ports: Sequence[PortRecord]) -> InverterReading:
    """All ports of an inverter repeat its grid values, but for those that were not heard."""
    heard = next((port for port in ports if port.status), ports[0])
    return InverterReading(
        serial=heard.serial,
        link=any(port.link for port in ports),
        frequency=heard.frequency,
        voltages=(heard.grid_voltage,),
        temperature=heard.temperature,
        alarm_code=max(port.alarm_code for port in ports),
        alarm_count=max(port.alarm_count for port in ports),
    )
