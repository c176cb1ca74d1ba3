"""Bringing CoIoT readings into a status (docs/protocols/shelly-gen1.md, CoIoT)."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from .coiot import CoiotValue
from .coiot_description import CoiotSensor
from .components import WATT_MINUTES_PER_HOUR
from .reader import UnreadableError, number, text, truth, whole
from .status import Gen1Status

type Convert = Callable[[Any], Any]


def _watt_minutes(value: Any) -> float:
    return number(value) / WATT_MINUTES_PER_HOUR


def _event(value: Any) -> str | None:
    return text(value) or None


def _reasons(value: Any) -> tuple[str, ...]:
    return tuple(map(text, value)) if isinstance(value, tuple) else (text(value),)


_LIGHT: Final[dict[str, tuple[str, str, Convert]]] = {
    "output": ("lights", "on", truth),
    "mode": ("lights", "mode", text),
    "brightness": ("lights", "brightness", whole),
    "gain": ("lights", "gain", whole),
    "red": ("lights", "red", whole),
    "green": ("lights", "green", whole),
    "blue": ("lights", "blue", whole),
    "white": ("lights", "white", whole),
    "colorTemp": ("lights", "temperature_k", whole),
    "effect": ("lights", "effect", whole),
    "overpower": ("lights", "overpower", truth),
    "loadError": ("lights", "load_error", truth),
    "power": ("meters", "power_w", number),
    "energy": ("meters", "energy_wh", _watt_minutes),
    "overpowerValue": ("meters", "overpower_w", number),
}

_BY_BLOCK: Final[dict[str, dict[str, tuple[str, str, Convert]]]] = {
    "light": _LIGHT,
    "relay": {
        "output": ("relays", "on", truth),
        "overpower": ("relays", "overpower", truth),
        "power": ("meters", "power_w", number),
        "energy": ("meters", "energy_wh", _watt_minutes),
        "overpowerValue": ("meters", "overpower_w", number),
    },
    "roller": {
        "roller": ("rollers", "state", text),
        "rollerPos": ("rollers", "position", whole),
        "rollerStopReason": ("rollers", "stop_reason", text),
        "rollerPower": ("rollers", "power_w", number),
        "rollerEnergy": ("rollers", "energy_wh", _watt_minutes),
    },
    "emeter": {
        "power": ("emeters", "power_w", number),
        "energy": ("emeters", "energy_wh", number),
        "energyReturned": ("emeters", "returned_wh", number),
        "voltage": ("emeters", "voltage_v", number),
        "current": ("emeters", "current_a", number),
        "powerFactor": ("emeters", "power_factor", number),
    },
    "adc": {"adc": ("adc_v", "", number)},
    "valve": {"valve": ("valves", "", text)},
}

_ANY_BLOCK: Final[dict[str, tuple[str, str, Convert]]] = {
    "input": ("inputs", "on", truth),
    "inputEvent": ("inputs", "event", _event),
    "inputEventCnt": ("inputs", "event_count", whole),
    "targetTemp": ("thermostats", "target_c", number),
    "valvePos": ("thermostats", "valve_percent", number),
    "boostMinutes": ("thermostats", "boost_minutes", whole),
}
"""Inputs hang on the relay, on a block of their own or on the device, as the model likes."""

_ADD_ON: Final = {
    "extTemp": "external_temperatures",
    "humidity": "external_humidities",
}
"""Of the add-on where there are relays; without, a device's own sensor has these names, too."""

_SENSORS: Final[dict[str, tuple[str, Convert]]] = {
    "temp": ("temperature_c", number),
    "extTemp": ("temperature_c", number),
    "humidity": ("humidity_percent", number),
    "luminosity": ("illuminance_lux", number),
    "luminosityLevel": ("illumination", text),
    "battery": ("battery_percent", number),
    "charger": ("charging", truth),
    "dwIsOpened": ("opened", truth),
    "tilt": ("tilt_degrees", number),
    "vibration": ("vibration", truth),
    "motion": ("motion", truth),
    "motionActive": ("motion_enabled", truth),
    "flood": ("flood", truth),
    "smoke": ("smoke", truth),
    "gas": ("gas_alarm", text),
    "sensorOp": ("gas_state", text),
    "selfTest": ("gas_self_test", text),
    "concentration": ("gas_ppm", number),
    "sensorError": ("error", whole),
    "deviceTemp": ("device_temperature_c", number),
    "overtemp": ("overtemperature", truth),
    "overpower": ("overpower", truth),
    "voltage": ("voltage_v", number),
}

_DEVICE: Final[dict[str, tuple[str, Convert]]] = {
    "cfgChanged": ("config_changes", whole),
    "mode": ("mode", text),
    "wakeupEvent": ("wake_reasons", _reasons),
}


def apply_readings(
    status: Gen1Status,
    description: Mapping[int, CoiotSensor],
    readings: Mapping[int, CoiotValue],
) -> Gen1Status:
    """Return the status with these readings. Never raises.

    What the description or the status does not know is left out; a value that stands for
    "unknown" becomes None.
    """
    changes: dict[str, Any] = {}
    for sensor_id, value in readings.items():
        sensor = description.get(sensor_id)
        if sensor is None or sensor.unit == "F":
            continue
        try:
            _apply(status, changes, sensor, value)
        except UnreadableError:
            continue
    return replace(status, **changes) if changes else status


def _apply(
    status: Gen1Status, changes: dict[str, Any], sensor: CoiotSensor, value: CoiotValue
) -> None:
    """Note what one reading changes. Raises UnreadableError."""

    def converted(convert: Convert) -> Any:
        return None if sensor.is_unknown(value) else convert(value)

    table = _BY_BLOCK.get(sensor.block, {})
    if target := table.get(sensor.name) or _ANY_BLOCK.get(sensor.name):
        name, member, convert = target
        components = changes.get(name, getattr(status, name))
        changes[name] = _with(components, sensor.index, member, converted(convert))
    elif status.relays and (add_on := _ADD_ON.get(sensor.name)):
        changes[add_on] = tuple(
            replace(reading, value=converted(number))
            if reading.index == sensor.index
            else reading
            for reading in changes.get(add_on, getattr(status, add_on))
        )
    elif sensor.block == "device" and (own := _DEVICE.get(sensor.name)):
        changes[own[0]] = converted(own[1])
    elif sensor.name == "temp" and status.thermostats:
        thermostats = changes.get("thermostats", status.thermostats)
        changes["thermostats"] = _with(
            thermostats, sensor.index, "temperature_c", converted(number)
        )
    elif reading := _SENSORS.get(sensor.name):
        member, convert = reading
        sensors = changes.get("sensors", status.sensors)
        changes["sensors"] = replace(sensors, **{member: converted(convert)})


def _with(
    components: tuple[Any, ...], index: int, member: str, value: Any
) -> tuple[Any, ...]:
    """Replace a member of a component, or the component itself; absent ones stay absent."""
    if index >= len(components):
        return components
    component = replace(components[index], **{member: value}) if member else value
    return (*components[:index], component, *components[index + 1 :])
