"""How readings are shown: units, classes, categories."""

from typing import Any, Final

from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import (
    SIGNAL_STRENGTH_DECIBELS_MILLIWATT,
    EntityCategory,
    UnitOfElectricCurrent,
    UnitOfElectricPotential,
    UnitOfEnergy,
    UnitOfFrequency,
    UnitOfPower,
    UnitOfReactivePower,
    UnitOfTemperature,
)

from ...descriptions import (
    BinarySensorDescription,
    ButtonDescription,
    EventDescription,
    NumberDescription,
    SensorDescription,
    SwitchDescription,
)
from ..device import HoymilesDevice
from ..model import HoymilesState

type Sensor = SensorDescription[HoymilesDevice, HoymilesState]
type BinarySensor = BinarySensorDescription[HoymilesDevice, HoymilesState]
type Button = ButtonDescription[HoymilesDevice]
type Switch = SwitchDescription[HoymilesDevice, HoymilesState]
type Number = NumberDescription[HoymilesDevice, HoymilesState]
type Event = EventDescription[HoymilesDevice]

type Kind = dict[str, Any]

DIAGNOSTIC: Final[Kind] = {"entity_category": EntityCategory.DIAGNOSTIC}
CONFIG: Final[Kind] = {"entity_category": EntityCategory.CONFIG}
HIDDEN: Final[Kind] = {"entity_registry_enabled_default": False}
"""Most people would not look at it."""

MEASURED: Final[Kind] = {"state_class": SensorStateClass.MEASUREMENT}
POWER: Final[Kind] = {
    **MEASURED,
    "device_class": SensorDeviceClass.POWER,
    "native_unit_of_measurement": UnitOfPower.WATT,
}
REACTIVE_POWER: Final[Kind] = {
    **MEASURED,
    **HIDDEN,
    "device_class": SensorDeviceClass.REACTIVE_POWER,
    "native_unit_of_measurement": UnitOfReactivePower.VOLT_AMPERE_REACTIVE,
}
POWER_FACTOR: Final[Kind] = {
    **MEASURED,
    **HIDDEN,
    "device_class": SensorDeviceClass.POWER_FACTOR,
}
VOLTAGE: Final[Kind] = {
    **MEASURED,
    "device_class": SensorDeviceClass.VOLTAGE,
    "native_unit_of_measurement": UnitOfElectricPotential.VOLT,
    "suggested_display_precision": 1,
}
CURRENT: Final[Kind] = {
    **MEASURED,
    "device_class": SensorDeviceClass.CURRENT,
    "native_unit_of_measurement": UnitOfElectricCurrent.AMPERE,
    "suggested_display_precision": 2,
}
FREQUENCY: Final[Kind] = {
    **MEASURED,
    **HIDDEN,
    "device_class": SensorDeviceClass.FREQUENCY,
    "native_unit_of_measurement": UnitOfFrequency.HERTZ,
    "suggested_display_precision": 2,
}
TEMPERATURE: Final[Kind] = {
    **MEASURED,
    **DIAGNOSTIC,
    "device_class": SensorDeviceClass.TEMPERATURE,
    "native_unit_of_measurement": UnitOfTemperature.CELSIUS,
}
SIGNAL: Final[Kind] = {
    **MEASURED,
    **DIAGNOSTIC,
    **HIDDEN,
    "device_class": SensorDeviceClass.SIGNAL_STRENGTH,
    "native_unit_of_measurement": SIGNAL_STRENGTH_DECIBELS_MILLIWATT,
}
ENERGY: Final[Kind] = {
    "state_class": SensorStateClass.TOTAL_INCREASING,
    "device_class": SensorDeviceClass.ENERGY,
    "native_unit_of_measurement": UnitOfEnergy.WATT_HOUR,
    "suggested_unit_of_measurement": UnitOfEnergy.KILO_WATT_HOUR,
    "suggested_display_precision": 2,
}


def key_of(part: str, what: str) -> str:
    """Return the key of a description: it stays the same for the life of a device."""
    return f"{part}_{what}" if part else what
