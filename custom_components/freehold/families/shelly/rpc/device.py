"""A Shelly of generation 2, 3 or 4, as a coordinator drives it."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import UTC, datetime, timedelta
import logging
import time
from typing import Any, Final

from aiohttp import ClientSession

from ....connection.connection import DeviceConnection
from ....connection.errors import ConnectionLostError, DeviceError, ReconnectionError
from ....connection.session import session_statistics
from ...contract import Identity, JsonObject, Listener, Part
from ...descriptions import Entities
from ..errands import Errands
from ..protocol.rpc.client import PushListener, RpcClient
from ..protocol.rpc.events import DeviceEvent, parse_events
from ..protocol.rpc.frames import Notification
from ..protocol.rpc.maintenance import Maintenance, Stage
from ..protocol.rpc.outputs import Outputs
from ..protocol.rpc.virtuals import Virtuals
from ..waking import WakeQueue
from .diagnosis import read_lists
from .happenings import happening_of
from .knowledge import Describe, Knowledge
from .model import RpcState, Updating, changed_between
from .reader import Reader

_LOGGER = logging.getLogger(__name__)

PUSHED_INTERVAL: Final = 60.0
"""What is not pushed (uptime, memory) is nothing that anybody waits for."""
ASKED_INTERVAL: Final = 15.0
"""Without a WebSocket: channels are few, and each poll takes one."""
MOVING_INTERVAL: Final = 2.0
"""A cover on its way does not push where it is."""
UPDATING_INTERVAL: Final = 10.0
DOUBT_INTERVAL: Final = 5.0
ASLEEP_INTERVAL: Final = 600.0
"""Looks at the clock only."""

UPDATE_PATIENCE: Final = 150.0
"""An update that tells nothing for so long is over, one way or the other."""
SETTLING: Final = 1.0
"""Who configures a device changes several things at once."""
OVERDUE: Final = 2.2
"""Wake-up periods. One may be missed."""

_SILENT: Final = (ConnectionLostError, ReconnectionError)
_MOVING: Final = frozenset({"opening", "closing"})

type OpenClient = Callable[[PushListener | None, frozenset[str] | None], RpcClient]


class RpcDevice:
    """Follows what a device tells and gives it commands."""

    complaints: Collection[str] = ()
    keeps_books = False

    outputs: Outputs
    virtuals: Virtuals
    client: RpcClient
    """For what is more than daily life: securing, recovery, configuration."""

    def __init__(
        self,
        mac: str,
        open_client: OpenClient,
        connection: DeviceConnection,
        session: ClientSession,
        *,
        describe: Describe,
        memory: JsonObject | None,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Recall what is remembered; nothing is asked yet.

        `mac`: 12 upper-case hex digits. `open_client` makes a client, with a listener or (for
        a device that sleeps) without, that knows the given methods; `describe` tells the
        entities of channels and methods.
        """
        self.connection = connection
        self.waiting = WakeQueue(lambda: self.normal_silence)
        self._open_client = open_client
        self._session = session
        self._clock = clock
        self._now = now
        self._sleep = sleep
        self._known = Knowledge(mac, describe, now)
        self._listener: Listener | None = None
        self._told: RpcState | None = None
        self._polling = asyncio.Lock()
        self._errands = Errands(self._failed)
        self._reader = Reader(self._known, clock)
        self._quiet_until = clock()
        if memory:
            self._known.recall(memory)
        self._take_client()

    @property
    def identity(self) -> Identity:
        """Who it says it is."""
        return self._known.identity

    @property
    def state(self) -> RpcState | None:
        """The last accepted state."""
        return self._known.state

    @property
    def entities(self) -> Entities[Any, RpcState]:
        """What it has."""
        return self._known.entities

    @property
    def parts(self) -> Mapping[str, Part]:
        """Its channels, if there are several of a kind, and what it hears over Bluetooth."""
        return self._known.channels.parts

    @property
    def normal_silence(self) -> bool:
        """Whether it sleeps between two reports."""
        return self._known.wakeup_period > 0

    @property
    def poll_interval(self) -> float:
        """Seconds."""
        if self.normal_silence:
            return ASLEEP_INTERVAL
        if self._is_updating:
            return UPDATING_INTERVAL
        if self._moving_covers:
            return MOVING_INTERVAL
        if not self.client.is_push_open:
            return ASKED_INTERVAL
        return DOUBT_INTERVAL if self._reader.in_doubt else PUSHED_INTERVAL

    def start(self, listener: Listener) -> None:
        """Tell by itself from now on: the next poll opens a WebSocket."""
        self._listener = listener

    async def poll(self) -> RpcState:
        """Read what is not pushed. One that sleeps is left alone until it was seen."""
        async with self._polling:
            if self._known.state is not None and self._may_rest:
                return self._known.state
            try:
                await self._read()
            except _SILENT:
                if self._known.state is None or not self._sleeps_well:
                    raise
            assert self._known.state
            return self._known.state

    async def close(self) -> None:
        """Stop what is under way."""
        self._listener = None
        await self._errands.close()
        await self.client.close()
        await self.connection.close()

    async def reboot(self) -> None:
        """Restart it."""
        await self.waiting.carry_out(
            "restart", lambda: Maintenance(self.client).reboot()
        )

    async def identify(self) -> None:
        """Have it blink."""
        await self.waiting.carry_out(
            "identify", lambda: Maintenance(self.client).identify()
        )

    async def install(self, stage: Stage) -> None:
        """Begin to install new firmware. The device tells how far it is, if it can."""

        async def begin() -> None:
            await Maintenance(self.client).update(stage)
            self._take_updating(Updating())

        await self.waiting.carry_out("update", begin)

    def forget(self, part: str) -> bool:
        """Keep everything: what is gone is seen without being told."""
        return False

    def remember(self) -> JsonObject:
        """Return what the device told."""
        return self._known.remember()

    def diagnose(self) -> JsonObject:
        """Return what the device told, and how it is talked to."""
        return {
            **self.remember(),
            "parts": sorted(self.parts),
            "push_open": self.client.is_push_open,
            "waiting_writes": len(self.waiting),
            "poll_interval": self.poll_interval,
            "session": session_statistics(self._session),
        }

    async def diagnose_deeply(self) -> JsonObject:
        """Like `diagnose`, with what else is kept in it. One that sleeps is left alone."""
        lists = (
            {"skipped": "asleep"}
            if self.normal_silence
            else await read_lists(self.client)
        )
        return {**self.diagnose(), "lists": lists}

    def connected(self) -> None:
        """Hear that pushes come from now on; what was told before is missing."""
        self._reader.status_due = True

    def notified(self, notification: Notification) -> None:
        """Hear what the device tells, over its own WebSocket or any other way."""
        changed = self._known.take(notification)
        for event in parse_events(notification):
            self._happened(event)
        if self._known.state is None:
            return
        if changed:
            self._tell()
        if self._known.is_outdated:
            self._errands.run("read again", self._read_again)
        elif changed and self._moving_covers:
            self._errands.run("follow covers", self._follow_covers)
        if self.normal_silence and self.waiting:
            self._errands.run("wake", lambda: self.waiting.flush(self.identity.name))

    def lost(self) -> None:
        """Hear that pushes come no more."""
        self._quiet_until = self._clock()
        if self._listener:
            self._listener.lost()

    def _happened(self, event: DeviceEvent) -> None:
        match event.name:
            case "config_changed" | "component_added" | "component_removed":
                self._reader.everything_due = True
                self._errands.run("read again", self._read_again)
            case "ota_begin" | "ota_progress":
                self._take_updating(Updating(event.progress_percent))
            case "ota_success":
                self._take_updating(Updating(100))
            case "ota_error":
                _LOGGER.warning(
                    "%s could not be updated: %s", self.identity.name, event.message
                )
                self._quiet_until = self._clock()
                self._take_updating(None)
            case _:
                happening = happening_of(event, self._known.channels.channels)
                if happening and self._listener:
                    self._listener.happened(happening)

    def _tell(self) -> None:
        """Have it shown. Reckoned from the last time, it holds what was read meanwhile too."""
        before, self._told = self._told, self._known.state
        if self._listener and self._told:
            self._listener.pushed(changed_between(before, self._told))

    @property
    def _is_updating(self) -> bool:
        return self._known.state is not None and self._known.state.updating is not None

    @property
    def _moving_covers(self) -> list[str]:
        return [
            key
            for key in self._known.covers
            if self._known.status.get(key, {}).get("state") in _MOVING
        ]

    @property
    def _sleeps_well(self) -> bool:
        """Whether it sleeps, and is not overdue."""
        heard, period = self._known.heard, self._known.wakeup_period
        return (
            heard is not None
            and period > 0
            and self._now() - heard <= timedelta(seconds=OVERDUE * period)
        )

    @property
    def _may_rest(self) -> bool:
        """Whether asking would be of no use, or would disturb."""
        if self.connection.contact_expected:
            return False
        if self._sleeps_well:
            return True
        return self._is_updating and self._clock() < self._quiet_until

    def _take_client(self) -> None:
        """Open the kind of client that suits the device: a WebSocket would keep it awake."""
        self._for_sleeper = self.normal_silence
        self.client = self._open_client(
            None if self._for_sleeper else self, self._known.methods
        )
        self.outputs, self.virtuals = Outputs(self.client), Virtuals(self.client)

    async def _read(self) -> None:
        """Read what is due. Raises DeviceError."""
        if self._for_sleeper:
            await self.client.identify()
            await self.waiting.flush(self.identity.name)
        await self._reader.read(self.client)
        if self._is_updating and self._clock() >= self._quiet_until:
            self._known.take_updating(None)
        if self.normal_silence is not self._for_sleeper:
            await self.client.close()
            self._take_client()

    def _take_updating(self, updating: Updating | None) -> None:
        if updating is not None:
            self._quiet_until = self._clock() + UPDATE_PATIENCE
        self._known.take_updating(updating)
        self._tell()

    async def _read_again(self) -> None:
        """Follow a changed configuration."""
        while self._reader.everything_due or self._known.is_outdated:
            await self._sleep(SETTLING)
            async with self._polling:
                await self._reader.read_everything(self.client)
            self._tell()

    async def _follow_covers(self) -> None:
        """Look where covers are until they stop."""
        while moving := self._moving_covers:
            await self._sleep(MOVING_INTERVAL)
            await self._reader.read_components(self.client, moving)
            self._tell()

    def _failed(self, name: str, err: DeviceError) -> None:
        """Have the next poll say why."""
        _LOGGER.debug("%s: %s failed: %s", self.identity.name, name, err)
        if self._listener:
            self._listener.lost()
