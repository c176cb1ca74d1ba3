"""A factory of appliances on 127.0.0.1 and of peers that talk to them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import Any

from aiohttp import ClientSession
import pytest

from tests.emulators.hoymiles import HoymilesDtu, Kind as DtuKind
from tests.emulators.miele import Generation, Kind, MieleAppliance
from tests.emulators.shelly.gen1 import Gen1Shelly
from tests.emulators.shelly.rpc import RpcShelly

from . import shelly_peer
from .hoymiles_peer import HoymilesPeer
from .miele_peer import GROUP, Peer
from .shelly_gen1_peer import Ear, Gen1Peer

type Unpack = Callable[..., Awaitable[Peer]]
type UnpackDtu = Callable[..., Awaitable[HoymilesPeer]]
type UnpackGen1 = Callable[..., Awaitable[Gen1Peer]]
type UnpackShelly = Callable[..., Awaitable[shelly_peer.Peer]]


NOON = datetime(2026, 6, 15, 11, tzinfo=UTC)
"""By the gateway's clock, which is an hour east of Greenwich."""


@pytest.fixture
async def unpack(socket_enabled: None) -> AsyncIterator[Unpack]:
    """Unpack an appliance whose clock only moves when told to; ours unless `group` says else."""
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(ClientSession())

        async def switch_on(
            kind: Kind = Kind.WASHER,
            generation: Generation = Generation.EK057,
            group: tuple[str, str] | None = GROUP,
            **options: Any,
        ) -> Peer:
            appliance = MieleAppliance(
                kind=kind,
                generation=generation,
                group=group,
                **{"monotonic": lambda: 0.0, "latency": 0.0, **options},
            )
            await stack.enter_async_context(appliance)
            return Peer(session, appliance)

        yield switch_on


@pytest.fixture
async def unpack_shelly(socket_enabled: None) -> AsyncIterator[UnpackShelly]:
    """Unpack an RPC device whose clock only moves when told to."""
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(ClientSession())

        async def switch_on(
            model: str = "plus-1pm", **options: Any
        ) -> shelly_peer.Peer:
            device = RpcShelly(model, **{"monotonic": lambda: 0.0, **options})
            await stack.enter_async_context(device)
            peer = shelly_peer.Peer(session, device)
            stack.push_async_callback(peer.close)
            return peer

        yield switch_on


@pytest.fixture
async def unpack_gen1(socket_enabled: None) -> AsyncIterator[UnpackGen1]:
    """Unpack a Gen1 device whose clock only moves when told to."""
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(ClientSession())

        async def switch_on(model: str = "shelly1", **options: Any) -> Gen1Peer:
            device = Gen1Shelly(model, **{"monotonic": lambda: 0.0, **options})
            await stack.enter_async_context(device)
            return Gen1Peer(session, device)

        yield switch_on


@pytest.fixture
async def ear(socket_enabled: None) -> AsyncIterator[Ear]:
    """Hear what devices push to a peer."""
    ear = await Ear.open()
    yield ear
    ear.close()


@pytest.fixture
async def unpack_dtu(socket_enabled: None) -> AsyncIterator[UnpackDtu]:
    """Unpack a gateway whose clock only moves when told to; it is noon of a day in June."""
    async with AsyncExitStack() as stack:

        async def switch_on(
            kind: DtuKind = DtuKind.BUILT_IN, **options: Any
        ) -> HoymilesPeer:
            defaults = {"monotonic": lambda: 0.0, "began": NOON}
            device = HoymilesDtu(kind, **{**defaults, **options})
            await stack.enter_async_context(device)
            peer = HoymilesPeer(device)
            stack.callback(peer.close)
            if device.listening:
                await peer.connect()
            return peer

        yield switch_on
