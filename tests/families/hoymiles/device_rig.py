"""A gateway as a coordinator has it, before an emulated one, in a time that nobody waits for."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
import json
from typing import Any

import pytest_socket

from custom_components.freehold.connection.address import Address
from custom_components.freehold.connection.connection import DeviceConnection
from custom_components.freehold.families.contract import JsonObject, Surroundings
from custom_components.freehold.families.descriptions import DeviceEvent
from custom_components.freehold.families.hoymiles.device import HoymilesDevice
from custom_components.freehold.families.hoymiles.entities import describe
from custom_components.freehold.families.hoymiles.gateways import POLICIES, opener
from custom_components.freehold.families.hoymiles.model import HoymilesState
from custom_components.freehold.families.hoymiles.protocol.gateway import (
    GatewayProtocol,
)
from tests.emulators.hoymiles import HoymilesDtu, Kind

from .told import NOON

ADDRESS = "127.0.0.62"
"""Nobody else listens there, so that a gateway that restarts finds its port free."""
DAWN, DUSK = 5.5, 20.5
KINDS = list(Kind)
SPEAKING = [kind for kind in Kind if not kind.startswith("modbus")]


@dataclass
class Heard:
    """Writes down what a device tells by itself."""

    pushes: int = 0
    events: list[DeviceEvent] = field(default_factory=list)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def pushed(self, changed: Collection[str] | None) -> None:
        """Hear of another state."""
        self.pushes += 1
        self._changed.set()

    def lost(self) -> None:
        """Never told by a gateway."""
        raise AssertionError

    def happened(self, event: DeviceEvent) -> None:
        """Hear of an event."""
        self.events.append(event)

    async def next_push(self) -> None:
        """Wait until another state is told."""
        async with asyncio.timeout(10):
            await self._changed.wait()
        self._changed.clear()


class House:
    """Time, sun and zone: of the gateway, of its device and of whoever asks it."""

    def __init__(self, dtu: HoymilesDtu, began: datetime) -> None:
        """Begin at this moment."""
        self.dtu = dtu
        self.began = began
        self.passed = 0.0
        self.night: bool | None = None
        """Whatever the time is; None: by the time."""
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []

    def clock(self) -> float:
        """Return monotonic seconds."""
        return 1_000_000 + self.passed

    def now(self) -> datetime:
        """Return the time, in the zone of the house."""
        moment = self.began.timestamp() + self.passed
        return datetime.fromtimestamp(moment, self.began.tzinfo)

    def is_day(self) -> bool:
        """Tell whether the sun is up."""
        if self.night is not None:
            return not self.night
        now = self.now()
        return DAWN < now.hour + now.minute / 60 < DUSK

    async def sleep(self, seconds: float) -> None:
        """Let time pass at once: for who waits for a gateway."""
        self.passed += seconds
        await self.dtu.advance(seconds)

    async def doze(self, seconds: float) -> None:
        """Wait until somebody else let so much time pass."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sleepers.append((self.passed + seconds, future))
        await future

    async def pass_by(self, **time: float) -> None:
        """Let time pass, and wake who waits for it."""
        await self.sleep(timedelta(**time).total_seconds())
        due = [each for each in self._sleepers if each[0] <= self.passed]
        self._sleepers = [each for each in self._sleepers if each not in due]
        for _, future in due:
            if not future.done():
                future.set_result(None)
        for _ in range(5):
            await asyncio.sleep(0)


@dataclass
class Rig:
    """A device, the emulator that it talks to, and who listens."""

    device: HoymilesDevice
    dtu: HoymilesDtu
    house: House
    heard: Heard
    again: Callable[..., HoymilesDevice]

    @property
    def state(self) -> HoymilesState:
        """Return what is shown."""
        assert self.device.state is not None
        return self.device.state

    @property
    def places(self) -> list[str]:
        """Return what was asked, oldest first."""
        return [request.place for request in self.dtu.requests]

    async def restart(self, **options: Any) -> None:
        """Restart Home Assistant: all that is left is what is remembered."""
        memory = json.loads(json.dumps(self.device.remember()))
        await self.device.close()
        self.device = self.again(memory=memory, **options)
        self.device.start(self.heard)

    async def poll_until(self, condition: Callable[[], bool]) -> None:
        """Poll as a coordinator does, until something is so."""
        for _ in range(200):
            if condition():
                return
            await self.device.poll()
            await self.house.pass_by(seconds=self.device.poll_interval)
        raise AssertionError


@asynccontextmanager
async def rigged(
    dtu: HoymilesDtu,
    *,
    patience: float = 30.0,
    began: datetime = NOON,
    memory: JsonObject | None = None,
    serial: str | None = None,
    **options: Any,
) -> AsyncIterator[Rig]:
    """Open a device before an emulator that runs."""
    house = House(dtu, began)
    protocol = GatewayProtocol.MODBUS if dtu.cable else GatewayProtocol.PROTOBUF

    def make(memory: JsonObject | None, **options: Any) -> HoymilesDevice:
        connection = DeviceConnection(
            replace(POLICIES[protocol], request_timeout=patience),
            name="gateway",
            clock=house.clock,
            sleep=house.sleep,
            random=lambda: 0.0,
        )
        whose = serial or dtu.serial
        address = Address(dtu.host, dtu.port)
        gateway = opener(protocol, address, whose, house.now, house.sleep)(connection)
        return HoymilesDevice(
            whose,
            protocol,
            gateway,
            connection,
            memory=memory,
            surroundings=Surroundings(now=house.now, is_day=house.is_day),
            clock=house.clock,
            sleep=house.doze,
            **{
                "describe": describe,
                "cycle": None,
                "cloud_window": False,
                "inverted_meters": False,
                "excluded": (),
                **options,
            },
        )

    rig = Rig(make(memory, **options), dtu, house, Heard(), make)
    rig.device.start(rig.heard)
    try:
        yield rig
    finally:
        await rig.device.close()


def emulated(kind: Kind = Kind.BUILT_IN, **options: Any) -> HoymilesDtu:
    """Unpack a gateway at noon whose time stands still."""
    pytest_socket.socket_allow_hosts(["127.0.0.1", ADDRESS])
    return HoymilesDtu(
        kind,
        **{
            "host": ADDRESS,
            "began": NOON,
            "offset": 7200,
            "monotonic": lambda: 0.0,
            **options,
        },
    )
