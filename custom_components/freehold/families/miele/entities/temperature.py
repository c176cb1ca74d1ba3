"""Sensors of what an appliance is at, and what it aims for, in °C."""

from typing import Final

from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import UnitOfTemperature

from ...descriptions import SensorDescription
from ..device import MieleDevice
from ..protocol.tables.kinds import ApplianceKind
from .conditions import Exists, all_of, is_kind
from .readings import Sensor, at, of_program, while_awake

_ZONES: Final = range(3)
_FIRST, _CORE = 0, 1


def _measures(index: int) -> Exists:
    return lambda device: index in device.capabilities.zones


def _aims(index: int) -> Exists:
    return lambda device: index in device.capabilities.target_zones


def _has_cavity(device: MieleDevice) -> bool:
    kind = device.ident.kind
    return kind is not None and (kind.is_oven or kind is ApplianceKind.WARMING_DRAWER)


def _actual(
    key: str,
    index: int,
    exists: Exists,
    *,
    precision: int = 0,
    translation_key: str | None = None,
    zone: str | None = None,
) -> Sensor:
    """Describe a temperature that is measured."""
    return SensorDescription(
        key=key,
        translation_key=translation_key or key,
        translation_placeholders={"zone": zone} if zone else {},
        device_class=SensorDeviceClass.TEMPERATURE,
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=UnitOfTemperature.CELSIUS,
        suggested_display_precision=precision,
        exists=all_of(exists, _measures(index)),
        value=while_awake(lambda state: at(state.appliance.temperatures, index)),
    )


def _program_target(key: str, index: int, exists: Exists) -> Sensor:
    """Describe a temperature that a program aims for."""
    return SensorDescription(
        key=key,
        translation_key=key,
        device_class=SensorDeviceClass.TEMPERATURE,
        native_unit_of_measurement=UnitOfTemperature.CELSIUS,
        suggested_display_precision=0,
        exists=all_of(exists, _aims(index)),
        value=of_program(lambda state: at(state.appliance.target_temperatures, index)),
    )


def _zone_target(zone: int) -> Sensor:
    """Describe the setting of a cooling zone, which holds all the time."""
    return SensorDescription(
        key=f"zone_{zone + 1}_target_temperature",
        translation_key="zone_target_temperature",
        translation_placeholders={"zone": str(zone + 1)},
        device_class=SensorDeviceClass.TEMPERATURE,
        native_unit_of_measurement=UnitOfTemperature.CELSIUS,
        suggested_display_precision=0,
        exists=all_of(is_kind(lambda kind: kind.is_cooling), _aims(zone)),
        value=while_awake(lambda state: at(state.appliance.target_temperatures, zone)),
    )


TEMPERATURE: Final[tuple[Sensor, ...]] = (
    _program_target(
        "wash_temperature",
        _FIRST,
        is_kind(lambda kind: kind.is_washer or kind.is_dishwasher),
    ),
    _actual("cavity_temperature", _FIRST, _has_cavity),
    _program_target("cavity_target_temperature", _FIRST, _has_cavity),
    _actual("core_temperature", _CORE, is_kind(lambda kind: kind.is_oven)),
    _program_target(
        "core_target_temperature", _CORE, is_kind(lambda kind: kind.is_oven)
    ),
    *(
        _actual(
            f"zone_{zone + 1}_temperature",
            zone,
            is_kind(lambda kind: kind.is_cooling),
            precision=1,
            translation_key="zone_temperature",
            zone=str(zone + 1),
        )
        for zone in _ZONES
    ),
    *(_zone_target(zone) for zone in _ZONES),
)
