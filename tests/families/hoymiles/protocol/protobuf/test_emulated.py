"""The client against emulated gateways, whose codec is their own."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace

import pytest
import pytest_socket

from custom_components.freehold.connection.address import Address
from custom_components.freehold.connection.connection import DeviceConnection
from custom_components.freehold.connection.errors import DeviceError
from custom_components.freehold.families.hoymiles.protocol.gateway import GatewayCommand
from custom_components.freehold.families.hoymiles.protocol.protobuf.client import (
    ProtobufGateway,
)
from custom_components.freehold.families.hoymiles.protocol.protobuf.policy import (
    PROTOBUF_POLICY,
)
from tests.connection.script import FakeTime
from tests.emulators.hoymiles import HoymilesDtu, Kind
from tests.emulators.hoymiles.faults import Fault
from tests.families.hoymiles.told import NOON

ADDRESS = "127.0.0.61"
SPEAKING = [kind for kind in Kind if not kind.startswith("modbus")]
HARMLESS = {
    *(Fault.LATE, Fault.TWICE, Fault.SPLIT, Fault.GARBAGE, Fault.PUSH),
    *(Fault.FOREIGN_SEQUENCE, Fault.BAD_CRC, Fault.WRONG_ID, Fault.WRONG_KEY),
    *(Fault.CUT, Fault.LOST_ANSWER, Fault.HALF, Fault.SILENCE, Fault.EMPTY),
    *(Fault.LENGTH_SMALL, Fault.LENGTH_HUGE, Fault.LENGTH_NEGATIVE),
    *(Fault.LENGTH_NONE, Fault.WRONG_PAGE, Fault.PAGE_COUNT),
}
"""Once, at a question: the next attempt brings all."""


@dataclass
class Home:
    """A gateway and its client; no time passes but what they sleep."""

    dtu: HoymilesDtu
    client: ProtobufGateway


type Move = Callable[..., AbstractAsyncContextManager[Home]]


@pytest.fixture
def move_in(socket_enabled: None, time: FakeTime) -> Move:
    """Set up gateways of a kind."""
    # Nobody else listens there, so that a gateway that restarts finds its port free.
    pytest_socket.socket_allow_hosts(["127.0.0.1", ADDRESS])

    @asynccontextmanager
    async def home(kind: Kind, patience: float = 30) -> AsyncIterator[Home]:
        async with HoymilesDtu(
            kind, began=NOON, host=ADDRESS, monotonic=lambda: 0.0
        ) as dtu:
            client = ProtobufGateway(
                Address(dtu.host, dtu.port),
                DeviceConnection(
                    replace(PROTOBUF_POLICY, request_timeout=patience),
                    clock=time.clock,
                    sleep=time.sleep,
                ),
                serial=dtu.serial,
                sleep=dtu.advance,
            )
            yield Home(dtu, client)
            await client.hang_up()

    return home


@pytest.mark.parametrize("kind", SPEAKING)
async def test_readings_are_what_is_true(move_in: Move, kind: Kind) -> None:
    """Of every inverter and port, by serial number."""
    async with move_in(kind) as home:
        readings = await home.client.readings()
        inverters = home.dtu.plant.array
        told = {(port.serial, port.port): port for port in readings.ports}
        true = {
            (inverter.serial, port.number): port
            for inverter in inverters
            for port in inverter.ports
        }
        assert told.keys() == true.keys()
        assert {found.serial for found in readings.inverters} == {
            inverter.serial for inverter in inverters
        }
        for place, port in true.items():
            assert told[place].power == pytest.approx(port.power, abs=0.1)
            assert told[place].total == pytest.approx(port.total, abs=1)


@pytest.mark.parametrize("kind", SPEAKING)
async def test_every_command_is_carried_out(move_in: Move, kind: Kind) -> None:
    """As far as the firmware has it; none is refused."""
    async with move_in(kind) as home:
        information = await home.client.information()
        inverter = information.inverters[0].serial
        do: dict[GatewayCommand, Callable[[], Awaitable[None]]] = {
            GatewayCommand.LIMIT: lambda: home.client.limit(50),
            GatewayCommand.LIMIT_FOR_NOW: lambda: home.client.limit_for_now(200),
            GatewayCommand.TURN: lambda: home.client.turn(inverter, on=False),
            GatewayCommand.RESTART_INVERTER: lambda: home.client.restart_inverter(
                inverter
            ),
            GatewayCommand.RESTART: home.client.restart,
        }
        for command, carry_out in do.items():
            if command in home.client.commands:
                await carry_out()


async def test_an_inverter_is_switched(move_in: Move) -> None:
    """Off and on again; the gateway tells of it as an alarm."""
    async with move_in(Kind.ENCRYPTED) as home:
        (inverter,) = (await home.client.information()).inverters
        await home.client.turn(inverter.serial, on=False)
        assert 124 in {a.code for a in await home.client.alarms() if not a.ended}
        await home.client.turn(inverter.serial, on=True)
        assert 124 not in {a.code for a in await home.client.alarms() if not a.ended}


async def test_a_restart_brings_another_seed(move_in: Move) -> None:
    """Nobody has to know."""
    async with move_in(Kind.ENCRYPTED) as home:
        await home.client.readings()
        before = home.dtu.seed
        await home.dtu.restart()
        await home.dtu.advance(600)
        assert home.dtu.seed != before
        assert (await home.client.readings()).ports


@pytest.mark.parametrize(
    ("kind", "where"),
    [
        (Kind.BUILT_IN, "A301"),
        (Kind.ENCRYPTED, "A301"),
        (Kind.ENCRYPTED, "A311/0"),
        (Kind.DTU_PRO_S, "A311/1"),
    ],
)
@pytest.mark.parametrize("fault", Fault)
async def test_faults_are_survived(
    move_in: Move, kind: Kind, where: str, fault: Fault
) -> None:
    """Complete readings or an error of ours, and complete readings afterwards."""
    async with move_in(kind, patience=0.3) as home:
        ports = len(list(_ports(home.dtu)))
        home.dtu.misbehave(fault, times=1, where=where)
        try:
            assert len((await home.client.readings()).ports) == ports
        except DeviceError:
            assert fault not in HARMLESS
        home.dtu.behave()
        assert len((await home.client.readings()).ports) == ports


def _ports(dtu: HoymilesDtu) -> list[object]:
    return [port for inverter in dtu.plant.array for port in inverter.ports]
