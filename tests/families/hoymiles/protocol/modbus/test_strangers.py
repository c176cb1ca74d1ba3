"""Other devices speak Modbus, too: none is taken for a gateway, and none is written to."""
# ruff: noqa: D103 - names of tests state their rules

from dataclasses import replace
import struct

import pytest

from custom_components.freehold.connection.address import Address
from custom_components.freehold.connection.errors import (
    CommandRefusedError,
    DeviceError,
    ProtocolError,
)
from custom_components.freehold.families.hoymiles.discovery import identify
from custom_components.freehold.families.hoymiles.gateways import POLICIES, PORTS
from custom_components.freehold.families.hoymiles.protocol.gateway import (
    GatewayProtocol,
)
from custom_components.freehold.families.hoymiles.protocol.modbus.gateway import (
    ModbusGateway,
)
from custom_components.freehold.families.hoymiles.protocol.modbus.records import LAYOUTS
from tests.emulators.hoymiles.modbus import ModbusServer

from .conftest import HMS, Connect, Plant, Stranger, connection_of, port_of

pytestmark = pytest.mark.usefixtures("socket_enabled")

END = bytes(40)


def record(
    *, kind: int = 0x0C, serial: str = HMS, port: int = 1, link: int = 1
) -> bytes:
    """Return a record of layout A."""
    return struct.pack(
        ">B6sB6HIh3HBB6x",
        kind,
        bytes.fromhex(serial),
        port,
        *(371, 512, 2301, 5001, 1899, 1234, 456789, 312, 3, 0, 0),
        link,
        0x07,
    )


STRANGE = [
    pytest.param(record(kind=0), id="no type"),
    pytest.param(record(kind=0x10), id="another type"),
    pytest.param(record(kind=0xFF), id="nothing but ones"),
    pytest.param(record(port=17), id="a port that no inverter has"),
    pytest.param(record(link=2), id="heard and not heard"),
]


async def test_a_device_that_tells_addresses_is_no_gateway(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fast = replace(POLICIES[GatewayProtocol.MODBUS], gap=0)
    monkeypatch.setitem(POLICIES, GatewayProtocol.MODBUS, fast)
    stranger = Stranger()
    async with stranger as address:
        monkeypatch.setitem(PORTS, GatewayProtocol.MODBUS, address.port)
        assert await identify(Address(address.host, 10081)) is None
    assert not stranger.written


@pytest.mark.parametrize("strange", STRANGE)
@pytest.mark.parametrize("place", [0, 1])
async def test_a_record_that_is_none_is_an_error_and_nothing_is_written(
    strange: bytes, place: int
) -> None:
    stranger = Stranger(*[record()] * place, strange)
    async with stranger as address:
        gateway = ModbusGateway(address, connection_of())
        with pytest.raises(ProtocolError):
            await gateway.information()
        for command in (gateway.limit(50), gateway.turn(HMS, on=False)):
            with pytest.raises(DeviceError):
                await command
        await gateway.hang_up()
    assert not stranger.written


async def test_an_empty_list_makes_no_gateway_of_an_unknown_number() -> None:
    stranger = Stranger(END)
    async with stranger as address:
        gateway = ModbusGateway(address, connection_of())
        with pytest.raises(ProtocolError, match="no gateway"):
            await gateway.information()
        with pytest.raises(CommandRefusedError):
            await gateway.limit(50)
        await gateway.hang_up()
    assert not stranger.written


@pytest.mark.parametrize("serial", ["10F880000001", "412180000001"])
async def test_a_gateway_of_a_known_kind_may_be_without_inverters(
    serial: str, server: ModbusServer, plant: Plant, connect: Connect
) -> None:
    server.serial, plant.ports = serial, []
    information = await connect(serial=None).information()
    assert (information.serial, information.inverters) == (serial, ())


async def test_a_gateway_of_an_unknown_kind_is_known_by_its_inverters(
    server: ModbusServer, connect: Connect
) -> None:
    server.serial = "11D380000001"
    gateway = connect(serial=None)
    assert (await gateway.information()).model == "DTU"


async def test_a_port_0_is_not_written_to(
    server: ModbusServer, plant: Plant, connect: Connect
) -> None:
    plant.ports = [port_of(HMS, 0)]
    with pytest.raises(CommandRefusedError):
        await connect().turn(HMS, on=False)
    assert not plant.turned


@pytest.mark.parametrize("kind", [0x0C, 0x3C])
@pytest.mark.parametrize("port", [1, 6])
def test_records_of_gateways_are_read(kind: int, port: int) -> None:
    assert LAYOUTS[0].parse(record(kind=kind, port=port), 0)
