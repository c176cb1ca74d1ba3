"""Radiator valves."""

from collections.abc import Callable
from typing import Final

from homeassistant.components.binary_sensor import BinarySensorDeviceClass
from homeassistant.components.climate import HVACAction, HVACMode

from ....descriptions import ClimateDescription, ClimateReading
from ....kinds import DIAGNOSTIC
from ..layout import Channel
from ..model import Gen1State
from .environment import PERCENT
from .readings import at
from .templates import BinarySensor, Climate, Sensor, Template, binary_sensor, sensor

RANGE: Final = (4.0, 31.0)
"""Degrees Celsius."""


def _reading(index: int) -> Callable[[Gen1State], ClimateReading]:
    def value(state: Gen1State) -> ClimateReading:
        valves = state.status.thermostats
        if index >= len(valves):
            return ClimateReading(mode=None)
        valve = valves[index]
        mode = action = None
        if valve.enabled is not None:
            mode = HVACMode.HEAT if valve.enabled else HVACMode.OFF
        if valve.enabled is False:
            action = HVACAction.OFF
        elif valve.valve_percent is not None:
            action = HVACAction.HEATING if valve.valve_percent else HVACAction.IDLE
        return ClimateReading(
            mode=mode,
            action=action,
            temperature=valve.temperature_c,
            target=valve.target_c,
        )

    return value


def _climate(channel: Channel) -> Climate:
    index = channel.index
    return ClimateDescription(
        key=channel.key,
        name=None,
        part=channel.part,
        modes=(HVACMode.OFF, HVACMode.HEAT),
        range=RANGE,
        value=_reading(index),
        put_target=lambda device, target: device.client.thermostat_set(
            index, target_c=target
        ),
        put_mode=lambda device, mode: device.client.thermostat_set(
            index, enabled=mode is not HVACMode.OFF
        ),
    )


CLIMATES: Final[tuple[Template[Climate], ...]] = (
    Template(kind="thermostat", make=_climate),
)
VALVE_SENSORS: Final[tuple[Template[Sensor], ...]] = (
    sensor(
        "thermostat",
        "valve_percent",
        "valve_position",
        at("thermostats", "valve_percent"),
        **PERCENT,
        **DIAGNOSTIC,
    ),
)
VALVE_STATES: Final[tuple[Template[BinarySensor], ...]] = (
    binary_sensor(
        "thermostat",
        "window",
        "window",
        at("thermostats", "window_open"),
        device_class=BinarySensorDeviceClass.WINDOW,
    ),
)
