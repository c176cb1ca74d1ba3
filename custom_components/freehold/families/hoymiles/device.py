"""A gateway with its inverters, as a coordinator drives it."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
import time
from typing import Any, Final

from ...connection.connection import DeviceConnection
from ...connection.errors import (
    ConnectionLostError,
    DeviceError,
    ReconnectionError,
    UnsupportedError,
)
from ..contract import Identity, JsonObject, Listener, Part, Surroundings
from ..descriptions import Entities
from .active_alarms import alarm_events
from .anonymous import anonymous, names_of
from .capabilities import Capabilities
from .identity import identity_of
from .limits import LimitPauses, checked, whole_percent
from .model import HoymilesState
from .parts import parts_of
from .protocol.errors import GatewayRefusedError
from .protocol.gateway import Gateway, GatewayProtocol
from .protocol.models import is_separate
from .protocol.readings import Readings
from .reader import Reader
from .recollection import Recollection
from .schedule import NIGHT_CYCLE, pause_for_upload, usual_cycle

LONG_SILENCE: Final = timedelta(hours=24)
CLOCK_TOLERANCE: Final = 600.0
"""Seconds. Gateways that were recorded were off by two minutes."""

_SILENT: Final = (ConnectionLostError, ReconnectionError)

type Describe = Callable[[Capabilities], Entities[Any, HoymilesState]]


class HoymilesDevice:
    """Reads a gateway once in a while, and leaves its one connection to others between."""

    # Inside an inverter it has no power at night.
    normal_silence = True
    # Killed after it has shown a total, Home Assistant must not show a smaller one.
    keeps_books = True

    def __init__(
        self,
        serial: str,
        protocol: GatewayProtocol,
        gateway: Gateway,
        connection: DeviceConnection,
        *,
        describe: Describe,
        cycle: float | None,
        cloud_window: bool,
        inverted_meters: bool,
        excluded: Collection[str],
        memory: JsonObject | None,
        surroundings: Surroundings,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Recall what is remembered; nothing is asked yet.

        `cycle`: seconds between two readings, None: as its firmware bears. `cloud_window`: leave
        it alone while it reports to the vendor.
        """
        self.connection = connection
        self._gateway = gateway
        self._protocol = protocol
        self._describe = describe
        self._cycle = cycle
        self._cloud_window = cloud_window
        self._excluded = frozenset(excluded)
        self._surroundings = surroundings
        self._clock = clock
        self._sleep = sleep
        self._known = Recollection.of(
            serial,
            memory or {},
            excluded=excluded,
            inverted_meters=inverted_meters,
            now=surroundings.now(),
        )
        self._reader = Reader(
            gateway,
            self._known,
            surroundings.now,
            clock,
            inverted_meters=inverted_meters,
        )
        self._turn = asyncio.Lock()
        self._present: Readings | None = None
        self._failures = 0
        self._unwell = False
        """The last reading was an error."""
        self._pauses = LimitPauses()
        self._pause = 0.0
        self._is_missed = False
        self._drift: float | None = None
        self.parts: Mapping[str, Part] = {}
        self.capabilities = Capabilities()
        self.entities = describe(self.capabilities)
        self._listener: Listener | None = None
        self._midnights: asyncio.Task[None] | None = None
        self._settle()
        self.state = None if memory is None else self._assembled()

    @property
    def identity(self) -> Identity:
        """Who it says it is."""
        return identity_of(
            self._known.information, self._protocol, self._known.settings
        )

    @property
    def poll_interval(self) -> float:
        """Seconds: longer each time that it does not answer, up to a quarter of an hour."""
        if self._pause:
            return self._pause
        cycle = self._cycle or usual_cycle(
            self._known.information.firmware,
            separate=is_separate(self._known.information.serial),
        )
        return min(
            cycle * 2.0 ** min(self._failures, 16), max(cycle, float(NIGHT_CYCLE))
        )

    @property
    def complaints(self) -> Collection[str]:
        """A silence that is no night, a clock that is wrong."""
        found = []
        if self._is_missed:
            found.append("gateway_silent")
        if abs(self._drift or 0) > CLOCK_TOLERANCE:
            found.append("gateway_clock_wrong")
        return found

    def start(self, listener: Listener) -> None:
        """Tell by itself when a day begins; all else has to be asked."""
        self._listener = listener
        self._midnights = asyncio.create_task(
            self._await_midnights(), name="Hoymiles midnight"
        )

    async def poll(self) -> HoymilesState:
        """Read it, or tell what is known of one that has no sun."""
        async with self._turn:
            self._pause = self._pause_for_upload()
            if self._pause and self.state is not None and not self._unwell:
                return self._show()
            self._pause = 0
            self._unwell = True
            before = self.state
            try:
                await self._read_or_rest()
            finally:
                self._judge_silence()
            self._unwell = False
            after = self._show()
            if self._present is not None and self._listener:
                for event in alarm_events(before, after):
                    self._listener.happened(event)
            return after

    async def close(self) -> None:
        """Stop what is under way."""
        self._listener = None
        if self._midnights:
            self._midnights.cancel()
            await asyncio.wait([self._midnights])
        await self.connection.close()
        await self._gateway.hang_up()

    async def limit(self, percent: float) -> None:
        """Limit the power of all inverters for good."""
        await self._limit(percent, None)

    async def limit_inverter(self, inverter: str, percent: float) -> None:
        """Limit the power of one inverter for good."""
        await self._limit(percent, inverter)

    async def limit_for_now(self, watts: float) -> None:
        """Limit the power until the inverters restart."""
        async with self._commanding():
            with checked():
                await self._gateway.limit_for_now(watts)
        self._known.limit_for_now = watts

    async def turn(self, inverter: str, on: bool) -> None:
        """Switch an inverter on or off."""
        async with self._commanding():
            await self._gateway.turn(inverter, on=on)
        off = self._known.switched_off
        self._reader.turned(inverter)
        self._known.switched_off = off - {inverter} if on else off | {inverter}

    async def restart_inverter(self, inverter: str) -> None:
        """Restart an inverter, which forgets a limit for now."""
        async with self._commanding():
            await self._gateway.restart_inverter(inverter)
        self._known.limit_for_now = None

    async def restart(self) -> None:
        """Restart the gateway."""
        async with self._commanding():
            await self._gateway.restart()

    def forget(self, part: str) -> bool:
        """Forget an inverter that is told no more; its ports go with it, what it produced stays."""
        if part not in self.capabilities.inverters or not self._is_missing(part):
            return False
        self._known.ledger.forget(part)
        self._known.capabilities = self._known.capabilities.without(part)
        self._settle()
        self._show()
        return True

    def remember(self) -> JsonObject:
        """Return what is shown at night, the totals above all."""
        return self._known.as_json()

    def diagnose(self) -> JsonObject:
        """Return what it told, and how it is talked to."""
        names = names_of(self._known, self._known.ledger.at(self._surroundings.now()))
        return {
            **anonymous(self.remember(), names),
            "protocol": self._protocol,
            "in_contact": self._present is not None,
            "commands": sorted(self._gateway.commands),
            "complaints": list(self.complaints),
            "poll_interval": self.poll_interval,
            "clock_drift": self._clock_drift(),
        }

    async def diagnose_deeply(self) -> JsonObject:
        """Like `diagnose`: there is no more to read."""
        return self.diagnose()

    async def _read_or_rest(self) -> None:
        """Read it, unless it may be silent and is."""
        try:
            await self._read()
        except _SILENT:
            self._failures += 1
            self._reader.lost()
            if not self._surroundings.is_day():
                # Without sun its inverters are off, and begin anew.
                self._known.limit_for_now = None
            if self.state is None or not self._may_be_silent():
                raise

    def _judge_silence(self) -> None:
        """Miss it after a day, and say so in daylight; what was said is not taken back at dusk."""
        silence = self._surroundings.now() - (self._known.heard or self._known.began)
        self._is_missed = silence > LONG_SILENCE and (
            self._is_missed or self._surroundings.is_day()
        )

    async def _read(self) -> None:
        self._present = None
        try:
            self._present = await self._reader.read()
        finally:
            # Others want its one connection, too, the vendor's app and the cloud among them.
            await self._gateway.hang_up()
        self._failures = 0
        self._drift = self._clock_drift()
        self._settle()

    async def _limit(self, percent: float, inverter: str | None) -> None:
        """Set a limit for good, unless the gateway says that it holds. `inverter`: None is all."""
        async with self._commanding():
            self._pauses.require(inverter, self._clock())
            with checked():
                whole = whole_percent(percent)
                if await self._reader.holds(inverter, whole):
                    return
                # What fails here was not sent: a gateway without sun has not been told anything.
                await self._gateway.information()
                try:
                    await self._gateway.limit(whole, inverter)
                except UnsupportedError, GatewayRefusedError, ReconnectionError:
                    raise
                except DeviceError:
                    # The inverters may have written it down all the same.
                    self._pauses.given(inverter, self._clock())
                    self._known.forget_limits()
                    self._reader.limited()
                    raise
            self._pauses.given(inverter, self._clock())
            self._known.limited(float(whole), inverter)
            self._reader.limited()

    @asynccontextmanager
    async def _commanding(self) -> AsyncGenerator[None]:
        """Have the connection for a command."""
        async with self._turn:
            try:
                yield
            finally:
                await self._gateway.hang_up()

    def _settle(self) -> None:
        """Work out what follows from capabilities, where they are others."""
        shown = self._known.capabilities
        for serial in self._excluded:
            shown = shown.without(serial)
        parts = parts_of(shown, self._known.information)
        if parts != self.parts:
            self.parts = parts
        if shown != self.capabilities:
            self.capabilities = shown
            self.entities = self._describe(shown)

    def _is_missing(self, inverter: str) -> bool:
        """Tell whether the gateway is in contact and tells others only."""
        return self._present is not None and inverter not in {
            each.serial for each in self._present.inverters
        }

    def _show(self) -> HoymilesState:
        self.state = self._assembled()
        return self.state

    def _assembled(self) -> HoymilesState:
        known, present = self._known, self._present
        return HoymilesState(
            information=known.information,
            in_contact=present is not None,
            inverters={each.serial: each for each in present.inverters}
            if present
            else {},
            ports={(each.serial, each.port): each for each in present.ports}
            if present
            else {},
            meters={each.serial: each for each in present.meters} if present else {},
            yields=known.ledger.at(self._surroundings.now()),
            settings=known.settings,
            limit=known.limit,
            limits=dict(known.limits),
            limit_for_now=known.limit_for_now,
            switched_off=known.switched_off,
            alarms=known.active_alarms(),
            clock_drift=self._clock_drift(),
        )

    def _clock_drift(self) -> float | None:
        """Return whole tens of seconds: an answer takes its time."""
        if (
            self._present is None
            or self._present.clock is None
            or not self._known.heard
        ):
            return None
        drift = (self._present.clock - self._known.heard).total_seconds()
        # Not minus zero.
        return round(drift, -1) or 0.0

    def _pause_for_upload(self) -> float:
        settings = self._known.settings
        if not self._cloud_window or settings is None:
            return 0
        return pause_for_upload(self._surroundings.now(), settings.upload_interval)

    def _may_be_silent(self) -> bool:
        """Tell whether it is well without sun, or was never heard of since it was added."""
        known = self._known
        if not self._surroundings.is_day() or known.heard is None:
            return True
        return known.dark and self._surroundings.now() - known.heard < LONG_SILENCE

    async def _await_midnights(self) -> None:
        """Begin each day in time, heard of or not."""
        while True:
            now = self._surroundings.now()
            tomorrow = (now + timedelta(days=1)).replace(
                hour=0, minute=0, second=0, microsecond=0
            )
            # Clocks and zones are changed: it looks again within the hour.
            await self._sleep(min(tomorrow.timestamp() - now.timestamp(), 3600.0))
            if self._surroundings.now().date() != now.date() and self._listener:
                self._show()
                # What is told by itself would be taken for contact.
                if not self._unwell:
                    self._listener.pushed(None)
