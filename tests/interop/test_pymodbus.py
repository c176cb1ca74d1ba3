"""pymodbus, which we did not write, reads the emulated gateway, and shows why it is not our client."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.emulators.hoymiles.modbus import ModbusServer
from tests.emulators.hoymiles.modbus_faults import ModbusFault
from tests.emulators.hoymiles.modbus_memory import ModbusLayout, ModbusPort

library = pytest.importorskip(
    "pymodbus.client", reason="pymodbus, as Home Assistant pins it, is not installed"
)
exceptions = pytest.importorskip("pymodbus.exceptions")

PORTS = [
    ModbusPort(
        serial="116480000001",
        port=number,
        voltage=37.1,
        current=5.12,
        grid_voltage=230.1,
        frequency=50.01,
        power=189.9,
        today=1234,
        total=456789,
        temperature=-4.3,
    )
    for number in (1, 2)
]
VALUES = "0173 0200 08fd 1389 076b 04d2 0006f855 ffd5 0003 0000 0000"


@pytest.fixture
async def server(socket_enabled: None) -> AsyncIterator[ModbusServer]:
    """Run a gateway with an inverter of two ports."""
    async with ModbusServer(serial="10F880000001", ports=lambda: PORTS) as server:
        yield server


@pytest.fixture
async def client(server: ModbusServer) -> AsyncIterator[Any]:
    """Connect pymodbus, and have it give up at once."""
    client = library.AsyncModbusTcpClient(
        server.host, port=server.port, timeout=0.5, retries=0
    )
    assert await client.connect()
    yield client
    client.close()


async def read(client: Any, address: int, count: int) -> str:
    """Read registers as hexadecimal digits."""
    answer = await client.read_holding_registers(address, count=count, device_id=1)
    assert not answer.isError()
    return b"".join(register.to_bytes(2) for register in answer.registers).hex()


async def test_layout_a_is_read_by_bytes(client: Any) -> None:
    """Serial, two ports, and the mark of the end."""
    values = VALUES.replace(" ", "")
    assert await read(client, 0x2000, 3) == "10f880000001"
    for position in (0, 1):
        record = await read(client, 0x1000 + 0x28 * position, 20)
        assert record == f"0c1164800000010{position + 1}{values}0107{'00' * 6}"
    end = await read(client, 0x1050, 20)
    assert end == f"0c{'00' * 32}07{'00' * 6}"


async def test_layout_b_is_read_by_words(server: ModbusServer, client: Any) -> None:
    """Two ports, and the mark of the end."""
    server.layout = ModbusLayout.B
    values = VALUES.replace(" ", "")
    for position in (0, 1):
        record = await read(client, 0x4000 + 0x19 * position, 25)
        assert record == f"000c116480000001000{position + 1}{values}0001{'00' * 14}"
    assert await read(client, 0x4032, 25) == f"000c{'00' * 48}"


async def test_what_is_not_there_is_an_exception(client: Any) -> None:
    """An address of the other layout, and a function that no gateway has."""
    answer = await client.read_holding_registers(0x4000, count=19, device_id=1)
    assert (answer.isError(), answer.exception_code) == (True, 2)
    answer = await client.read_input_registers(0x1000, count=1, device_id=1)
    assert (answer.isError(), answer.exception_code) == (True, 1)


@pytest.mark.parametrize("byte_count", [0x50, 0xFF])
async def test_it_cannot_read_answers_with_a_wrong_byte_count(
    byte_count: int, server: ModbusServer, client: Any
) -> None:
    """One reason for a client of our own: if this fails, think again."""
    faults: list[str] = []
    asyncio.get_running_loop().set_exception_handler(
        lambda _, fault: faults.append(fault["message"])
    )
    server.byte_count = byte_count
    with pytest.raises(exceptions.ModbusIOException):
        await client.read_holding_registers(0x1000, count=20, device_id=1)
    assert faults == ["Fatal error: protocol.data_received() call failed."]


async def test_it_cannot_write_a_bare_number_to_a_coil(
    server: ModbusServer, client: Any
) -> None:
    """The other reason: any number becomes 0xFF00."""
    await client.write_coil(0xC001, 50, device_id=1)
    assert server.requests[-1].hex() == "05c001ff00"
    assert not server.controls


async def test_it_repeats_a_write_by_itself(server: ModbusServer) -> None:
    """Unless told otherwise: whether the first one took effect, it does not ask."""
    client = library.AsyncModbusTcpClient(server.host, port=server.port, timeout=0.2)
    assert await client.connect()
    server.inject(ModbusFault.SILENCE)
    await client.write_coil(0xC000, False, device_id=1)
    assert server.requests.count(bytes.fromhex("05c0000000")) > 1
    client.close()


async def test_it_drops_values_that_the_byte_count_does_not_count(
    server: ModbusServer, client: Any
) -> None:
    """And takes what is left for the whole answer."""
    server.byte_count = 20
    assert len(await read(client, 0x1000, 20)) == 2 * 20
