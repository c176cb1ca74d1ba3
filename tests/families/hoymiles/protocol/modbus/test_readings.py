"""All ports are read, whichever layout the firmware has; what is not told is not made up."""
# ruff: noqa: D103 - names of tests state their rules

import pytest

from custom_components.freehold.connection.address import Address
from custom_components.freehold.connection.errors import (
    ConnectionLostError,
    DeviceBusyError,
    ProtocolError,
    UnsupportedError,
    WrongDeviceError,
)
from custom_components.freehold.families.hoymiles.protocol.gateway import (
    Gateway,
    GatewayCommand,
    InverterInformation,
)
from custom_components.freehold.families.hoymiles.protocol.modbus.gateway import (
    ModbusGateway,
)
from custom_components.freehold.families.hoymiles.protocol.streams import Streams
from tests.emulators.hoymiles.modbus import ModbusServer, Newcomer
from tests.emulators.hoymiles.modbus_faults import ModbusFault
from tests.emulators.hoymiles.modbus_memory import ModbusLayout

from .conftest import DTU, HM, HMS, MI, Connect, Plant, connection_of, port_of


def read_addresses(server: ModbusServer) -> list[int]:
    """Return from where registers were read."""
    return [int.from_bytes(r[1:3]) for r in server.requests if r[0] == 3]


@pytest.mark.parametrize("layout", ModbusLayout)
async def test_all_ports_are_told_in_both_layouts(
    layout: ModbusLayout, server: ModbusServer, gateway: ModbusGateway
) -> None:
    server.layout = layout

    readings = await gateway.readings()

    assert [(port.serial, port.port) for port in readings.ports] == [
        (HMS, 1),
        (HMS, 2),
        (HM, 1),
    ]
    assert {(p.voltage, p.current, p.power) for p in readings.ports} == {
        (37.1, 5.12, 189.9)
    }
    assert {(p.total, p.today, p.status) for p in readings.ports} == {(456789, 1234, 3)}
    assert [inverter.serial for inverter in readings.inverters] == [HMS, HM]
    assert all(i.link and i.voltages == (230.1,) for i in readings.inverters)
    assert readings.clock is None


async def test_the_layout_is_found_once(
    server: ModbusServer, gateway: ModbusGateway
) -> None:
    server.layout = ModbusLayout.B
    server.blank_a = True
    await gateway.readings()
    assert 0x1000 in read_addresses(server)
    assert gateway.commands == {GatewayCommand.LIMIT}
    server.requests.clear()

    await gateway.readings()

    assert read_addresses(server) == [0x4000, 0x4019, 0x4032, 0x404B]


async def test_layout_a_can_limit_and_turn(gateway: ModbusGateway) -> None:
    told: Gateway = gateway
    await told.readings()
    assert told.commands == {
        GatewayCommand.LIMIT,
        GatewayCommand.LIMIT_INVERTER,
        GatewayCommand.TURN,
    }


@pytest.mark.parametrize("layout", ModbusLayout)
async def test_no_inverters_is_no_error(
    layout: ModbusLayout, server: ModbusServer, plant: Plant, gateway: ModbusGateway
) -> None:
    server.layout = layout
    plant.ports = []
    assert (await gateway.readings()).ports == ()
    plant.ports = [port_of(HM, 1)]
    assert len((await gateway.readings()).ports) == 1
    plant.ports = []
    assert (await gateway.readings()).inverters == ()


async def test_a_list_that_becomes_shorter_is_no_error(
    plant: Plant, gateway: ModbusGateway
) -> None:
    await gateway.readings()
    plant.ports = [plant.ports[0], port_of("000000000000", 0).silent, *plant.ports[2:]]
    assert len((await gateway.readings()).ports) == 1


async def test_a_refused_record_ends_the_list(
    server: ModbusServer, gateway: ModbusGateway
) -> None:
    server.inject(ModbusFault.REFUSED, skip=3)
    assert len((await gateway.readings()).ports) == 2


async def test_up_to_99_ports_are_read(
    server: ModbusServer, plant: Plant, gateway: ModbusGateway
) -> None:
    plant.ports = [port_of(f"1121{number:08}", 1) for number in range(100)]
    assert len((await gateway.readings()).ports) == 99


async def test_a_port_told_twice_counts_once_and_port_0_is_none(
    plant: Plant, gateway: ModbusGateway
) -> None:
    plant.ports = [port_of(HM, 1), port_of(HM, 1, power=5), port_of(HMS, 0)]
    readings = await gateway.readings()
    assert [(port.serial, port.power) for port in readings.ports] == [(HM, 5.0)]
    assert [inverter.serial for inverter in readings.inverters] == [HM]


async def test_an_inverter_tells_what_its_heard_ports_tell(
    plant: Plant, gateway: ModbusGateway
) -> None:
    plant.ports = [
        port_of(HMS, 1, alarm_code=0, alarm_count=2, link=False).silent,
        port_of(HMS, 2, alarm_code=147, alarm_count=7, temperature=-12.5),
    ]
    (inverter,) = (await gateway.readings()).inverters
    assert inverter.link
    assert inverter.frequency == 50.01
    assert inverter.voltages == (230.1,)
    assert inverter.temperature == -12.5
    assert (inverter.alarm_code, inverter.alarm_count) == (147, 7)


async def test_zeros_of_an_upload_are_told_as_such(
    server: ModbusServer, gateway: ModbusGateway
) -> None:
    server.uploading = {HMS}
    readings = await gateway.readings()
    assert [(p.serial, p.status, p.total) for p in readings.ports] == [
        (HMS, 0, 0),
        (HMS, 0, 0),
        (HM, 3, 456789),
    ]
    assert [inverter.link for inverter in readings.inverters] == [False, True]


@pytest.mark.parametrize(
    ("serial", "changes", "amperes"),
    [
        (HMS, {}, 5.12),
        (HM, {"current": 0.02, "power": 0}, 0.02),
        (MI, {"current": 5.1, "amperes_in_tenths": True}, 5.1),
        (MI, {"current": 0.2, "amperes_in_tenths": True, "power": 0}, 0.2),
        (MI, {"current": 0.1, "amperes_in_tenths": True, "power": 1.9}, 0.1),
        ("104280000002", {}, 5.12),
        ("104280000002", {"current": 0.02, "power": 0.7}, 0.02),
    ],
)
async def test_amperes_are_those_of_the_series(
    serial: str,
    changes: dict[str, float],
    amperes: float,
    plant: Plant,
    gateway: ModbusGateway,
) -> None:
    plant.ports = [port_of(serial, 1, **changes)]
    assert (await gateway.readings()).ports[0].current == amperes


@pytest.mark.parametrize(
    ("serial", "model"), [(DTU, "DTU-Pro"), ("412180000001", "DTU-Pro-S")]
)
async def test_a_gateway_says_who_it_is(
    serial: str, model: str, server: ModbusServer, connect: Connect
) -> None:
    server.serial = serial
    information = await connect(serial=None).information()
    assert (information.serial, information.model) == (serial, model)
    assert information.firmware is None
    assert information.inverters == (
        InverterInformation(serial=HMS),
        InverterInformation(serial=HM),
    )


async def test_another_gateway_at_the_address_is_not_read(
    server: ModbusServer, gateway: ModbusGateway
) -> None:
    await gateway.readings()
    await gateway.hang_up()
    server.serial = "10F880000009"
    server.requests.clear()
    with pytest.raises(WrongDeviceError, match="another gateway") as caught:
        await gateway.readings()
    assert server.serial not in str(caught.value)
    assert read_addresses(server) == [0x2000]


async def test_who_answers_first_is_who_is_meant(
    server: ModbusServer, connect: Connect
) -> None:
    gateway = connect(serial=None)
    await gateway.readings()
    server.serial = "10F880000009"
    server.hang_up()
    with pytest.raises(WrongDeviceError):
        await gateway.readings()


async def test_a_gateway_without_a_serial_yet_is_busy(
    server: ModbusServer, connect: Connect
) -> None:
    server.serial = "000000000000"
    with pytest.raises(DeviceBusyError):
        await connect(read_retries=0).readings()


async def test_what_tells_no_serial_is_no_gateway(
    server: ModbusServer, gateway: ModbusGateway
) -> None:
    server.inject(ModbusFault.REFUSED, times=2)
    with pytest.raises(UnsupportedError, match="no serial number"):
        await gateway.readings()


async def test_the_serial_is_also_found_where_layout_b_has_it(
    server: ModbusServer, connect: Connect
) -> None:
    server.layout = ModbusLayout.B
    assert (await connect(serial=None).information()).serial == DTU
    assert read_addresses(server)[:2] == [0x2000, 0x5000]


async def test_what_knows_neither_layout_cannot_be_read(
    server: ModbusServer, gateway: ModbusGateway
) -> None:
    server.inject(ModbusFault.REFUSED, times=2, skip=1)
    with pytest.raises(UnsupportedError, match="no known way"):
        await gateway.readings()


async def test_an_exception_of_a_broken_device_is_an_error(
    server: ModbusServer, gateway: ModbusGateway
) -> None:
    server.inject(ModbusFault.FAILURE, skip=1)
    with pytest.raises(ProtocolError, match="exception 4"):
        await gateway.readings()


@pytest.mark.parametrize(
    "fault",
    [
        ModbusFault.HANG_UP,
        ModbusFault.HANG_UP_AFTER,
        ModbusFault.HALF,
        ModbusFault.EMPTY,
        ModbusFault.BUSY,
    ],
)
@pytest.mark.parametrize("skip", [0, 2])
async def test_what_passes_is_asked_again_on_a_new_connection(
    fault: ModbusFault, skip: int, server: ModbusServer, gateway: ModbusGateway
) -> None:
    server.inject(fault, skip=skip)
    assert len((await gateway.readings()).ports) == 3
    assert server.connections == 2


@pytest.mark.parametrize(
    "fault",
    [
        ModbusFault.GARBAGE,
        ModbusFault.WRONG_FUNCTION,
        ModbusFault.SHORT,
        ModbusFault.ONLY_FOREIGN,
    ],
)
async def test_nonsense_is_an_error_and_the_next_connection_is_in_step(
    fault: ModbusFault, server: ModbusServer, gateway: ModbusGateway
) -> None:
    server.inject(fault, skip=2)
    with pytest.raises(ProtocolError):
        await gateway.readings()
    assert len((await gateway.readings()).ports) == 3
    assert server.connections == 2


async def test_answers_to_others_are_passed_over(
    server: ModbusServer, gateway: ModbusGateway
) -> None:
    server.inject(ModbusFault.FOREIGN, times=3)
    assert len((await gateway.readings()).ports) == 3
    assert server.connections == 1


async def test_a_silent_gateway_is_lost(server: ModbusServer, connect: Connect) -> None:
    gateway = connect(request_timeout=0.3, read_retries=0)
    server.inject(ModbusFault.SILENCE, skip=1)
    with pytest.raises(ConnectionLostError, match="no answer in time"):
        await gateway.readings()
    assert len((await gateway.readings()).ports) == 3
    assert server.connections == 2


async def test_a_refused_connection_says_that_another_client_may_hold_it(
    server: ModbusServer, gateway: ModbusGateway
) -> None:
    await server.stop()
    with pytest.raises(ConnectionLostError, match="another client may hold"):
        await gateway.readings()


async def test_a_kick_says_that_another_client_may_have_it(
    server: ModbusServer, connect: Connect
) -> None:
    first, second = connect(), connect(read_retries=0)
    server.newcomer = Newcomer.IS_REFUSED
    await first.readings()
    with pytest.raises(ConnectionLostError, match="another local client"):
        await second.readings()
    await first.hang_up()


async def test_a_gateway_that_does_not_accept_is_lost(socket_enabled: None) -> None:
    async def never(host: str, port: int) -> Streams:
        raise TimeoutError

    gateway = ModbusGateway(
        Address("gateway.local", 502),
        connection_of(),
        serial=DTU,
        open_connection=never,
    )
    with pytest.raises(ConnectionLostError, match="no answer"):
        await gateway.readings()


async def test_the_connection_is_opened_when_needed_and_closed_when_told(
    server: ModbusServer, gateway: ModbusGateway
) -> None:
    await gateway.hang_up()
    assert server.connections == 0
    await gateway.readings()
    await gateway.readings()
    assert server.connections == 1
    await gateway.hang_up()
    await gateway.readings()
    assert server.connections == 2


async def test_what_modbus_does_not_tell_is_unsupported(
    server: ModbusServer, gateway: ModbusGateway
) -> None:
    for call in (
        gateway.settings(),
        gateway.alarms(),
        gateway.limit_for_now(100),
        gateway.restart_inverter(HMS),
        gateway.restart(),
    ):
        with pytest.raises(UnsupportedError):
            await call
    assert server.connections == 0
