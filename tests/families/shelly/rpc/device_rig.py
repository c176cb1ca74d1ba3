"""A device as a coordinator has it, before an emulated one, and somebody who listens."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from custom_components.freehold.connection.address import Address
from custom_components.freehold.connection.connection import DeviceConnection
from custom_components.freehold.connection.session import open_session
from custom_components.freehold.families.contract import JsonObject
from custom_components.freehold.families.descriptions import DeviceEvent
from custom_components.freehold.families.shelly.protocol.endpoint import Endpoint
from custom_components.freehold.families.shelly.protocol.rpc.client import (
    PushListener,
    RpcClient,
)
from custom_components.freehold.families.shelly.protocol.rpc.policy import (
    RPC_POLICY,
    SESSION_POLICY,
)
from custom_components.freehold.families.shelly.rpc.client import open_rpc
from custom_components.freehold.families.shelly.rpc.device import RpcDevice
from custom_components.freehold.families.shelly.rpc.entities import describe
from tests.emulators.shelly.rpc.emulator import RpcShelly

START = datetime(2026, 9, 1, 12, tzinfo=UTC)


@dataclass
class Heard:
    """Writes down what a device tells by itself."""

    pushes: int = 0
    changed: list[Collection[str] | None] = field(default_factory=list)
    """What each of them was about."""
    losses: int = 0
    events: list[DeviceEvent] = field(default_factory=list)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def pushed(self, changed: Collection[str] | None) -> None:
        """Hear of another state."""
        self.pushes += 1
        self.changed.append(changed)
        self._changed.set()

    def lost(self) -> None:
        """Hear of silence."""
        self.losses += 1
        self._changed.set()

    def happened(self, event: DeviceEvent) -> None:
        """Hear of an event."""
        self.events.append(event)
        self._changed.set()

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until something is so."""
        async with asyncio.timeout(5):
            while not condition():
                self._changed.clear()
                await self._changed.wait()


class Hours:
    """A clock that is moved by hand, and a sleep that does not take long."""

    def __init__(self) -> None:
        """Begin at zero."""
        self.seconds = 0.0

    def clock(self) -> float:
        """Tell the time."""
        return self.seconds

    def now(self) -> datetime:
        """Tell the time of day."""
        return START + timedelta(seconds=self.seconds)

    async def sleep(self, seconds: float) -> None:
        """Let others have a turn."""
        await asyncio.sleep(0.01)


@dataclass
class Rig:
    """A device, the emulator that it talks to, and who listens."""

    device: RpcDevice
    shelly: RpcShelly
    heard: Heard
    hours: Hours

    @property
    def methods(self) -> list[str]:
        """What the emulator was asked, in lower case."""
        return [method.lower() for method in self.shelly.log.methods()]

    def entity(self, table: str, key: str) -> Any:
        """Return the description of an entity."""
        found = [d for d in getattr(self.device.entities, table) if d.key == key]
        assert len(found) == 1, f"{table} has {key} {len(found)} times"
        return found[0]

    def value(self, table: str, key: str) -> Any:
        """Return what an entity shows."""
        return self.entity(table, key).value(self.device.state)

    def keys(self, table: str) -> set[str]:
        """Return the keys of the entities of a kind."""
        return {description.key for description in getattr(self.device.entities, table)}


@asynccontextmanager
async def rigged(
    shelly: RpcShelly,
    *,
    password: str | None = None,
    memory: JsonObject | None = None,
    push: bool = True,
    start: bool = True,
    hours: Hours | None = None,
) -> AsyncIterator[Rig]:
    """Open a device before an emulator that runs. Without `push` it takes no WebSocket."""
    time = hours or Hours()
    async with open_session(SESSION_POLICY) as session:
        connection = DeviceConnection(
            RPC_POLICY, clock=time.clock, sleep=time.sleep, random=lambda: 0.0
        )

        def open_client(
            listener: PushListener | None, methods: frozenset[str] | None
        ) -> RpcClient:
            return open_rpc(
                session,
                Endpoint(Address(shelly.host, shelly.port)),
                connection,
                password,
                mac=shelly.mac,
                listener=listener if push else None,
                methods=methods,
            )

        device = RpcDevice(
            shelly.mac,
            open_client,
            connection,
            session,
            describe=describe,
            memory=memory,
            clock=time.clock,
            now=time.now,
            sleep=time.sleep,
        )
        heard = Heard()
        if start:
            device.start(heard)
        try:
            yield Rig(device, shelly, heard, time)
        finally:
            await device.close()
