"""Thermostats: those of wall displays, and radiator valves behind a gateway."""

from collections.abc import Callable
from typing import Any, Final

from homeassistant.components.climate import HVACAction, HVACMode
from homeassistant.const import PERCENTAGE

from ....descriptions import ClimateDescription, ClimateReading
from ....kinds import DIAGNOSTIC, HIDDEN, MEASURED
from ..channels import Channel
from ..device import RpcDevice
from ..model import RpcState, number_of
from .environment import BATTERY
from .readings import component
from .templates import (
    BinarySensor,
    Climate,
    Sensor,
    Template,
    binary_sensor,
    key_of,
    sensor,
)
from .upkeep import SIGNAL

ROOM: Final = (5.0, 35.0)
VALVE: Final = (4.0, 30.0)
"""Degrees Celsius."""


def _thermostat_reading(channel: Channel) -> Callable[[RpcState], ClimateReading]:
    cools = channel.config.get("type") == "cooling"
    is_inverted = channel.config.get("invert_output") is True
    working = HVACMode.COOL if cools else HVACMode.HEAT
    acting = HVACAction.COOLING if cools else HVACAction.HEATING
    humidity = f"humidity:{channel.number}"

    def value(state: RpcState) -> ClimateReading:
        status = component(state, channel.key)
        enabled, output = status.get("enable"), status.get("output")
        mode = action = None
        if isinstance(enabled, bool):
            mode = working if enabled else HVACMode.OFF
        if enabled is False:
            action = HVACAction.OFF
        elif isinstance(output, bool):
            action = HVACAction.IDLE if output is is_inverted else acting
        return ClimateReading(
            mode=mode,
            action=action,
            temperature=number_of(status.get("current_C")),
            target=number_of(status.get("target_C")),
            humidity=number_of(component(state, humidity).get("rh")),
        )

    return value


def _thermostat(channel: Channel) -> Climate:
    number = channel.number
    cools = channel.config.get("type") == "cooling"
    return ClimateDescription(
        key=key_of(channel, "climate"),
        name=None,
        # It reads a humidity sensor too.
        part=channel.part,
        modes=(HVACMode.OFF, HVACMode.COOL if cools else HVACMode.HEAT),
        range=ROOM,
        value=_thermostat_reading(channel),
        put_target=lambda device, target: device.virtuals.thermostat_set(
            number, target=target
        ),
        put_mode=lambda device, mode: device.virtuals.thermostat_set(
            number, enable=mode is not HVACMode.OFF
        ),
    )


def _valve_reading(key: str) -> Callable[[RpcState], ClimateReading]:
    def value(state: RpcState) -> ClimateReading:
        status = component(state, key)
        position = number_of(status.get("pos"))
        action = None
        if position is not None:
            action = HVACAction.HEATING if position else HVACAction.IDLE
        return ClimateReading(
            mode=HVACMode.HEAT,
            action=action,
            temperature=number_of(status.get("current_C")),
            target=number_of(status.get("target_C")),
        )

    return value


async def _keep(device: RpcDevice, mode: HVACMode) -> None:
    """A valve heats or waits to: it has no other mode."""


def _valve(channel: Channel) -> Climate:
    number = channel.number
    return ClimateDescription(
        key=key_of(channel, "climate"),
        name=None,
        part=channel.part,
        source=channel.key,
        modes=(HVACMode.HEAT,),
        range=VALVE,
        step=0.1,
        value=_valve_reading(channel.key),
        put_target=lambda device, target: device.virtuals.valve_set(number, target),
        put_mode=_keep,
    )


CLIMATES: Final[tuple[Template[Climate], ...]] = (
    Template(types=("thermostat",), make=_thermostat),
    Template(types=("blutrv",), make=_valve),
)

_PERCENT: Final[dict[str, Any]] = {
    **MEASURED,
    "native_unit_of_measurement": PERCENTAGE,
}

VALVE_SENSORS: Final[tuple[Template[Sensor], ...]] = (
    sensor("blutrv", "valve_position", "pos", **_PERCENT, **DIAGNOSTIC),
    sensor("blutrv", "battery", "battery", **BATTERY),
    sensor("blutrv", "bluetooth_signal", "rssi", **SIGNAL),
)

VALVE_STATES: Final[tuple[Template[BinarySensor], ...]] = (
    binary_sensor("blutrv", "valve_connected", "connected", **DIAGNOSTIC, **HIDDEN),
)
