"""What a gateway tells, row by row of the table in docs/protocols/hoymiles-totals.md."""

from collections.abc import Iterable
from datetime import datetime, timedelta
import json
from zoneinfo import ZoneInfo

from custom_components.freehold.families.hoymiles.protocol.readings import (
    InverterReading,
    PortReading,
    Readings,
)
from custom_components.freehold.families.hoymiles.totals.ledger import YieldLedger
from custom_components.freehold.families.hoymiles.totals.yields import Yields

A = "116172207281"
B = "116172207340"
BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 6, 20, 12, tzinfo=BERLIN)
MINUTE = timedelta(minutes=1)
PORT = (A, 1)


def port(
    total: int,
    today: int,
    *,
    serial: str = A,
    number: int = 1,
    power: float = 100.0,
    status: int = 3,
) -> PortReading:
    """Return a port, with a voltage where there is power."""
    return PortReading(
        serial=serial,
        port=number,
        voltage=35.0 if power else 0.0,
        current=power / 35,
        power=power,
        total=total,
        today=today,
        status=status,
    )


def partial(
    total: int = 0,
    today: int = 0,
    *,
    serial: str = A,
    number: int = 1,
    power: float = 100.0,
) -> PortReading:
    """Return a port of which a radio packet was lost."""
    return port(total, today, serial=serial, number=number, power=power, status=0)


def dark(
    total: int = 0, today: int = 0, *, serial: str = A, number: int = 1
) -> PortReading:
    """Return a port that is not heard."""
    return port(total, today, serial=serial, number=number, power=0.0, status=0)


def reply(
    *ports: PortReading,
    link: bool = True,
    power: float | None = None,
    clock: datetime | None = None,
) -> Readings:
    """Return a complete set. All inverters have the same link and AC power."""
    return Readings(
        inverters=tuple(
            InverterReading(serial=serial, link=link, power=power)
            for serial in dict.fromkeys(port.serial for port in ports)
        ),
        ports=ports,
        clock=clock,
    )


def at(hour: int, minute: int = 0, *, day: int = 20) -> datetime:
    """Return a moment of June 2026 in Berlin."""
    return datetime(2026, 6, day, hour, minute, tzinfo=BERLIN)


def every_minute(
    ledger: YieldLedger, sets: Iterable[Readings], start: datetime = NOON
) -> Yields:
    """Have sets told one a minute; return what is believed after the last."""
    yields = ledger.at(start)
    for number, readings in enumerate(sets):
        yields = ledger.accept(readings, start + number * MINUTE)
    return yields


def restarted(ledger: YieldLedger, *, excluded: Iterable[str] = ()) -> YieldLedger:
    """Return what is left after Home Assistant was restarted."""
    stored = json.loads(json.dumps(ledger.as_json()))
    return YieldLedger.from_json(stored, excluded=tuple(excluded))
