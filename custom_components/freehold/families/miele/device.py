"""A Miele appliance, as a coordinator drives it."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
import logging
import time
from types import MappingProxyType
from typing import Any, Final, Never

from aiohttp import ClientSession

from ...connection.connection import DeviceConnection
from ...connection.errors import (
    AuthenticationError,
    DeviceError,
    DeviceResetError,
    DeviceSleepError,
    DoubtedRefusalError,
    ProtocolError,
    UnsupportedError,
    WrongDeviceError,
)
from ...connection.session import session_statistics
from ..contract import Identity, JsonObject, Listener, Part
from ..descriptions import Entities
from .capabilities import Capabilities
from .details import NOT_TOLD, NOT_TOLD_PAUSE, DetailReader
from .diagnosis import read_tree, shown
from .identity import identity_of
from .model import MieleState
from .protocol.actions import StateAction
from .protocol.client import MieleClient
from .protocol.dop2.requests import LeafWrite
from .protocol.hob import HobDetails
from .protocol.identity import ApplianceIdent
from .protocol.signing import SignatureError
from .protocol.state import ApplianceState
from .protocol.tables.status import Status
from .remote import check_light, check_pause, check_start, check_stop

_LOGGER = logging.getLogger(__name__)

ACTIVE_INTERVAL: Final = 10.0
IDLE_INTERVAL: Final = 60.0
COMMAND_INTERVAL: Final = 2.0
"""After a command, for a while: a resumed program takes four seconds to show."""
COMMAND_WINDOW: Final = 20.0
IDENT_INTERVAL: Final = 6 * 3600.0

REFUSAL_WINDOW: Final = IDLE_INTERVAL - 5
"""A just-woken module refuses what it grants seconds later (docs, Sleep). The next poll decides."""

WAKE_PAUSE: Final = 3.0
WAKE_ROUNDS: Final = 2

_MOVE: Final = timedelta(minutes=1)
_ACTIVE: Final = frozenset(
    {Status.WAITING_TO_START, Status.RUNNING, Status.PAUSED, Status.RINSE_HOLD}
)


class MieleDevice:
    """Reads the state of an appliance and gives it commands."""

    # Switched off at the wall or by a saving socket, an appliance is as well as ever.
    normal_silence = True
    parts: Mapping[str, Part] = MappingProxyType({})
    complaints: Collection[str] = ()
    keeps_books = False

    def __init__(
        self,
        serial: str,
        client: MieleClient,
        connection: DeviceConnection,
        session: ClientSession,
        *,
        entities: Entities[Any, MieleState],
        read_details: bool,
        memory: JsonObject | None,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Recall what is remembered; nothing is asked yet."""
        self.connection = connection
        self.entities = entities
        self._serial = serial
        self._client = client
        self._session = session
        self._clock = clock
        self._now = now
        self._sleep = sleep
        self._details = DetailReader(
            client, serial, clock, read_dop2=read_details, accept=self._learn
        )
        self._ident_due = 0.0
        self._polling = asyncio.Lock()
        self._hurry_until = 0.0
        self._refused_since: float | None = None
        self._ident_body: JsonObject = {}
        self._state_body: JsonObject = {}
        self._state: MieleState | None = None
        self.ident = ApplianceIdent()
        self.capabilities = Capabilities()
        self.identity: Identity = identity_of(serial, self.ident, None)
        if memory is not None:
            self._recall(memory)

    @property
    def state(self) -> MieleState | None:
        """The last accepted state."""
        return self._state

    def start(self, listener: Listener) -> None:
        """Tell nothing by itself: an appliance has to be asked."""

    @property
    def poll_interval(self) -> float:
        """Seconds: short while something goes on or a command was given."""
        if self._clock() < self._hurry_until:
            return COMMAND_INTERVAL
        if self._state is not None and self._is_active(self._state.appliance):
            return ACTIVE_INTERVAL
        return IDLE_INTERVAL

    async def poll(self) -> MieleState:
        """Read the state, and what else is due."""
        async with self._polling:
            state = await self._look()
            if self._clock() >= self._ident_due:
                await self._read_ident()
            await self._details.refresh(
                state.appliance, active=self._is_active(state.appliance)
            )
            # A command may have looked in the meantime: its reading is the newer one.
            latest = self._state or state
            self._state = self._assembled(latest.appliance)
            return self._state

    async def close(self) -> None:
        """Stop what is under way."""
        await self.connection.close()

    async def start_program(self) -> None:
        """Start the chosen program, or let a paused one go on."""
        check_start(await self._look())
        await self._write(StateAction.START)

    async def stop_program(self) -> None:
        """Stop the program."""
        check_stop(await self._look())
        await self._write(StateAction.STOP)

    async def pause_program(self) -> None:
        """Pause the program."""
        check_pause(await self._look())
        await self._write(StateAction.PAUSE)

    async def wake(self) -> None:
        """Wake the appliance; one that is awake is left alone."""
        if (await self._look()).appliance.is_asleep:
            await self._write(StateAction.WAKE)

    async def set_light(self, on: bool) -> None:
        """Switch the light."""
        check_light(await self._look())
        await self._write(StateAction.LIGHT_ON if on else StateAction.LIGHT_OFF)

    async def set_super_cooling(self, on: bool) -> None:
        """Switch super-cooling."""
        await self._write(
            StateAction.SUPER_COOL_ON if on else StateAction.SUPER_COOL_OFF
        )

    async def set_super_freezing(self, on: bool) -> None:
        """Switch super-freezing."""
        await self._write(
            StateAction.SUPER_FREEZE_ON if on else StateAction.SUPER_FREEZE_OFF
        )

    async def set_power(self, on: bool) -> None:
        """Switch the appliance on or off, by the surest way that it has."""
        if not on and (await self._look()).appliance.is_asleep:
            return None
        while routes := self.capabilities.power_writes(self.ident):
            try:
                return await self._write_awake(routes[0] if on else routes[1])
            except UnsupportedError:
                continue
        raise UnsupportedError("the appliance cannot be switched from afar")

    def forget(self, part: str) -> bool:
        """Keep everything: an appliance has no parts."""
        return False

    def remember(self) -> JsonObject:
        """Return what the appliance told, as it told it, and what it turned out to have."""
        return {
            "ident": self._ident_body,
            "state": self._state_body,
            "details": dict(self._details.bodies),
            "capabilities": self.capabilities.as_memory(),
        }

    def diagnose(self) -> JsonObject:
        """Return what the appliance told, and how it is talked to."""
        return {
            **self.remember(),
            "details": shown(self._details.bodies),
            "unreadable": sorted(
                self._state.appliance.unreadable if self._state else ()
            ),
            "poll_interval": self.poll_interval,
            "session": session_statistics(self._session),
        }

    async def diagnose_deeply(self) -> JsonObject:
        """Like `diagnose`, with the whole DOP2 tree where that does not disturb it."""
        state = (await self._look()).appliance
        if state.is_asleep or self._is_active(state):
            tree: JsonObject = {"skipped": "asleep or running a program"}
        else:
            tree = await read_tree(self._client, self._serial, self._clock)
        return {**self.diagnose(), "dop2": tree}

    async def _look(self) -> MieleState:
        """Read the state alone."""
        self._state_body = await self._read_state()
        appliance = ApplianceState.parse(self._state_body)
        self.capabilities = self.capabilities.saw_state(appliance)
        self._state = self._assembled(appliance)
        return self._state

    async def _read_state(self) -> JsonObject:
        try:
            body = await self._client.state(self._serial)
        except (UnsupportedError, SignatureError) as err:
            await self._explain_refusal(err)
        self._refused_since = None
        return body

    async def _explain_refusal(self, refusal: DeviceError) -> Never:
        """Tell a key that fits no more from another appliance and from a passing weakness."""
        try:
            appliances = await self._client.devices()
        except (AuthenticationError, SignatureError) as err:
            self._refused_since = self._refused_since or self._clock()
            refused_for = self._clock() - self._refused_since
            # Never in contact, it did not just wake up either: its key was changed.
            if self._state is not None and refused_for < REFUSAL_WINDOW:
                raise DoubtedRefusalError(
                    "it refuses our key; it is asked once more before that is believed"
                ) from err
            if await self._is_nobodys():
                raise DeviceResetError("it holds no key any more") from err
            raise AuthenticationError("it refuses our key") from err
        if self._serial not in appliances:
            raise WrongDeviceError("another appliance answers here") from refusal
        raise ProtocolError("it does not tell its state") from refusal

    def _is_active(self, appliance: ApplianceState) -> bool:
        """Tell whether something goes on. Cooling appliances call their normal life running."""
        kind = self.ident.kind
        return appliance.status in _ACTIVE and not (kind and kind.is_cooling)

    async def _is_nobodys(self) -> bool:
        """Tell whether it answers without a signature: only one that holds no key does."""
        try:
            return self._serial in await self._client.devices_unsigned()
        except AuthenticationError, UnsupportedError, ProtocolError:
            return False

    async def _read_ident(self) -> None:
        try:
            self._ident_body = await self._client.ident(self._serial)
            self._ident_due = self._clock() + IDENT_INTERVAL
        except NOT_TOLD as err:
            _LOGGER.debug("%s does not tell who it is: %s", self.identity.name, err)
            self._ident_due = self._clock() + NOT_TOLD_PAUSE
        self._identify()

    def _identify(self) -> None:
        self.ident = ApplianceIdent.parse(self._ident_body)
        update = self._details.values.get("update")
        self.identity = identity_of(self._serial, self.ident, update)

    def _learn(self, name: str, value: Any) -> None:
        """Take up what a detail tells about what the appliance can do."""
        known = self.capabilities
        known = replace(known, leaves=known.leaves | {name})
        if name == "update":
            self._identify()
        elif name == "writes_power":
            known = replace(known, writes_power=value)
        elif name == "context":
            known = known.saw_context(value)
        self.capabilities = known

    def _assembled(self, appliance: ApplianceState) -> MieleState:
        """Put the state together with the last that the details told."""
        details = {
            name: value
            for name, value in self._details.values.items()
            if name != "writes_power"
        }
        kind = self.ident.kind
        hob = (
            HobDetails.parse(appliance.extended_state)
            if kind is not None and kind.is_hob
            else None
        )
        if hob is not None:
            self.capabilities = self.capabilities.saw_hob(hob)
        waiting = appliance.status == Status.WAITING_TO_START
        delay = appliance.start_in_minutes if waiting else None
        return MieleState(
            appliance=appliance,
            kind=kind,
            starts_at=self._moment(
                delay,
                self._state.starts_at if self._state else None,
            ),
            finishes_at=self._moment(
                (delay or 0) + (appliance.remaining_minutes or 0)
                if self._is_active(appliance) and appliance.status != Status.PAUSED
                else None,
                self._state.finishes_at if self._state else None,
            ),
            hob=hob,
            **details,
        )

    def _moment(
        self, minutes: int | None, previous: datetime | None
    ) -> datetime | None:
        """Turn a duration into a moment that does not waver with its rounding."""
        if not minutes:
            return None
        moment = self._now().replace(microsecond=0) + timedelta(minutes=minutes)
        if previous is not None and abs(moment - previous) <= _MOVE:
            return previous
        return moment

    async def _write(self, action: StateAction) -> None:
        try:
            await self._client.put_state(self._serial, action)
        except UnsupportedError:
            self.capabilities = self.capabilities.saw_refusal(action)
            raise
        finally:
            self._hurry_until = self._clock() + COMMAND_WINDOW

    async def _write_awake(self, write: LeafWrite) -> None:
        """Write a leaf, waking the appliance if it says that it sleeps."""
        for _ in range(WAKE_ROUNDS):
            try:
                return await self._write_leaf(write)
            except DeviceSleepError:
                await self._write(StateAction.WAKE)
                await self._sleep(WAKE_PAUSE)
        return await self._write_leaf(write)

    async def _write_leaf(self, write: LeafWrite) -> None:
        on = write in (LeafWrite.POWER_ON, LeafWrite.SWITCH_ON)

        async def landed() -> bool:
            return (await self._look()).appliance.is_asleep is not on

        try:
            await self._client.write_dop2(
                self._serial,
                write.path.unit,
                write.path.attribute,
                write.body,
                landed=landed,
            )
        except UnsupportedError:
            self.capabilities = self.capabilities.saw_refusal(write)
            raise
        finally:
            self._hurry_until = self._clock() + COMMAND_WINDOW

    def _recall(self, memory: Mapping[str, Any]) -> None:
        """Take up what was remembered; drop what this version cannot read."""
        try:
            self._ident_body = dict(memory["ident"])
            self._state_body = dict(memory["state"])
            self.capabilities = Capabilities.recall(memory["capabilities"])
            self._details.recall(memory["details"])
        except (KeyError, TypeError, ValueError, AttributeError, ProtocolError) as err:
            _LOGGER.warning(
                "What was remembered of %s cannot be read and is asked anew: %r",
                self.identity.name,
                err,
            )
            return
        self._identify()
        self._state = self._assembled(ApplianceState.parse(self._state_body))
