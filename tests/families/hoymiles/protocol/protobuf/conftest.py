"""A scripted gateway, and clients of it for which time passes by itself."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest

from custom_components.freehold.connection.connection import DeviceConnection
from custom_components.freehold.families.hoymiles.protocol.gateway import Gateway
from custom_components.freehold.families.hoymiles.protocol.protobuf.client import (
    ProtobufGateway,
)
from custom_components.freehold.families.hoymiles.protocol.protobuf.policy import (
    PROTOBUF_POLICY,
)
from tests.connection.script import FakeTime

from .scripted_gateway import SERIAL, ScriptedGateway

type Connect = Callable[..., ProtobufGateway]


@pytest.fixture
def time() -> FakeTime:
    """Time that takes no time."""
    return FakeTime()


@pytest.fixture
async def gateway(socket_enabled: None) -> AsyncIterator[ScriptedGateway]:
    """A gateway on a socket."""
    gateway = ScriptedGateway()
    await gateway.start()
    yield gateway
    await gateway.stop()


@pytest.fixture
async def connect(gateway: ScriptedGateway, time: FakeTime) -> AsyncIterator[Connect]:
    """Make clients; `patience` is for those that shall see silence."""
    clients: list[ProtobufGateway] = []

    def make(patience: float = 30, serial: str | None = SERIAL) -> ProtobufGateway:
        connection = DeviceConnection(
            replace(PROTOBUF_POLICY, request_timeout=patience),
            name="gateway",
            clock=time.clock,
            sleep=time.sleep,
            random=lambda: 0.0,
            now=time.now,
        )
        client = ProtobufGateway(
            gateway.address,
            connection,
            serial=serial,
            sleep=time.sleep,
            now=time.now,
        )
        clients.append(client)
        return client

    yield make
    for client in clients:
        await client.hang_up()


@pytest.fixture
def client(connect: Connect) -> ProtobufGateway:
    """The client of a gateway that answers."""
    fits_the_contract: Gateway = (made := connect())
    assert fits_the_contract is made
    return made
