"""How readings are shown, whichever family tells them: classes, units, categories.

What entity descriptions have in common, to be unpacked into them.
"""

from typing import Any, Final

from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import (
    EntityCategory,
    UnitOfElectricCurrent,
    UnitOfElectricPotential,
    UnitOfEnergy,
    UnitOfFrequency,
    UnitOfPower,
    UnitOfTemperature,
)

type Kind = dict[str, Any]

DIAGNOSTIC: Final[Kind] = {"entity_category": EntityCategory.DIAGNOSTIC}
CONFIG: Final[Kind] = {"entity_category": EntityCategory.CONFIG}
HIDDEN: Final[Kind] = {"entity_registry_enabled_default": False}
"""Most people would not look at it."""
SHOWN: Final[Kind] = {"entity_registry_enabled_default": True}
"""It is what the thing is there for, though elsewhere the same is hidden."""

MEASURED: Final[Kind] = {"state_class": SensorStateClass.MEASUREMENT}
POWER: Final[Kind] = {
    **MEASURED,
    "device_class": SensorDeviceClass.POWER,
    "native_unit_of_measurement": UnitOfPower.WATT,
}
POWER_FACTOR: Final[Kind] = {
    **MEASURED,
    **HIDDEN,
    "device_class": SensorDeviceClass.POWER_FACTOR,
}
VOLTAGE: Final[Kind] = {
    **MEASURED,
    **HIDDEN,
    "device_class": SensorDeviceClass.VOLTAGE,
    "native_unit_of_measurement": UnitOfElectricPotential.VOLT,
    "suggested_display_precision": 1,
}
CURRENT: Final[Kind] = {
    **MEASURED,
    **HIDDEN,
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
ENERGY: Final[Kind] = {
    "state_class": SensorStateClass.TOTAL_INCREASING,
    "device_class": SensorDeviceClass.ENERGY,
    "native_unit_of_measurement": UnitOfEnergy.WATT_HOUR,
    "suggested_unit_of_measurement": UnitOfEnergy.KILO_WATT_HOUR,
    "suggested_display_precision": 2,
}
TEMPERATURE: Final[Kind] = {
    **MEASURED,
    "device_class": SensorDeviceClass.TEMPERATURE,
    "native_unit_of_measurement": UnitOfTemperature.CELSIUS,
}
