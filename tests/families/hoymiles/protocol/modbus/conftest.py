"""A gateway at the end of a real socket, and a client whose time passes at once."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
import struct
from typing import Any

import pytest

from custom_components.freehold.connection.address import Address
from custom_components.freehold.connection.connection import DeviceConnection
from custom_components.freehold.families.hoymiles.protocol.modbus.gateway import (
    ModbusGateway,
)
from custom_components.freehold.families.hoymiles.protocol.modbus.policy import (
    MODBUS_POLICY,
)
from tests.emulators.hoymiles.modbus import ModbusServer
from tests.emulators.hoymiles.modbus_memory import ModbusPort

DTU = "10F880000001"
HMS = "116480000001"
HM = "112180000003"
MI = "104180000002"

_PRODUCING = ModbusPort(
    serial=HMS,
    port=1,
    voltage=37.1,
    current=5.12,
    grid_voltage=230.1,
    frequency=50.01,
    power=189.9,
    today=1234,
    total=456789,
    temperature=31.2,
)


@dataclass
class Plant:
    """What is behind the gateway, and which commands reached it."""

    ports: list[ModbusPort] = field(default_factory=list)
    limits: list[tuple[int | None, int]] = field(default_factory=list)
    turned: list[tuple[int | None, bool]] = field(default_factory=list)


def port_of(serial: str, number: int, **changes: Any) -> ModbusPort:
    """Make a port that produces."""
    return replace(_PRODUCING, serial=serial, port=number, **changes)


@pytest.fixture
def plant() -> Plant:
    """Put an inverter with two ports and one with one port behind the gateway."""
    return Plant([port_of(HMS, 1), port_of(HMS, 2), port_of(HM, 1)])


@pytest.fixture
async def server(plant: Plant, socket_enabled: None) -> AsyncIterator[ModbusServer]:
    """Run the gateway."""
    async with ModbusServer(
        serial=DTU,
        ports=lambda: plant.ports,
        on_limit=lambda place, percent: plant.limits.append((place, percent)),
        on_turn=lambda place, on: plant.turned.append((place, on)),
    ) as server:
        yield server


def connection_of(**policy: Any) -> DeviceConnection:
    """Make a connection that waits for nothing."""

    async def sleep(_: float) -> None:
        await asyncio.sleep(0)

    return DeviceConnection(
        replace(MODBUS_POLICY, gap=0, **policy), sleep=sleep, random=lambda: 0.0
    )


type Connect = Callable[..., ModbusGateway]


@pytest.fixture
async def connect(server: ModbusServer) -> AsyncIterator[Connect]:
    """Return what makes clients."""
    clients = []

    def make(serial: str | None = DTU, **policy: Any) -> ModbusGateway:
        address = Address(server.host, server.port)
        clients.append(ModbusGateway(address, connection_of(**policy), serial=serial))
        return clients[-1]

    yield make
    for client in clients:
        await client.hang_up()


@pytest.fixture
def gateway(connect: Connect) -> ModbusGateway:
    """Return a client of the gateway."""
    return connect()


class Stranger:
    """Any other device that speaks Modbus: registers with numbers that mean something else."""

    def __init__(self, *records: bytes) -> None:
        """Have records where layout A has them, or tell of each register its own address."""
        self._records = records
        self._server: asyncio.Server | None = None
        self.written: list[bytes] = []

    async def __aenter__(self) -> Address:
        """Listen."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return Address("127.0.0.1", self._server.sockets[0].getsockname()[1])

    async def __aexit__(self, *_: object) -> None:
        """End."""
        assert self._server is not None
        self._server.close()
        self._server.close_clients()
        await self._server.wait_closed()

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        with suppress(EOFError, OSError):
            while True:
                request = await reader.readexactly(12)
                unit, function, address, word = struct.unpack_from(">BBHH", request, 6)
                if function in (5, 6):
                    self.written.append(request)
                values = self._values(address, word)
                writer.write(
                    request[:4]
                    + struct.pack(">HBBB", len(values) + 3, unit, function, len(values))
                    + values
                )
        writer.close()

    def _values(self, address: int, count: int) -> bytes:
        place = (address - 0x1000) // 0x28
        if self._records and 0 <= place < len(self._records):
            return self._records[place][: 2 * count]
        if self._records and address != 0x2000:
            return bytes(2 * count)
        return b"".join((address + i & 0xFFFF).to_bytes(2) for i in range(count))
