"""Commands reach those who are meant, once, or it is said how far they came."""
# ruff: noqa: D103 - names of tests state their rules

import asyncio
from typing import Any

import pytest

from custom_components.freehold.connection.errors import (
    CommandRefusedError,
    ConnectionLostError,
    ProtocolError,
    UnsupportedError,
    WrongDeviceError,
)
from custom_components.freehold.families.hoymiles.protocol.modbus.gateway import (
    ModbusGateway,
)
from tests.emulators.hoymiles.modbus import ModbusServer
from tests.emulators.hoymiles.modbus_faults import ModbusFault
from tests.emulators.hoymiles.modbus_memory import ModbusLayout

from .conftest import DTU, HM, HMS, MI, Connect, Plant, port_of


def written(server: ModbusServer) -> list[str]:
    """Return the writes that came."""
    return [request.hex() for request in server.requests if request[0] in (5, 6)]


async def test_all_are_limited_with_a_bare_number(
    server: ModbusServer, plant: Plant, gateway: ModbusGateway
) -> None:
    await gateway.limit(50)
    assert written(server) == ["05c0010032"]
    assert plant.limits == [(None, 50)]


async def test_all_are_limited_for_good_in_layout_b(
    server: ModbusServer, plant: Plant, gateway: ModbusGateway
) -> None:
    server.layout = ModbusLayout.B
    await gateway.limit(50)
    assert written(server) == ["06d0020032"]
    assert plant.limits == [(None, 50)]


async def test_all_ports_of_an_inverter_get_the_same_limit(
    server: ModbusServer, plant: Plant, gateway: ModbusGateway
) -> None:
    await gateway.limit(30, HMS)
    assert written(server) == ["05c007001e", "05c00d001e"]
    assert plant.limits == [(0, 30), (1, 30)]


@pytest.mark.parametrize(("on", "word"), [(True, "0001"), (False, "0000")])
async def test_all_ports_of_an_inverter_are_switched(
    on: bool, word: str, server: ModbusServer, plant: Plant, gateway: ModbusGateway
) -> None:
    await gateway.turn(HMS, on=on)
    assert written(server) == [f"05c006{word}", f"05c00c{word}"]
    assert plant.turned == [(0, on), (1, on)]


async def test_layout_b_controls_no_single_inverter(
    server: ModbusServer, gateway: ModbusGateway
) -> None:
    server.layout = ModbusLayout.B
    with pytest.raises(UnsupportedError):
        await gateway.limit(50, HMS)
    with pytest.raises(UnsupportedError):
        await gateway.turn(HMS, on=False)
    assert not written(server)


@pytest.mark.parametrize("percent", [-1, 0, 1, 101, 50.0, 49.5, True, "50"])
async def test_a_limit_that_nobody_takes_is_not_sent(
    percent: Any, server: ModbusServer, gateway: ModbusGateway
) -> None:
    with pytest.raises(ValueError, match="whole percent"):
        await gateway.limit(percent)
    assert not server.requests


async def test_an_mi_is_not_limited_below_10_percent(
    server: ModbusServer, plant: Plant, gateway: ModbusGateway
) -> None:
    plant.ports.append(port_of(MI, 1))
    for inverter in (None, MI):
        with pytest.raises(ValueError, match="10 %"):
            await gateway.limit(9, inverter)
    assert not written(server)
    await gateway.limit(10)
    await gateway.limit(2, HM)
    assert plant.limits == [(None, 10), (2, 2)]


@pytest.mark.parametrize("inverter", ["112199999999", MI])
async def test_an_inverter_that_is_not_listed_is_not_commanded(
    inverter: str, server: ModbusServer, gateway: ModbusGateway
) -> None:
    with pytest.raises(CommandRefusedError, match="does not list") as caught:
        await gateway.turn(inverter, on=False)
    assert not written(server)
    assert inverter[-4:] in str(caught.value)
    assert inverter not in str(caught.value)


async def test_without_inverters_nothing_is_sent(
    server: ModbusServer, plant: Plant, gateway: ModbusGateway
) -> None:
    plant.ports = []
    with pytest.raises(CommandRefusedError, match="any inverter"):
        await gateway.limit(50)
    assert not written(server)


async def test_another_gateway_is_not_written_to(
    server: ModbusServer, gateway: ModbusGateway
) -> None:
    await gateway.readings()
    server.serial = "10F880000009"
    server.hang_up()
    with pytest.raises(WrongDeviceError):
        await gateway.limit(50)
    assert not written(server)


async def test_places_are_looked_up_anew_for_each_command(
    plant: Plant, gateway: ModbusGateway
) -> None:
    await gateway.readings()
    plant.ports.insert(0, port_of("112180000009", 1))
    await gateway.turn(HMS, on=False)
    assert plant.turned == [(1, False), (2, False)]


async def test_a_port_that_moved_since_is_not_written_to(
    server: ModbusServer, plant: Plant, gateway: ModbusGateway
) -> None:
    moved = [port_of("112180000009", 1), *plant.ports]
    server.ports = lambda: moved if len(server.requests) > 5 else plant.ports
    with pytest.raises(ProtocolError, match="changed places; nothing was sent") as err:
        await gateway.limit(50, HMS)
    assert not written(server)
    assert HMS not in str(err.value)


async def test_each_port_is_looked_at_right_before_it_is_written_to(
    server: ModbusServer, gateway: ModbusGateway
) -> None:
    await gateway.limit(50, HMS)
    assert [request.hex() for request in server.requests[-4:]] == [
        "0310000014",
        "05c0070032",
        "0310280014",
        "05c00d0032",
    ]


@pytest.mark.parametrize(
    ("fault", "error", "reason"),
    [
        (ModbusFault.REFUSED, CommandRefusedError, "exception 1"),
        (ModbusFault.WRONG_ECHO, ProtocolError, "something else"),
        (ModbusFault.HANG_UP_AFTER, ConnectionLostError, "hung up"),
        (ModbusFault.HANG_UP, ConnectionLostError, "hung up"),
    ],
)
async def test_a_command_to_all_is_sent_once_whatever_comes_back(
    fault: ModbusFault,
    error: type[Exception],
    reason: str,
    server: ModbusServer,
    gateway: ModbusGateway,
) -> None:
    server.inject(fault, function=5)
    with pytest.raises(error, match=reason):
        await gateway.limit(50)
    assert len(written(server)) == 1


async def test_a_lost_answer_of_a_port_is_looked_up(
    server: ModbusServer, plant: Plant, gateway: ModbusGateway
) -> None:
    server.inject(ModbusFault.HANG_UP_AFTER, function=5)
    await gateway.limit(50, HMS)
    assert plant.limits == [(0, 50), (1, 50)]


async def test_a_lost_command_to_a_port_is_sent_once_more(
    server: ModbusServer, plant: Plant, gateway: ModbusGateway
) -> None:
    server.inject(ModbusFault.HANG_UP, function=5)
    await gateway.limit(50, HMS)
    assert plant.limits == [(0, 50), (1, 50)]


async def test_a_port_that_cannot_be_looked_up_is_not_written_to_again(
    server: ModbusServer, plant: Plant, gateway: ModbusGateway
) -> None:
    server.inject(ModbusFault.HANG_UP_AFTER, function=5)
    server.inject(ModbusFault.REFUSED, function=1)
    with pytest.raises(ConnectionLostError):
        await gateway.limit(50, HMS)
    assert plant.limits == [(0, 50)]


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (ModbusFault.REFUSED, CommandRefusedError),
        (ModbusFault.WRONG_ECHO, CommandRefusedError),
    ],
)
async def test_who_took_a_command_is_said_when_others_did_not(
    fault: ModbusFault,
    error: type[Exception],
    server: ModbusServer,
    plant: Plant,
    gateway: ModbusGateway,
) -> None:
    plant.ports = [port_of(HMS, number) for number in range(1, 5)]
    server.inject(fault, function=5, skip=2)
    with pytest.raises(error, match="port 1, 2 took 50; port 3, 4 did not") as caught:
        await gateway.limit(50, HMS)
    assert len(written(server)) == 3
    assert HMS not in str(caught.value)


async def test_a_connection_lost_in_between_stays_a_lost_connection(
    server: ModbusServer, gateway: ModbusGateway
) -> None:
    server.inject(ModbusFault.HANG_UP_AFTER, function=5, skip=1)
    server.inject(ModbusFault.REFUSED, function=1)
    with pytest.raises(ConnectionLostError, match="port 1 took 50; port 2 did not"):
        await gateway.limit(50, HMS)


async def test_hanging_up_waits_for_a_command_under_way(
    plant: Plant, connect: Connect
) -> None:
    gateway = connect(DTU)
    await gateway.readings()
    await asyncio.gather(gateway.limit(50, HMS), gateway.hang_up(), gateway.readings())
    assert plant.limits == [(0, 50), (1, 50)]
