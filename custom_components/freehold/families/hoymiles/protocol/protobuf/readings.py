"""From pages to readings: scales and quirks (docs/protocols/hoymiles.md, Readings)."""

from collections.abc import Sequence

from ..readings import InverterReading, MeterReading, PortReading, Readings
from ..serials import serial_text
from .messages_pb2 import Meter, Port, ReadingsPage, SinglePhase, ThreePhase
from .values import moment, power_factor, signal, signed


def readings_of(pages: Sequence[ReadingsPage]) -> Readings:
    """Join complete pages. A record whose serial number is 0 stands for none."""
    return Readings(
        inverters=(
            *[_single_phase(m) for p in pages for m in p.single_phase if m.serial],
            *[_three_phase(m) for p in pages for m in p.three_phase if m.serial],
        ),
        ports=tuple([_port(m) for p in pages for m in p.ports if m.serial]),
        meters=tuple([_meter(m) for p in pages for m in p.meters if m.serial]),
        clock=moment(pages[-1].time),
    )


def _port(told: Port) -> PortReading:
    return PortReading(
        serial=serial_text(told.serial),
        port=told.port,
        voltage=told.voltage / 10,
        current=told.current / 100,
        power=told.power / 10,
        total=told.total,
        today=told.today,
        # The top byte is the status; where it is empty the rest still says "heard".
        status=told.code >> 24 or told.code,
    )


def _single_phase(told: SinglePhase) -> InverterReading:
    return InverterReading(
        serial=serial_text(told.serial),
        link=told.link == 1,
        power=told.power / 10,
        reactive_power=signed(told.reactive_power) / 10,
        power_factor=power_factor(told.power_factor, told.power),
        frequency=told.frequency / 100,
        voltages=(told.voltage / 10,),
        currents=(told.current / 100,),
        temperature=signed(told.temperature) / 10,
        signal=signal(told.signal),
        power_limit=told.power_limit / 10 or None,
        alarm_count=told.alarms,
        revision=told.checksum,
    )


def _three_phase(told: ThreePhase) -> InverterReading:
    return InverterReading(
        serial=serial_text(told.serial),
        link=told.link == 1,
        power=told.power / 10,
        reactive_power=signed(told.reactive_power) / 10,
        power_factor=power_factor(told.power_factor, told.power),
        frequency=told.frequency / 100,
        voltages=(told.voltage_a / 10, told.voltage_b / 10, told.voltage_c / 10),
        line_voltages=(
            told.voltage_ab / 10,
            told.voltage_bc / 10,
            told.voltage_ca / 10,
        ),
        currents=(told.current_a / 100, told.current_b / 100, told.current_c / 100),
        temperature=signed(told.temperature) / 10,
        signal=signal(told.signal),
        alarm_count=told.alarms,
        revision=told.checksum,
    )


def _meter(told: Meter) -> MeterReading:
    """Power comes in units of 10 W, energy in units of 10 Wh."""
    powers = told.power_a, told.power_b, told.power_c
    factors = told.power_factor_a, told.power_factor_b, told.power_factor_c
    voltages = told.voltage_a, told.voltage_b, told.voltage_c
    currents = told.current_a, told.current_b, told.current_c
    phases = 3 if any((*powers[1:], *voltages[1:], *currents[1:])) else 1
    return MeterReading(
        serial=serial_text(told.serial),
        power=told.power * 10.0,
        powers=tuple(power * 10.0 for power in powers[:phases]),
        forward=told.forward * 10,
        reverse=told.reverse * 10,
        voltages=tuple(voltage / 100 for voltage in voltages[:phases]),
        currents=tuple(current / 100 for current in currents[:phases]),
        power_factor=power_factor(told.power_factor, told.power),
        power_factors=tuple(signed(factor) / 1000 for factor in factors[:phases]),
        fault=told.fault,
    )
