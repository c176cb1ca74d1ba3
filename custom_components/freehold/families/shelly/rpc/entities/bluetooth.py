"""Bluetooth devices that a Shelly hears: BTHome, by the object numbers of its specification."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from homeassistant.components.binary_sensor import BinarySensorDeviceClass
from homeassistant.components.event import EventDeviceClass
from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import (
    DEGREE,
    PERCENTAGE,
    UnitOfLength,
    UnitOfMass,
    UnitOfPrecipitationDepth,
    UnitOfPressure,
    UnitOfSpeed,
)

from ....descriptions import (
    BinarySensorDescription,
    EventDescription,
    SensorDescription,
)
from ....kinds import CURRENT, ENERGY, MEASURED, POWER, SHOWN, TEMPERATURE, VOLTAGE
from ..channels import Channel
from ..happenings import PUSHES, event_key
from .environment import BATTERY, HUMIDITY, ILLUMINANCE
from .readings import flag, number, whole
from .templates import BinarySensor, Event, Sensor, Template, key_of, named, sensor
from .upkeep import SIGNAL

BUTTON: Final = 0x3A


type Kind = Mapping[str, Any]


def _measured(device_class: SensorDeviceClass, unit: str) -> dict[str, Any]:
    return {
        **MEASURED,
        "device_class": device_class,
        "native_unit_of_measurement": unit,
    }


_TEMPERATURE: Final = ("temperature", TEMPERATURE)
_HUMIDITY: Final = ("humidity", HUMIDITY)
_MOISTURE: Final = ("moisture", _measured(SensorDeviceClass.MOISTURE, PERCENTAGE))
_COUNT: Final = ("count", {"state_class": SensorStateClass.TOTAL})
_POWER: Final = ("power", POWER)
_VOLTAGE: Final = ("voltage", {**VOLTAGE, **SHOWN})
_SPEED: Final = _measured(SensorDeviceClass.WIND_SPEED, UnitOfSpeed.METERS_PER_SECOND)
_DISTANCE: Final = SensorDeviceClass.DISTANCE

SENSORS: Final[Mapping[int, tuple[str, Kind]]] = {
    0x02: _TEMPERATURE,
    0x45: _TEMPERATURE,
    0x57: _TEMPERATURE,
    0x58: _TEMPERATURE,
    0x03: _HUMIDITY,
    0x2E: _HUMIDITY,
    0x04: (
        "pressure",
        _measured(SensorDeviceClass.ATMOSPHERIC_PRESSURE, UnitOfPressure.HPA),
    ),
    0x05: ("illuminance", ILLUMINANCE),
    0x06: ("mass", _measured(SensorDeviceClass.WEIGHT, UnitOfMass.KILOGRAMS)),
    0x08: ("dew_point", TEMPERATURE),
    0x09: _COUNT,
    0x3D: _COUNT,
    0x3E: _COUNT,
    0x0B: _POWER,
    0x5C: _POWER,
    0x0C: _VOLTAGE,
    0x4A: _VOLTAGE,
    0x43: ("current", {**CURRENT, **SHOWN}),
    0x0A: ("energy", {**ENERGY, "native_unit_of_measurement": "kWh"}),
    0x4D: ("energy", {**ENERGY, "native_unit_of_measurement": "kWh"}),
    0x14: _MOISTURE,
    0x2F: _MOISTURE,
    0x3F: ("rotation", {**MEASURED, "native_unit_of_measurement": DEGREE}),
    0x40: ("distance", _measured(_DISTANCE, UnitOfLength.MILLIMETERS)),
    0x41: ("distance", _measured(_DISTANCE, UnitOfLength.METERS)),
    0x44: ("wind_speed", _SPEED),
    0x46: ("uv_index", MEASURED),
    0x5E: ("wind_direction", {**MEASURED, "native_unit_of_measurement": DEGREE}),
    0x5F: (
        "precipitation",
        {
            "device_class": SensorDeviceClass.PRECIPITATION,
            "state_class": SensorStateClass.TOTAL_INCREASING,
            "native_unit_of_measurement": UnitOfPrecipitationDepth.MILLIMETERS,
        },
    ),
}

STATES: Final[Mapping[int, tuple[str, BinarySensorDeviceClass]]] = {
    0x11: ("opening", BinarySensorDeviceClass.OPENING),
    0x15: ("battery_low", BinarySensorDeviceClass.BATTERY),
    0x1A: ("door", BinarySensorDeviceClass.DOOR),
    0x1B: ("garage_door", BinarySensorDeviceClass.GARAGE_DOOR),
    0x1C: ("gas", BinarySensorDeviceClass.GAS),
    0x1E: ("light", BinarySensorDeviceClass.LIGHT),
    0x20: ("moisture", BinarySensorDeviceClass.MOISTURE),
    0x21: ("motion", BinarySensorDeviceClass.MOTION),
    0x22: ("moving", BinarySensorDeviceClass.MOVING),
    0x23: ("occupancy", BinarySensorDeviceClass.OCCUPANCY),
    0x25: ("presence", BinarySensorDeviceClass.PRESENCE),
    0x26: ("problem", BinarySensorDeviceClass.PROBLEM),
    0x29: ("smoke", BinarySensorDeviceClass.SMOKE),
    0x2B: ("tamper", BinarySensorDeviceClass.TAMPER),
    0x2C: ("vibration", BinarySensorDeviceClass.VIBRATION),
    0x2D: ("window", BinarySensorDeviceClass.WINDOW),
}

_NUMBER, _FLAG = number("value"), flag("value")


def _object_id(channel: Channel) -> int | None:
    return whole(channel.config.get("obj_id"))


def _index(channel: Channel) -> int:
    """Tell which of several equal sensors of one device it is, from 0 on."""
    return whole(channel.config.get("idx")) or 0


def _words(name: str, channel: Channel) -> dict[str, Any]:
    """Call it what its owner calls it, and a second one of its kind by its number."""
    if channel.is_named:
        return named("bluetooth", channel)
    if (index := _index(channel)) > 0:
        label = f"{name.replace('_', ' ').capitalize()} {index + 1}"
        return {
            "translation_key": "bluetooth",
            "translation_placeholders": {"name": label},
        }
    return {"translation_key": name}


def _is(object_id: int) -> Callable[[Channel], bool]:
    return lambda channel: _object_id(channel) == object_id


def _sensor(object_id: int, name: str, kind: Mapping[str, Any]) -> Template[Sensor]:
    return Template(
        types=("bthomesensor",),
        where=_is(object_id),
        make=lambda channel: SensorDescription(
            key=key_of(channel, name),
            part=channel.part,
            source=channel.key,
            value=_NUMBER(channel.key),
            **{**kind, **_words(name, channel)},
        ),
    )


def _state(
    object_id: int, name: str, kind: BinarySensorDeviceClass
) -> Template[BinarySensor]:
    return Template(
        types=("bthomesensor",),
        where=_is(object_id),
        make=lambda channel: BinarySensorDescription(
            key=key_of(channel, name),
            part=channel.part,
            source=channel.key,
            device_class=kind,
            value=_FLAG(channel.key),
            **_words(name, channel),
        ),
    )


def _pushes(channel: Channel) -> Event:
    return EventDescription(
        key=event_key(channel.part or channel.key),
        translation_key="pushes",
        part=channel.part,
        device_class=EventDeviceClass.BUTTON,
        event_types=[*PUSHES.values()],
    )


BLUETOOTH_SENSORS: Final[tuple[Template[Sensor], ...]] = (
    sensor("bthomedevice", "battery", "battery", **BATTERY),
    sensor("bthomedevice", "bluetooth_signal", "rssi", **SIGNAL),
    *(_sensor(object_id, *row) for object_id, row in SENSORS.items()),
)
BLUETOOTH_STATES: Final[tuple[Template[BinarySensor], ...]] = tuple(
    _state(object_id, *row) for object_id, row in STATES.items()
)
BLUETOOTH_EVENTS: Final[tuple[Template[Event], ...]] = (
    # All buttons of a device push as one, and say which of them it was.
    Template(
        types=("bthomesensor",),
        where=lambda channel: _object_id(channel) == BUTTON and _index(channel) == 0,
        make=_pushes,
    ),
)
