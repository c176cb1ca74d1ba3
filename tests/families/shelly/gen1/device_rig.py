"""A device as a coordinator has it, before an emulated one, and somebody who listens."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
import socket
from typing import Any

from custom_components.freehold.connection.address import Address
from custom_components.freehold.connection.connection import DeviceConnection
from custom_components.freehold.connection.policy import ConnectionPolicy
from custom_components.freehold.connection.session import open_session
from custom_components.freehold.families.contract import JsonObject
from custom_components.freehold.families.shelly.gen1.coiot_hub import CoiotHub
from custom_components.freehold.families.shelly.gen1.device import Gen1Device
from custom_components.freehold.families.shelly.gen1.entities import describe
from custom_components.freehold.families.shelly.protocol.gen1.client import Gen1Client
from custom_components.freehold.families.shelly.protocol.gen1.coiot_listener import (
    CoiotListener,
)
from custom_components.freehold.families.shelly.protocol.gen1.credentials import (
    Gen1Credentials,
)
from tests.emulators.shelly.gen1.emulator import Gen1Shelly
from tests.families.shelly.rpc.device_rig import Heard, Hours

POLICY = ConnectionPolicy(request_timeout=5, gap=0)


@dataclass
class Rig:
    """A device, the emulator that it talks to, and who listens."""

    device: Gen1Device
    shelly: Gen1Shelly
    heard: Heard
    hours: Hours

    @property
    def paths(self) -> list[str]:
        """What the emulator was asked."""
        return [request.path for request in self.shelly.requests]

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

    async def until_pushes_arrive(self) -> None:
        """Wait until the device hears pushes, of which the first may have been too early."""
        while not self.device.is_push_healthy:
            self.shelly.coiot.push()
            await self.hours.sleep(0)


def free_port() -> int:
    """Return a UDP port that nobody uses."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def hub_at(port: int, hours: Hours) -> CoiotHub:
    """Return a hub that listens on loopback, once it is told that nobody else does."""

    def make(allowed: Callable[[], bool]) -> CoiotListener:
        return CoiotListener(
            allowed=allowed,
            clock=hours.clock,
            host="127.0.0.1",
            port=port,
            interface="127.0.0.1",
        )

    return CoiotHub(make)


@asynccontextmanager
async def rigged(
    shelly: Gen1Shelly,
    *,
    password: str | None = None,
    memory: JsonObject | None = None,
    hub: CoiotHub | None = None,
    start: bool = True,
    hours: Hours | None = None,
) -> AsyncIterator[Rig]:
    """Open a device before an emulator that runs. Without a hub it is only asked."""
    time = hours or Hours()
    async with open_session(POLICY) as session:
        connection = DeviceConnection(
            POLICY, clock=time.clock, sleep=time.sleep, random=lambda: 0.0
        )
        address = Address(shelly.host, shelly.port)
        client = Gen1Client(
            session,
            address,
            connection,
            mac=shelly.mac,
            credentials=Gen1Credentials("admin", password) if password else None,
            clock=time.clock,
            sleep=time.sleep,
        )
        device = Gen1Device(
            shelly.mac,
            client,
            address,
            connection,
            session,
            describe=describe,
            hub=hub,
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


@asynccontextmanager
async def pushing(
    model: str, *, memory: JsonObject | None = None, **how: Any
) -> AsyncIterator[Rig]:
    """Run an emulator that pushes to a device that hears it."""
    hours, port = Hours(), free_port()
    hub = hub_at(port, hours)
    hub.core_changed(present=False)
    async with (
        Gen1Shelly(model, coiot_peer=f"127.0.0.1:{port}", **how) as shelly,
        rigged(
            shelly,
            hub=hub,
            memory=memory,
            hours=hours,
            password=how.get("password"),
        ) as rig,
    ):
        yield rig
