"""How readings are shown: units, classes, categories."""

from typing import Final

from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.const import SIGNAL_STRENGTH_DECIBELS_MILLIWATT, UnitOfReactivePower

from ...descriptions import (
    BinarySensorDescription,
    ButtonDescription,
    EventDescription,
    NumberDescription,
    SensorDescription,
    SwitchDescription,
)
from ...kinds import DIAGNOSTIC, HIDDEN, MEASURED, Kind
from ..device import HoymilesDevice
from ..model import HoymilesState

type Sensor = SensorDescription[HoymilesDevice, HoymilesState]
type BinarySensor = BinarySensorDescription[HoymilesDevice, HoymilesState]
type Button = ButtonDescription[HoymilesDevice]
type Switch = SwitchDescription[HoymilesDevice, HoymilesState]
type Number = NumberDescription[HoymilesDevice, HoymilesState]
type Event = EventDescription[HoymilesDevice]


REACTIVE_POWER: Final[Kind] = {
    **MEASURED,
    **HIDDEN,
    "device_class": SensorDeviceClass.REACTIVE_POWER,
    "native_unit_of_measurement": UnitOfReactivePower.VOLT_AMPERE_REACTIVE,
}
SIGNAL: Final[Kind] = {
    **MEASURED,
    **DIAGNOSTIC,
    **HIDDEN,
    "device_class": SensorDeviceClass.SIGNAL_STRENGTH,
    "native_unit_of_measurement": SIGNAL_STRENGTH_DECIBELS_MILLIWATT,
}


def key_of(part: str, what: str) -> str:
    """Return the key of a description: it stays the same for the life of a device."""
    return f"{part}_{what}" if part else what
