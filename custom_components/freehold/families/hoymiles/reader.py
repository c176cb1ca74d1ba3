"""Reads no more of a gateway than is due, and takes it over into what is remembered."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
import logging
from typing import Final

from ...connection.errors import DeviceError, UnsupportedError
from .protocol.alarms import SWITCHED_OFF
from .protocol.gateway import Alarm, Gateway
from .protocol.readings import MeterReading, Readings
from .recollection import Recollection

_LOGGER = logging.getLogger(__name__)

SELDOM: Final = 6 * 3600.0
"""Seconds. Who it is and what it is set to changes by other hands only."""
HOURLY: Final = 3600.0
OFTEN: Final = 600.0
"""While there is an alarm, to see it end; and after an answer that was lost."""

DARK_WATTS: Final = 25.0
"""Of a port: so little comes from a module only while an inverter is about to fall asleep."""
OBEYED: Final = 300.0
"""Seconds in which an inverter may not yet be seen to do what it was told."""


class Reader:
    """One gateway, read cycle by cycle."""

    def __init__(
        self,
        gateway: Gateway,
        recollection: Recollection,
        now: Callable[[], datetime],
        clock: Callable[[], float],
        *,
        inverted_meters: bool,
    ) -> None:
        """Ask nothing yet."""
        self._gateway = gateway
        self._known = recollection
        self._now = now
        self._clock = clock
        self._inverted_meters = inverted_meters
        self._information_due = 0.0
        self._settings_due = 0.0
        self._alarms_due = 0.0
        self._alarm_counts: dict[str, int | None] = {}
        self._turned: dict[str, float] = {}
        self._limited_at: float | None = None
        self.told_limits: dict[str | None, float] = {}
        """Percent, as they were told after the last order; None: of all inverters."""

    def lost(self) -> None:
        """Take it that the gateway may come back with other firmware."""
        self._information_due = 0.0

    def limited(self) -> None:
        """Have the limits read back: what was told before says nothing any more."""
        self._limited_at = self._clock()
        self._settings_due = 0.0
        self.told_limits.clear()

    def turned(self, inverter: str) -> None:
        """Remember when an inverter was switched, and have its alarms read."""
        self._turned[inverter] = self._clock()
        self._alarms_due = 0.0

    async def read(self) -> Readings:
        """Read what is due. Raises DeviceError if the readings cannot be had."""
        gateway, known = self._gateway, self._known
        # Meters are read as their owner has clamped them, before anybody sees them.
        readings = await gateway.readings()
        if self._inverted_meters:
            meters = tuple(map(inverted, readings.meters))
            readings = replace(readings, meters=meters)
        now = known.heard = self._now()
        yields = known.ledger.accept(readings, now)
        known.dark = all(
            (port.power or 0) < DARK_WATTS for port in yields.ports.values()
        )
        serials = {inverter.serial for inverter in readings.inverters}
        if (
            self._clock() >= self._information_due
            or serials - known.capabilities.inverters
        ):
            await self._read_information()
        settings_told = (
            self._clock() >= self._settings_due and await self._read_settings()
        )
        counts = {each.serial: each.alarm_count for each in readings.inverters}
        if counts != self._alarm_counts or self._clock() >= self._alarms_due:
            self._alarm_counts = counts
            await self._read_alarms()
        self._take_limits(readings, settings_told=settings_told)
        self._take_switches(readings)
        known.capabilities = known.capabilities.learn(
            readings,
            known.settings,
            frozenset(gateway.commands),
            information=known.information,
            lists_alarms=known.alarms is not None,
        )
        return readings

    async def holds(self, inverter: str | None, percent: int) -> bool:
        """Ask whether a limit holds that was told before. Raises DeviceError."""
        if self.told_limits.get(inverter) != percent:
            return False
        if inverter is None and self._known.settings:
            return (await self._gateway.settings()).power_limit == percent
        told = {
            each.power_limit
            for each in (await self._gateway.readings()).inverters
            if inverter in (None, each.serial)
        }
        return told == {percent}

    async def _read_information(self) -> None:
        self._information_due = self._clock() + OFTEN
        try:
            self._known.information = await self._gateway.information()
        except DeviceError as err:
            _LOGGER.debug("A gateway does not say who it is now: %s", err)
        else:
            self._information_due = self._clock() + SELDOM

    async def _read_settings(self) -> bool:
        """Read what it is set to, and tell whether it told. Some firmware does not; that harms nothing."""
        self._settings_due = self._clock() + HOURLY
        try:
            self._known.settings = await self._gateway.settings()
        except UnsupportedError:
            self._known.settings = None
        except DeviceError as err:
            self._settings_due = self._clock() + OFTEN
            _LOGGER.debug("A gateway does not tell its settings now: %s", err)
        else:
            return True
        return False

    async def _read_alarms(self) -> None:
        self._alarms_due = self._clock() + OFTEN
        try:
            alarms = await self._gateway.alarms()
        except UnsupportedError:
            self._known.alarms = None
            self._alarms_due = self._clock() + SELDOM
            return
        except DeviceError as err:
            _LOGGER.debug("A gateway does not tell its alarms now: %s", err)
            return
        self._known.alarms = tuple(each for each in alarms if each.ended is None)
        if not self._known.alarms:
            self._alarms_due = self._clock() + SELDOM

    def _take_limits(self, readings: Readings, *, settings_told: bool) -> None:
        """Take over the limits that are told: after an order only those that obey it, for a while."""
        told: dict[str | None, float] = {
            each.serial: each.power_limit
            for each in readings.inverters
            if each.power_limit is not None and each.link
        }
        settings = self._known.settings
        if settings_told and settings and settings.power_limit is not None:
            told[None] = settings.power_limit
        elif settings is None and len(set(told.values())) == 1:
            told[None] = next(iter(told.values()))
        if self._limited_at is not None and self._clock() - self._limited_at < OBEYED:
            # Orders travel by radio.
            told = {
                key: percent
                for key, percent in told.items()
                if self._known.limit_of(key) in (None, percent)
            }
            self._settings_due = min(self._settings_due, self._limited_at + OBEYED)
        self.told_limits |= told
        for key, percent in told.items():
            if key is None:
                self._known.limit = percent
            else:
                self._known.limits[key] = percent

    def _take_switches(self, readings: Readings) -> None:
        """Believe that an inverter is off while an alarm says so, or nothing speaks against it."""
        now, was_off = self._clock(), self._known.switched_off
        told = {each.serial for each in self._known.alarms or () if _says_off(each)}
        produce = {port.serial for port in readings.ports if port.power > DARK_WATTS}
        obeying = {serial for serial, at in self._turned.items() if now - at <= OBEYED}
        self._known.switched_off = frozenset(
            (was_off & obeying) | ((was_off | told) - produce - obeying)
        )


def inverted(meter: MeterReading) -> MeterReading:
    """Return a meter whose clamps are the other way round."""
    return replace(
        meter,
        power=-meter.power,
        powers=tuple(-power for power in meter.powers),
        forward=meter.reverse,
        reverse=meter.forward,
    )


def _says_off(alarm: Alarm) -> bool:
    return alarm.code in SWITCHED_OFF
