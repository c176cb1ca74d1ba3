"""From the bytes of pages to readings."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.freehold.families.hoymiles.protocol.protobuf.frame import (
    FrameSplitter,
)
from custom_components.freehold.families.hoymiles.protocol.protobuf.messages_pb2 import (
    Meter,
    Port,
    ReadingsPage,
    SinglePhase,
    ThreePhase,
)
from custom_components.freehold.families.hoymiles.protocol.protobuf.readings import (
    readings_of,
)
from custom_components.freehold.families.hoymiles.protocol.readings import (
    InverterReading,
    MeterReading,
    PortReading,
    Readings,
)

from .vectors import GENERATED, answers, recorded

CLEAR = [
    "real_data_new_hms_800w_2t",
    "real_data_new_paginated_dtu_pro_s",
    "real_data_new_inverter_offline",
]


def pages(frames: list[bytes]) -> list[ReadingsPage]:
    """Read pages out of frames."""
    splitter = FrameSplitter()
    return [
        ReadingsPage.FromString(frame.payload)
        for data in frames
        for frame in splitter.feed(data)
    ]


def read(**told: Any) -> InverterReading:
    """Read one inverter on a single phase."""
    page = ReadingsPage(single_phase=[SinglePhase(serial=0x116100000001, **told)])
    (inverter,) = readings_of([page]).inverters
    return inverter


@pytest.mark.parametrize("name", CLEAR)
def test_worked_ports(name: str) -> None:
    """Volts, amperes, watts and watt-hours; by serial number and port."""
    expected = [
        PortReading(
            serial=port["serial"].upper(),
            port=port["port"],
            voltage=port["V"],
            current=port["A"],
            power=port["W"],
            total=port["total_Wh"],
            today=port["daily_Wh"],
            status=port["error_code"] >> 24,
        )
        for port in GENERATED[name]["decoded"]["ports"]
    ]
    assert list(readings_of(pages(answers(name))).ports) == expected


@pytest.mark.parametrize("name", CLEAR)
def test_worked_inverters(name: str) -> None:
    """What is 0 because it is not told is None."""
    told = [
        (
            inverter.serial,
            (*inverter.voltages, inverter.frequency, inverter.power),
            (inverter.reactive_power, *inverter.currents, inverter.power_factor),
            (inverter.temperature, inverter.alarm_count, inverter.link),
            (inverter.power_limit, inverter.signal),
        )
        for inverter in readings_of(pages(answers(name))).inverters
    ]
    expected = [
        (
            inverter["serial"].upper(),
            (inverter["V"], inverter["Hz"], inverter["W"]),
            (inverter["var"], inverter["A"], inverter["pf"]),
            (inverter["temp_C"], inverter["warnings"], inverter["link"] == 1),
            (inverter["limit_pct"] or None, inverter["rssi"] or None),
        )
        for inverter in GENERATED[name]["decoded"]["inverters"]
    ]
    assert told == expected


def test_the_worked_meter() -> None:
    """Power in units of 10 W, energy in units of 10 Wh; it has one phase."""
    (meter,) = readings_of(pages(answers(CLEAR[1]))).meters
    (decoded,) = GENERATED[CLEAR[1]]["decoded"]["meters"]
    assert meter == MeterReading(
        serial="10BE6982A401",
        power=decoded["W"],
        powers=(decoded["W"],),
        forward=decoded["export_or_fwd_Wh"],
        reverse=decoded["import_or_rev_Wh"],
        voltages=(decoded["V_A"],),
        currents=(decoded["A_A"],),
        power_factor=decoded["pf"],
        power_factors=(decoded["pf"],),
        fault=1,
    )


def test_a_recorded_answer() -> None:
    """Three HM-1500 on an old DTU-Pro."""
    readings = readings_of(pages(recorded("A211")[1:2]))
    assert readings.inverters[0] == InverterReading(
        serial="116100000001",
        link=True,
        power=73.8,
        reactive_power=22.5,
        power_factor=0.956,
        frequency=50.0,
        voltages=(240.6,),
        currents=(0.31,),
        temperature=8.6,
        alarm_count=2,
        revision=readings.inverters[0].revision,
    )
    assert readings.ports[0] == PortReading(
        serial="116100000001",
        port=1,
        voltage=35.6,
        current=0.46,
        power=16.4,
        total=47423,
        today=1845,
        status=3,
    )
    assert (len(readings.inverters), len(readings.ports)) == (3, 12)
    assert readings.clock == datetime(2022, 3, 10, 15, 15, 9, tzinfo=UTC)


def test_three_phases() -> None:
    """A tuple has a value for each phase."""
    told = ThreePhase(
        serial=0x136100000001,
        voltage_a=2301,
        voltage_b=2302,
        voltage_c=2303,
        voltage_ab=3985,
        voltage_bc=3986,
        voltage_ca=3987,
        frequency=5001,
        power=15000,
        reactive_power=-120,
        current_a=217,
        current_b=218,
        current_c=219,
        power_factor=999,
        temperature=415,
        alarms=2,
        checksum=77,
        link=1,
        signal=-61,
    )
    readings = readings_of([ReadingsPage(three_phase=[told])])
    assert readings.inverters == (
        InverterReading(
            serial="136100000001",
            link=True,
            power=1500.0,
            reactive_power=-12.0,
            power_factor=0.999,
            frequency=50.01,
            voltages=(230.1, 230.2, 230.3),
            line_voltages=(398.5, 398.6, 398.7),
            currents=(2.17, 2.18, 2.19),
            temperature=41.5,
            signal=-61,
            alarm_count=2,
            revision=77,
        ),
    )


@pytest.mark.parametrize(
    ("told", "celsius"), [(-85, -8.5), (65451, -8.5), (0, 0.0), (32767, 3276.7)]
)
def test_temperatures_are_signed(told: int, celsius: float) -> None:
    """The sign of 16 bits may have been lost on its way into 32."""
    assert read(temperature=told).temperature == celsius


@pytest.mark.parametrize(
    ("told", "watts", "factor"),
    [
        (998, 500, 0.998),
        (-938, 500, -0.938),
        (64598, 500, -0.938),
        (1, 500, None),
        (0, 0, 0.0),
    ],
)
def test_power_factors(told: int, watts: int, factor: float | None) -> None:
    """One firmware says a thousandth, whatever it is."""
    assert read(power_factor=told, power=watts).power_factor == factor


@pytest.mark.parametrize(
    ("told", "dbm"), [(-68, -68), (-120, -120), (-121, None), (0, None), (100, None)]
)
def test_signals(told: int, dbm: int | None) -> None:
    """Some firmware puts a counter there."""
    assert read(signal=told).signal == dbm


def test_an_untold_limit_is_none() -> None:
    """Old firmware leaves it out."""
    assert read().power_limit is None
    assert read(power_limit=805).power_limit == 80.5


@pytest.mark.parametrize(
    ("code", "status"), [(0x03000000, 3), (0x0309FF00, 3), (0, 0), (0x0100, 0x0100)]
)
def test_statuses(code: int, status: int) -> None:
    """In the top byte; a code that is not 0 never becomes 0."""
    page = ReadingsPage(ports=[Port(serial=0x116100000001, port=1, code=code)])
    assert readings_of([page]).ports[0].status == status


def test_a_meter_with_three_phases() -> None:
    """As long as there is anything on the second or third."""
    told = Meter(serial=0x37FF00000001, power=261, voltage_b=23170, power_factor_b=983)
    (meter,) = readings_of([ReadingsPage(meters=[told])]).meters
    assert meter.power == 2610.0
    assert meter.voltages == (0.0, 231.7, 0.0)
    assert meter.power_factors == (0.0, 0.983, 0.0)


def test_serial_number_0_is_nobody() -> None:
    """A place in a list that holds nothing yet."""
    page = ReadingsPage(
        single_phase=[SinglePhase(power=1)],
        three_phase=[ThreePhase(power=1)],
        ports=[Port(port=1)],
        meters=[Meter(power=1)],
    )
    assert readings_of([page]) == Readings(inverters=(), ports=())


@given(
    st.builds(
        SinglePhase,
        **{
            field.name: st.integers(-(2**31), 2**31 - 1)
            for field in SinglePhase.DESCRIPTOR.fields
            if field.name != "serial"
        },
        serial=st.integers(0, 2**64 - 1),
    ),
    st.integers(-(2**63), 2**63 - 1),
)
def test_any_numbers_become_readings(told: SinglePhase, time: int) -> None:
    """None is too large or too negative."""
    readings_of([ReadingsPage(single_phase=[told], time=time)])
