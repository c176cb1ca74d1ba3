"""A Shelly of the first generation, as a coordinator drives it."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import UTC, datetime, timedelta
import time
from typing import Any, Final, Literal

from aiohttp import ClientSession

from ....connection.address import Address
from ....connection.connection import DeviceConnection
from ....connection.errors import (
    ConnectionLostError,
    DeviceError,
    DeviceResetError,
    ReconnectionError,
    UnsupportedError,
)
from ....connection.session import session_statistics
from ...contract import Identity, JsonObject, Listener, Part
from ...descriptions import DeviceEvent, Entities
from ..errands import Errands
from ..protocol.gen1.client import Gen1Client
from ..protocol.gen1.status import Gen1Status
from ..waking import WakeQueue
from .coiot_hub import CoiotHub
from .diagnosis import read_actions
from .knowledge import Describe, Knowledge
from .model import Gen1State
from .pushes import Pushes

PUSHED_INTERVAL: Final = 300.0
"""What is not pushed (signal strength, memory, offers of firmware) is nothing that anybody waits for."""
ASKED_INTERVAL: Final = 15.0
"""Without pushes: as often as they would come."""
MOVING_INTERVAL: Final = 2.0
"""A roller on its way does not push where it is."""
UPDATING_INTERVAL: Final = 10.0
DOUBT_INTERVAL: Final = 5.0
"""A push crossed the last answer, so that one of the two may be old."""
BATTERY_INTERVAL: Final = 600.0
"""Radiator valves and motion sensors are always reachable, and pay for each question."""
ASLEEP_INTERVAL: Final = 600.0
"""Looks at the clock only."""

CONFIGURATION_INTERVAL: Final = 6 * 3600.0
"""Old firmware does not count the changes of its configuration."""
UPDATE_PATIENCE: Final = 300.0
"""An update that is not over by then is over, one way or the other."""
OVERDUE: Final = 2.2
"""Periods of sleep. One may be missed."""

_SILENT: Final = (ConnectionLostError, ReconnectionError)


class Gen1Device:
    """Follows what a device tells and gives it commands."""

    complaints: Collection[str] = ()
    keeps_books = False

    def __init__(
        self,
        mac: str,
        client: Gen1Client,
        address: Address,
        connection: DeviceConnection,
        session: ClientSession,
        *,
        describe: Describe,
        hub: CoiotHub | None,
        memory: JsonObject | None,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Recall what is remembered; nothing is asked yet.

        `mac`: 12 upper-case hex digits. `describe` tells the entities of channels. Without a
        hub the device is only asked.
        """
        self.client = client
        self.connection = connection
        self.waiting = WakeQueue(lambda: self.normal_silence)
        self._session = session
        self._clock = clock
        self._now = now
        self._known = Knowledge(mac, describe, now)
        self._pushes = Pushes(
            hub,
            mac,
            address.host,
            self._known,
            self._took_push,
            self._fell_silent,
            sleep,
        )
        self._listener: Listener | None = None
        self._errands = Errands(self._failed)
        self._polling = asyncio.Lock()
        self._trouble: DeviceError | None = None
        self._configuration_due = 0.0
        self._asked_at = clock()
        self._update_ends = 0.0
        self._in_doubt = False
        self._started = now()
        if memory:
            self._known.recall(memory)

    @property
    def identity(self) -> Identity:
        """Who it says it is."""
        return self._known.identity

    @property
    def state(self) -> Gen1State | None:
        """The last accepted state."""
        return self._known.state

    @property
    def entities(self) -> Entities[Any, Gen1State]:
        """What it has."""
        return self._known.entities

    @property
    def parts(self) -> Mapping[str, Part]:
        """Its channels, if there are several of a kind."""
        return self._known.parts

    @property
    def normal_silence(self) -> bool:
        """Whether it sleeps between two reports."""
        return self._known.sleeps

    @property
    def is_push_healthy(self) -> bool:
        """Whether pushes come as they should."""
        return self._pushes.are_arriving

    @property
    def poll_interval(self) -> float:
        """Seconds."""
        if self.normal_silence:
            return ASLEEP_INTERVAL
        if self._is_updating:
            return UPDATING_INTERVAL
        if self._known.is_moving:
            return MOVING_INTERVAL
        if self._in_doubt:
            return DOUBT_INTERVAL
        if self._known.is_battery_powered:
            return BATTERY_INTERVAL
        return PUSHED_INTERVAL if self.is_push_healthy else ASKED_INTERVAL

    def start(self, listener: Listener) -> None:
        """Tell by itself from now on, as far as the device pushes."""
        self._listener = listener
        self._errands.run("listen", self._pushes.listen)

    async def poll(self) -> Gen1State:
        """Read what is due. One that sleeps is left alone until it was seen."""
        async with self._polling:
            if self._known.state is not None and self._may_rest:
                return self._known.state
            try:
                await self._read()
            except _SILENT as err:
                self._trouble = err
                if self._known.state is None or not self._may_be_silent:
                    raise
            except DeviceError as err:
                self._trouble = err
                raise
            assert self._known.state
            return self._known.state

    async def close(self) -> None:
        """Stop what is under way."""
        self._listener = None
        await self._errands.close()
        await self._pushes.close()
        await self.connection.close()

    async def reboot(self) -> None:
        """Restart it."""
        await self.waiting.carry_out("restart", self.client.reboot)

    async def install(self, stage: Literal["stable", "beta"]) -> None:
        """Begin to install new firmware. The device tells no more than that it is at it."""

        async def begin() -> None:
            await self.client.ota_update(stage)
            self._update_ends = self._clock() + UPDATE_PATIENCE
            self._known.take_updating(updating=True)

        await self.waiting.carry_out("update", begin)

    def forget(self, part: str) -> bool:
        """Keep everything: what is gone is seen without being told."""
        return False

    def remember(self) -> JsonObject:
        """Return what the device told, without secrets."""
        return self._known.remember()

    def diagnose(self) -> JsonObject:
        """Return what the device told, and how it is talked to."""
        return {
            **self.remember(),
            "parts": sorted(self.parts),
            "pushes": self._pushes.health,
            "waiting_writes": len(self.waiting),
            "poll_interval": self.poll_interval,
            "unreadable": sorted(self.state.status.unreadable if self.state else ()),
            "session": session_statistics(self._session),
        }

    async def diagnose_deeply(self) -> JsonObject:
        """Like `diagnose`, with the actions it calls. One that sleeps is left alone."""
        if self.normal_silence:
            return {**self.diagnose(), "actions": {"skipped": "asleep"}}
        return {**self.diagnose(), "actions": await read_actions(self.client)}

    @property
    def _is_updating(self) -> bool:
        return self._known.state is not None and self._known.state.updating

    @property
    def _may_rest(self) -> bool:
        """Whether it sleeps as it should, and nobody saw it."""
        return (
            self.normal_silence
            and self._sleeps_well
            and not self.connection.contact_expected
        )

    @property
    def _may_be_silent(self) -> bool:
        """Whether silence is no error: it sleeps, or its firmware is being written."""
        return self._sleeps_well or self._clock() < self._update_ends

    @property
    def _sleeps_well(self) -> bool:
        """Whether it sleeps, and is not overdue since it was heard, or since we listen."""
        period = self._known.settings.sleep_period_seconds
        if not self.normal_silence or not period or self._known.heard is None:
            return False
        silent = self._now() - max(self._known.heard, self._started)
        return silent <= timedelta(seconds=OVERDUE * period)

    async def _read(self) -> None:
        """Read what is due. Raises DeviceError."""
        self._asked_at = self._clock()
        pushed = self._pushes.count
        body = await self.client.status_body()
        status = Gen1Status.parse(body)
        if self._is_configuration_due(status):
            await self._read_configuration(status)
        if self.waiting:
            await self.waiting.flush(self.identity.name)
        self._follow_update(status)
        self._in_doubt = self._pushes.count != pushed
        self._tell(self._known.take_status(body, status, crossed=self._in_doubt))
        self._trouble = None

    def _is_configuration_due(self, status: Gen1Status) -> bool:
        state = self._known.state
        return (
            state is None
            or self._clock() >= self._configuration_due
            or status.config_changes != self._known.settings_count
            or self._known.has_restarted(status)
        )

    async def _read_configuration(self, status: Gen1Status) -> None:
        """Read who it is and how it is set. Raises DeviceResetError if it forgot that."""
        # Whatever happens, it is read again until it was taken in.
        self._configuration_due = 0.0
        info, settings = await self.client.info(), await self.client.settings()
        if self._known.forgot(info, settings, status):
            raise DeviceResetError("it forgot its password and its configuration")
        self._known.take_configuration(info, settings, status.config_changes)
        self._pushes.follow_settings()
        if not self._known.description:
            await self._read_description()
        self._configuration_due = self._clock() + CONFIGURATION_INTERVAL

    async def _read_description(self) -> None:
        try:
            self._known.description = await self.client.coiot_description()
        except UnsupportedError:
            self._pushes.ask_description()

    def _follow_update(self, status: Gen1Status) -> None:
        """Tell whether the update that we began goes on: then it is not idle yet, or restarts."""
        if not self._update_ends:
            return
        is_over = not status.update.in_progress and self._known.has_restarted(status)
        if is_over or self._clock() >= self._update_ends:
            self._update_ends = 0.0
            self._known.take_updating(updating=False)

    def _took_push(self, events: list[DeviceEvent], *, changed: bool) -> None:
        """Show what was pushed; ask where a push says too little."""
        if self._trouble is not None and not isinstance(self._trouble, _SILENT):
            # Who refuses us or was reset is not shown as if all were well.
            return
        self._tell(events)
        if changed and self._listener:
            self._listener.pushed(None)
        if self._trouble is not None or self._is_look_due:
            self.connection.expect_contact()
            self._errands.run("look", self._look)

    @property
    def _is_look_due(self) -> bool:
        state = self._known.state
        assert state
        if self._pushes.config_changed or self.waiting:
            return True
        if self.normal_silence:
            return self._clock() >= self._configuration_due
        # Pushes put off the coordinator's own poll.
        return self._clock() - self._asked_at >= self.poll_interval

    async def _look(self) -> None:
        await self.poll()
        if self._listener:
            self._listener.pushed(None)

    def _tell(self, events: list[DeviceEvent]) -> None:
        for event in events:
            if self._listener:
                self._listener.happened(event)

    def _fell_silent(self) -> None:
        """Hear that pushes come no more: from now on it is asked."""
        if self._listener:
            self._listener.lost()

    def _failed(self, _: str, err: DeviceError) -> None:
        """Have the next poll say why."""
        if self._listener:
            self._listener.lost()
