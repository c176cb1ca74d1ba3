"""The books of a solar plant: what was told goes in, what is believed comes out."""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Any, Self

from ..protocol.readings import PortReading, Readings
from .inverter import InverterLedger
from .meter import MeterLedger
from .port import PortLedger, is_silent
from .power import Power
from .stored import as_date, as_object, as_seconds
from .sums import Sum, complete_sum
from .yields import PortKey, Yield, Yields

PORT_NUMBERS = frozenset(str(number) for number in range(256))
MOST_DRIFT_SECONDS = 1800.0
"""Around midnight no sun shines: a gateway whose clock is this wrong begins its day in the dark."""
MOST_SET_BACK_SECONDS = 2 * 86400.0
"""A board without a clock begins near the time when it ended: more, and it was ahead before."""


class YieldLedger:
    """What a gateway's inverters produced, through nights, restarts and lost radio packets.

    All times are aware, and in Home Assistant's zone.
    """

    def __init__(
        self, *, excluded: Collection[str] = (), inverted_meters: bool = False
    ) -> None:
        """Begin empty.

        `excluded`: serial numbers of inverters that the plant goes without. `inverted_meters`:
        meters are told turned around.
        """
        self._inverted_meters = inverted_meters
        self._excluded = frozenset(excluded)
        self._date: date | None = None
        self._newest = 0.0
        """Seconds since 1970: the latest time that was seen."""
        self._ports: dict[PortKey, PortLedger] = {}
        self._inverters: dict[str, InverterLedger] = {}
        self._meters: dict[str, MeterLedger] = {}
        self._plant = Sum()

    def accept(self, readings: Readings, now: datetime) -> Yields:
        """Take over one complete set, and return what is believed."""
        self._turn_page(now)
        moment = now.timestamp()
        links = {inverter.serial: inverter.link for inverter in readings.inverters}
        for inverter in readings.inverters:
            self._inverter(inverter.serial).accept(inverter, moment)
        day_is_ours = _day_is_ours(readings.clock, now)
        for reading in readings.ports:
            self._post(reading, links.get(reading.serial, False), day_is_ours, moment)
        for meter in readings.meters:
            self._meters.setdefault(meter.serial, MeterLedger()).accept(
                meter, inverted=self._inverted_meters, now=moment
            )
        if _is_night(readings):
            self._go_dark(moment)
        self._begin_sums()
        return self.at(now)

    def at(self, now: datetime) -> Yields:
        """Return what is believed now: without a reply, too, the day ends and power falls."""
        self._turn_page(now)
        moment = now.timestamp()
        ports = {key: port.at(moment) for key, port in self._ports.items()}
        inverters = {
            serial: inverter.at(
                moment, [port for key, port in ports.items() if key[0] == serial]
            )
            for serial, inverter in self._inverters.items()
        }
        included = [
            inverter.power
            for serial, inverter in inverters.items()
            if serial not in self._excluded
        ]
        return Yields(
            ports=ports,
            inverters=inverters,
            plant=Yield(
                total=self._plant.total,
                today=self._plant.today,
                power=complete_sum(included),
            ),
            meters={serial: meter.yields for serial, meter in self._meters.items()},
        )

    def forget(self, serial: str) -> None:
        """Forget an inverter that is gone for good. What it produced stays in the plant's sums."""
        self._inverters.pop(serial, None)
        self._ports = {
            key: port for key, port in self._ports.items() if key[0] != serial
        }

    def as_json(self) -> dict[str, Any]:
        """Return what `from_json` needs."""
        return {
            "date": self._date.isoformat() if self._date else None,
            "newest": self._newest,
            "ports": {
                f"{serial}/{number}": port.as_json()
                for (serial, number), port in self._ports.items()
            },
            "inverters": {
                serial: inverter.as_json()
                for serial, inverter in self._inverters.items()
            },
            "meters": {
                serial: meter.as_json() for serial, meter in self._meters.items()
            },
            "plant": self._plant.as_json(),
        }

    @classmethod
    def from_json(
        cls,
        stored: Any,
        *,
        excluded: Collection[str] = (),
        inverted_meters: bool = False,
    ) -> Self:
        """Return what was remembered. What cannot be read is dropped, and learned anew."""
        stored = as_object(stored)
        ledger = cls(excluded=excluded, inverted_meters=inverted_meters)
        ledger._date = as_date(stored.get("date"))
        ledger._newest = as_seconds(stored.get("newest")) or 0.0
        for serial, inverter in as_object(stored.get("inverters")).items():
            ledger._inverters[serial] = InverterLedger.from_json(inverter)
        for name, port in as_object(stored.get("ports")).items():
            serial, _, number = name.rpartition("/")
            if serial and number in PORT_NUMBERS:
                ledger._inverter(serial)
                ledger._ports[serial, int(number)] = PortLedger.from_json(port)
        for serial, meter in as_object(stored.get("meters")).items():
            ledger._meters[serial] = MeterLedger.from_json(meter)
        ledger._plant = Sum.from_json(stored.get("plant"))
        return ledger

    def _turn_page(self, now: datetime) -> None:
        """Begin a new local day. A date that goes back, as when the zone is corrected, comes again.

        Not if time itself goes back: a clock that was put right has seen that midnight.
        """
        moment = now.timestamp()
        if 0 < self._newest - moment <= MOST_SET_BACK_SECONDS:
            return
        self._newest = moment
        today = now.date()
        if self._date is None or today > self._date:
            for books in self._books():
                books.begin_day()
        self._date = today

    def _books(self) -> Iterator[PortLedger | Sum]:
        yield from self._ports.values()
        yield from (inverter.sum for inverter in self._inverters.values())
        yield self._plant

    def _inverter(self, serial: str) -> InverterLedger:
        return self._inverters.setdefault(serial, InverterLedger())

    def _post(
        self, reading: PortReading, heard: bool, day_is_ours: bool, moment: float
    ) -> None:
        key = reading.serial, reading.port
        if key not in self._ports:
            self._ports[key] = PortLedger(power=Power(heard=moment))
        total, today = self._ports[key].accept(
            reading, heard=heard, day_is_ours=day_is_ours, now=moment
        )
        self._inverter(reading.serial).sum.gain(total, today)
        if reading.serial not in self._excluded:
            self._plant.gain(total, today)

    def _begin_sums(self) -> None:
        for serial, inverter in self._inverters.items():
            _begin(inverter.sum, self._ports_of({serial}))
        _begin(self._plant, self._ports_of(self._inverters.keys() - self._excluded))

    def _ports_of(self, serials: Collection[str]) -> list[PortLedger]:
        return [port for key, port in self._ports.items() if key[0] in serials]

    def _go_dark(self, moment: float) -> None:
        for port in self._ports.values():
            port.power.hear(0.0, moment)
        for inverter in self._inverters.values():
            if inverter.power:
                inverter.power.hear(0.0, moment)


def _begin(sums: Sum, ports: Collection[PortLedger]) -> None:
    sums.begin(
        [port.counter.total for port in ports], [port.day.today for port in ports]
    )


def _day_is_ours(clock: datetime | None, now: datetime) -> bool:
    """Whether the gateway's clock is right, as far as it tells."""
    return clock is None or abs((clock - now).total_seconds()) <= MOST_DRIFT_SECONDS


def _is_night(readings: Readings) -> bool:
    """Whether no port is heard and counters are kept.

    Where they are zero, too, the gateway has just started, or is busy with the cloud.
    """
    return (
        not any(inverter.link or inverter.power for inverter in readings.inverters)
        and all(is_silent(port) for port in readings.ports)
        and any(port.total for port in readings.ports)
    )
