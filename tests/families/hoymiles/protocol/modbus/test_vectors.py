"""What was recorded, and what the vendor's technical note says, byte for byte."""
# ruff: noqa: D103 - names of tests state their rules

import asyncio
import json
import os
from pathlib import Path
from typing import Any

import pytest

from custom_components.freehold.families.hoymiles.protocol.modbus.conversion import (
    readings_of,
)
from custom_components.freehold.families.hoymiles.protocol.modbus.frame import (
    Function,
    parse_values,
    request,
)
from custom_components.freehold.families.hoymiles.protocol.modbus.gateway import (
    ModbusGateway,
)
from custom_components.freehold.families.hoymiles.protocol.modbus.records import LAYOUTS
from tests.emulators.hoymiles.modbus import ModbusServer
from tests.emulators.hoymiles.modbus_memory import ModbusLayout
from tests.skipping import skip_loudly

from .conftest import DTU, HM, HMS, MI, Connect, Plant, port_of

VECTORS = {
    vector["name"]: vector
    for vector in json.loads(
        (Path(__file__).parents[4] / "vectors" / "hoymiles_modbus.json").read_text()
    )["vectors"]
}
EXCHANGES = [
    pytest.param(exchange, id=f"{name} {number}")
    for name, vector in VECTORS.items()
    for number, exchange in enumerate(vector.get("exchanges", []))
]


def vector_plant(plant: Plant) -> None:
    """Put behind the gateway what is behind the one of the vectors."""
    plant.ports = [
        port_of(HMS, 1),
        port_of(HMS, 2, voltage=37, current=5.08, power=188, today=1222, total=455000),
        port_of(
            MI,
            1,
            voltage=35,
            current=0.2,
            amperes_in_tenths=True,
            grid_voltage=238.1,
            frequency=50,
            power=10.2,
            today=751,
            total=74823,
            temperature=-4.3,
        ),
        port_of(HM, 1).silent,
    ]


@pytest.mark.parametrize("exchange", EXCHANGES)
def test_our_requests_are_those_of_the_vectors(exchange: dict[str, str]) -> None:
    expected = bytes.fromhex(exchange["request_hex"])
    if expected[7] not in list(Function):
        with pytest.raises(ValueError, match="not a valid Function"):
            Function(expected[7])
        return
    address, word = int.from_bytes(expected[8:10]), int.from_bytes(expected[10:12])
    assert (
        request(int.from_bytes(expected[:2]), Function(expected[7]), address, word)
        == expected
    )


@pytest.mark.parametrize("exchange", EXCHANGES)
async def test_the_emulated_gateway_answers_like_the_vectors(
    exchange: dict[str, str], server: ModbusServer, plant: Plant, request: Any
) -> None:
    vector_plant(plant)
    if "wrong_byte_count" in request.node.name:
        server.byte_count = 0xFF
    if "newdtu" in request.node.name:
        server.layout = ModbusLayout.B
    if "read_limit" in request.node.name:
        server.controls[0, 1] = 100
    reader, writer = await asyncio.open_connection(server.host, server.port)
    writer.write(bytes.fromhex(exchange["request_hex"]))
    expected = bytes.fromhex(exchange["response_hex"])
    assert await reader.readexactly(len(expected)) == expected
    writer.close()


@pytest.mark.parametrize(
    ("name", "byte_count"),
    [("modbus_ports_old_layout", None), ("modbus_wrong_byte_count", 0xFF)],
)
async def test_ports_are_read_as_the_vectors_say(
    name: str,
    byte_count: int | None,
    server: ModbusServer,
    plant: Plant,
    gateway: ModbusGateway,
) -> None:
    vector_plant(plant)
    server.byte_count = byte_count

    readings = await gateway.readings()

    decoded = VECTORS["modbus_ports_old_layout"]["decoded"]
    assert [
        {
            "serial_number": port.serial,
            "port_number": port.port,
            "pv_voltage": port.voltage,
            "pv_current": port.current,
            "pv_power": port.power,
            "today_production": port.today,
            "total_production": port.total,
            "operating_status": port.status,
        }
        for port in readings.ports
    ] == [
        {
            key: vector[key]
            for key in (
                "serial_number",
                "port_number",
                "pv_voltage",
                "pv_current",
                "pv_power",
                "today_production",
                "total_production",
                "operating_status",
            )
        }
        for vector in decoded
    ]
    inverters = {inverter.serial: inverter for inverter in readings.inverters}
    for vector in decoded:
        inverter = inverters[vector["serial_number"]]
        assert inverter.voltages == (vector["grid_voltage"],)
        assert inverter.frequency == vector["grid_frequency"]
        assert inverter.temperature == vector["temperature"]
        assert inverter.alarm_code == vector["alarm_code"]
        assert inverter.alarm_count == vector["alarm_count"]
        assert inverter.link == bool(vector["link_status"])
        assert inverter.power is None


async def test_the_serial_is_read_as_the_vector_says(connect: Connect) -> None:
    information = await connect(serial=None).information()
    assert information.serial == VECTORS["modbus_dtu_serial"]["decoded"].upper() == DTU


def test_the_end_is_marked_by_a_null_serial() -> None:
    answer = bytes.fromhex(
        VECTORS["modbus_ports_old_layout"]["exchanges"][-1]["response_hex"]
    )
    values = parse_values(Function.READ_REGISTERS, answer[7:], 40)
    assert LAYOUTS[0].parse(values, 4) is None


def recorded() -> dict[str, str]:
    """Return what wasilukm recorded, or skip the test."""
    path = (
        Path(os.environ.get("FREEHOLD_FIXTURES", "nowhere"))
        / "hoymiles"
        / "wasilukm_modbus_raw.json"
    )
    if not path.exists():
        skip_loudly("recorded Modbus payloads are not here; set FREEHOLD_FIXTURES")
    payloads: dict[str, str] = json.loads(path.read_text())
    return payloads


def check_recorded_port(payload: str, amperes: float) -> None:
    """Read a recorded port, whose current was 0.2 A."""
    values = parse_values(Function.READ_REGISTERS, b"\x03" + bytes.fromhex(payload), 40)
    record = LAYOUTS[0].parse(values, 0)
    assert record
    expected = VECTORS["modbus_recorded_wasilukm"]["decoded"]["mi_first"]
    assert record.voltage == expected["pv_V"]
    assert record.current == amperes
    assert record.grid_voltage == expected["grid_V"]
    assert record.frequency == expected["Hz"]
    assert record.power == expected["W"]
    assert record.today == expected["today_Wh"]
    assert record.total == expected["total_Wh"]
    assert record.temperature == expected["temp_C"]
    assert record.status == expected["status"]
    assert record.link
    assert readings_of([record]).inverters[0].link


def test_a_recorded_port_of_an_mi_is_read_with_tenths_of_amperes() -> None:
    payloads = VECTORS["modbus_recorded_wasilukm"]["payloads"]
    check_recorded_port(payloads["mi_first"], 0.2)


def test_the_recording_is_read() -> None:
    payloads = recorded()
    check_recorded_port(payloads["port_mi"], 0.2)
    check_recorded_port(payloads["port_hm"], 0.02)
    end = parse_values(
        Function.READ_REGISTERS, b"\x03" + bytes.fromhex(payloads["terminator"]), 40
    )
    assert LAYOUTS[0].parse(end, 0) is None
    for name, serial in (
        ("dtu_serial", "11d361600831"),
        ("wrong_byte_count_pdu", "10f871600831"),
    ):
        answer = bytes.fromhex(payloads[name])
        whole = answer if answer[0] == 3 else b"\x03" + answer
        assert parse_values(Function.READ_REGISTERS, whole, 6).hex() == serial
