"""A device, and a client of it whose time only moves when it sleeps."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from custom_components.freehold.connection.connection import DeviceConnection
from custom_components.freehold.connection.policy import ConnectionPolicy
from custom_components.freehold.connection.session import open_session
from custom_components.freehold.families.shelly.protocol.gen1.client import Gen1Client

from .device_server import MAC, Device, running_device


class InstantTime:
    """A clock that only moves when somebody sleeps, and then at once."""

    def __init__(self) -> None:
        """Begin at zero."""
        self.seconds = 0.0

    def clock(self) -> float:
        """Tell the time."""
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        """Let the time pass."""
        self.seconds += seconds
        await asyncio.sleep(0)


@pytest.fixture
def time() -> InstantTime:
    """Return the time of the test."""
    return InstantTime()


@pytest.fixture
async def device() -> AsyncIterator[Device]:
    """Run a device."""
    async with running_device() as device:
        yield device


@pytest.fixture
def policy() -> ConnectionPolicy:
    """Bear with the device as usual."""
    return ConnectionPolicy(request_timeout=5, gap=0)


@pytest.fixture
async def client(
    device: Device, policy: ConnectionPolicy, time: InstantTime
) -> AsyncIterator[Gen1Client]:
    """Open a client of the device, without a password."""
    connection = DeviceConnection(
        policy, clock=time.clock, sleep=time.sleep, random=lambda: 0.0
    )
    async with open_session(policy) as session:
        yield Gen1Client(
            session,
            device.address,
            connection,
            mac=MAC,
            clock=time.clock,
            sleep=time.sleep,
        )
