"""What is measured of electricity, and what is wrong with it."""

from typing import Final

from homeassistant.components.binary_sensor import BinarySensorDeviceClass

from ....descriptions import SensorDescription
from ....kinds import (
    CURRENT,
    DIAGNOSTIC,
    ENERGY,
    HIDDEN,
    POWER,
    POWER_FACTOR,
    SHOWN,
    TEMPERATURE,
    VOLTAGE,
    Kind,
)
from ..layout import Channel
from .readings import at, bare, own
from .templates import (
    BinarySensor,
    Sensor,
    Template,
    binary_sensor,
    key_of,
    own_binary_sensor,
    own_sensor,
    sensor,
)

PROBLEM: Final[Kind] = {**DIAGNOSTIC, "device_class": BinarySensorDeviceClass.PROBLEM}

_VOLTMETER: Final = bare("adc_v")


def _voltmeter(channel: Channel) -> Sensor:
    return SensorDescription(
        key=key_of(channel, "voltage"),
        translation_key="adc_voltage",
        translation_placeholders={"number": channel.label},
        value=_VOLTMETER(channel.index),
        **{**VOLTAGE, **SHOWN},
    )


METERS: Final[tuple[Template[Sensor], ...]] = (
    sensor("relay", "metered", "power", at("meters", "power_w"), **POWER),
    sensor("relay", "metered", "energy", at("meters", "energy_wh"), **ENERGY),
    sensor("light", "metered", "power", at("meters", "power_w"), **POWER),
    sensor("light", "metered", "energy", at("meters", "energy_wh"), **ENERGY),
    sensor("roller", "power_w", "power", at("rollers", "power_w"), **POWER),
    sensor("roller", "energy_wh", "energy", at("rollers", "energy_wh"), **ENERGY),
    sensor("emeter", "power_w", "power", at("emeters", "power_w"), **POWER),
    sensor("emeter", "voltage_v", "voltage", at("emeters", "voltage_v"), **VOLTAGE),
    sensor("emeter", "current_a", "current", at("emeters", "current_a"), **CURRENT),
    sensor(
        "emeter",
        "power_factor",
        "power_factor",
        at("emeters", "power_factor"),
        **POWER_FACTOR,
    ),
    sensor("emeter", "energy_wh", "energy", at("emeters", "energy_wh"), **ENERGY),
    sensor(
        "emeter",
        "returned_wh",
        "returned_energy",
        at("emeters", "returned_wh"),
        **ENERGY,
    ),
    Template(kind="adc", make=_voltmeter),
    own_sensor(
        "neutral_current",
        "neutral_current",
        lambda _: (
            lambda state: (
                state.status.neutral.current_a if state.status.neutral else None
            )
        ),
        **CURRENT,
    ),
    own_sensor(
        "total_power_w",
        "total_power",
        own("status.sensors.total_power_w"),
        words="power",
        **POWER,
    ),
    own_sensor("voltage_v", "voltage", own("status.sensors.voltage_v"), **VOLTAGE),
    own_sensor(
        "device_temperature_c",
        "device_temperature",
        own("status.sensors.device_temperature_c"),
        **TEMPERATURE,
        **DIAGNOSTIC,
        **HIDDEN,
    ),
)

FAULTS: Final[tuple[Template[BinarySensor], ...]] = (
    binary_sensor(
        "relay", "overpower", "overpower", at("relays", "overpower"), **PROBLEM
    ),
    binary_sensor(
        "relay",
        "overtemperature",
        "overheating",
        at("relays", "overtemperature"),
        **PROBLEM,
    ),
    binary_sensor(
        "roller",
        "overtemperature",
        "overheating",
        at("rollers", "overtemperature"),
        **PROBLEM,
    ),
    binary_sensor(
        "light", "overpower", "overpower", at("lights", "overpower"), **PROBLEM
    ),
    own_binary_sensor(
        "overpower", "overpower", own("status.sensors.overpower"), **PROBLEM
    ),
    own_binary_sensor(
        "overtemperature",
        "overheating",
        own("status.sensors.overtemperature"),
        **PROBLEM,
    ),
    own_binary_sensor(
        "load_error", "load_error", own("status.sensors.load_error"), **PROBLEM
    ),
)
