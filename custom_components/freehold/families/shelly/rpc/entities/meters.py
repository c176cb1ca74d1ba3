"""What is measured of electricity."""

from dataclasses import replace
from typing import Any, Final

from homeassistant.components.binary_sensor import BinarySensorDeviceClass
from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.const import UnitOfApparentPower

from ....kinds import (
    CURRENT,
    DIAGNOSTIC,
    ENERGY,
    FREQUENCY,
    HIDDEN,
    MEASURED,
    POWER,
    POWER_FACTOR,
    TEMPERATURE,
    VOLTAGE,
    Kind,
)
from ..channels import OUTPUTS
from .readings import error
from .templates import BinarySensor, Sensor, Template, binary_sensor, sensor

APPARENT_POWER: Final[Kind] = {
    **MEASURED,
    **HIDDEN,
    "device_class": SensorDeviceClass.APPARENT_POWER,
    "native_unit_of_measurement": UnitOfApparentPower.VOLT_AMPERE,
}

METERED: Final = (*OUTPUTS, "pm1")
PHASES: Final = ("a", "b", "c")


def _phase(
    type: str, phase: str, name: str, member: str, kind: Kind
) -> Template[Sensor]:
    return sensor(
        type,
        f"phase_{phase}_{name}",
        f"{phase}_{member}",
        words=f"phase_{name}",
        **{**kind, "translation_placeholders": {"phase": phase.upper()}},
    )


METERS: Final[tuple[Template[Sensor], ...]] = (
    sensor(METERED, "power", "apower", **POWER),
    sensor(METERED, "voltage", "voltage", **VOLTAGE),
    sensor(METERED, "current", "current", **CURRENT),
    sensor(METERED, "power_factor", "pf", **POWER_FACTOR),
    sensor(METERED, "frequency", "freq", **FREQUENCY),
    sensor(METERED, "energy", "aenergy", "total", **ENERGY),
    sensor(METERED, "returned_energy", "ret_aenergy", "total", **ENERGY),
    sensor(
        METERED,
        "device_temperature",
        "temperature",
        "tC",
        **{**TEMPERATURE, **DIAGNOSTIC, **HIDDEN},
    ),
    sensor("em1", "power", "act_power", **POWER),
    sensor("em1", "apparent_power", "aprt_power", **APPARENT_POWER),
    sensor("em1", "voltage", "voltage", **VOLTAGE),
    sensor("em1", "current", "current", **CURRENT),
    sensor("em1", "power_factor", "pf", **POWER_FACTOR),
    sensor("em1", "frequency", "freq", **FREQUENCY),
    sensor("em1data", "energy", "total_act_energy", **ENERGY),
    sensor("em1data", "returned_energy", "total_act_ret_energy", **ENERGY),
    sensor("em", "power", "total_act_power", **POWER),
    sensor("em", "apparent_power", "total_aprt_power", **APPARENT_POWER),
    sensor("em", "current", "total_current", **CURRENT),
    sensor("em", "neutral_current", "n_current", **CURRENT),
    sensor("emdata", "energy", "total_act", **ENERGY),
    sensor("emdata", "returned_energy", "total_act_ret", **ENERGY),
    *(
        _phase(*row)
        for phase in PHASES
        for row in (
            ("em", phase, "power", "act_power", POWER),
            ("em", phase, "apparent_power", "aprt_power", APPARENT_POWER),
            ("em", phase, "voltage", "voltage", VOLTAGE),
            ("em", phase, "current", "current", CURRENT),
            ("em", phase, "power_factor", "pf", POWER_FACTOR),
            ("em", phase, "frequency", "freq", FREQUENCY),
            ("emdata", phase, "energy", "total_act_energy", {**ENERGY, **HIDDEN}),
            (
                "emdata",
                phase,
                "returned_energy",
                "total_act_ret_energy",
                {**ENERGY, **HIDDEN},
            ),
        )
    ),
)


def problem(
    types: tuple[str, ...], name: str, code: str, *, beside: str, **kind: Any
) -> Template[BinarySensor]:
    """Describe an error. Its list is not there while nothing is wrong, so look for what is."""
    template = binary_sensor(
        types,
        name,
        "errors",
        read=error(code),
        device_class=BinarySensorDeviceClass.PROBLEM,
        **DIAGNOSTIC,
        **kind,
    )
    return replace(template, member=beside)


FAULTS: Final[tuple[Template[BinarySensor], ...]] = (
    problem(METERED, "overheating", "overtemp", beside="apower"),
    problem(METERED, "overpower", "overpower", beside="apower"),
    problem(METERED, "overcurrent", "overcurrent", beside="apower", **HIDDEN),
    problem(METERED, "overvoltage", "overvoltage", beside="apower", **HIDDEN),
    problem(METERED, "undervoltage", "undervoltage", beside="apower", **HIDDEN),
)
