"""A device, a clock and a client of it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from custom_components.freehold.connection.connection import DeviceConnection
from custom_components.freehold.connection.session import open_session
from custom_components.freehold.families.shelly.protocol.rpc.authentication import (
    Authentication,
)
from custom_components.freehold.families.shelly.protocol.rpc.client import RpcClient
from custom_components.freehold.families.shelly.protocol.rpc.frames import Notification
from custom_components.freehold.families.shelly.protocol.rpc.policy import (
    RPC_POLICY,
    SESSION_POLICY,
)

from .shelly_server import MAC, FakeShelly, running_shelly


class InstantTime:
    """A clock that only moves when somebody sleeps, and then at once."""

    def __init__(self) -> None:
        """Begin at zero."""
        self.seconds = 0.0
        self.naps: list[float] = []

    def clock(self) -> float:
        """Tell the time."""
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        """Let the time pass."""
        self.naps.append(seconds)
        self.seconds += seconds
        await asyncio.sleep(0)


@dataclass
class Listener:
    """Writes down what it hears."""

    heard: list[Notification] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    fails: bool = False

    def connected(self) -> None:
        """Hear of a WebSocket."""
        self._note("connected")

    def notified(self, notification: Notification) -> None:
        """Hear of a change."""
        self.heard.append(notification)
        self._note("notified")
        if self.fails:
            raise RuntimeError("a bug in a callback")

    def lost(self) -> None:
        """Hear that the WebSocket is gone."""
        self._note("lost")

    def _note(self, what: str) -> None:
        self.log.append(what)
        self.changed.set()

    async def until(self, what: str, times: int = 1) -> None:
        """Wait until it was heard."""
        while self.log.count(what) < times:
            self.changed.clear()
            await self.changed.wait()


@pytest.fixture
def time() -> InstantTime:
    """Time that takes no time."""
    return InstantTime()


@pytest.fixture
def listener() -> Listener:
    """Listen to pushes."""
    return Listener()


@pytest.fixture
async def shelly() -> AsyncIterator[FakeShelly]:
    """Run a device that offers some methods."""
    device = FakeShelly(
        results={
            "Shelly.GetStatus": {"switch:0": {"id": 0, "output": False}},
            "Switch.Set": {"was_on": False},
            "Switch.GetStatus": {"id": 0, "output": True},
            "Switch.Toggle": {"was_on": False},
            "Cover.Close": None,
            "Sys.GetStatus": {"cfg_rev": 7},
            "Shelly.SetAuth": None,
        }
    )
    device.results["Shelly.ListMethods"] = lambda _: {"methods": list(device.results)}
    async with running_shelly(device):
        yield device


type Connect = Callable[..., RpcClient]


@pytest.fixture
async def connect(shelly: FakeShelly, time: InstantTime) -> AsyncIterator[Connect]:
    """Make clients of the device, in its time."""
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(open_session(SESSION_POLICY))

        def make(
            password: str | None = None, *, timeout: float = 5, **options: Any
        ) -> RpcClient:
            policy = replace(RPC_POLICY, request_timeout=timeout)
            connection = DeviceConnection(
                policy, clock=time.clock, sleep=time.sleep, random=lambda: 0.0
            )
            numbers = iter(range(10_000))
            client = RpcClient(
                session,
                options.pop("endpoint", shelly.endpoint),
                connection,
                Authentication(
                    password, clock=time.clock, cnonce=lambda: f"c{next(numbers)}"
                ),
                clock=time.clock,
                **{"mac": MAC, **options},
            )
            stack.push_async_callback(client.close)
            return client

        yield make
