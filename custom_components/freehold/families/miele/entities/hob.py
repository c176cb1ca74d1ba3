"""Sensors of cooking zones and of what draws off their vapour."""

from typing import Final

from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import UnitOfTime

from ...descriptions import SensorDescription
from ..device import MieleDevice
from ..model import MieleState
from ..protocol.tables.status import (
    plate_level_label,
    plate_level_labels,
    residual_heat_label,
    residual_heat_labels,
)
from .conditions import Exists, all_of, is_kind, sends
from .readings import Sensor, at, while_awake

_ZONES: Final = range(6)


def _levels(state: MieleState) -> tuple[int, ...]:
    """Return the level of each zone; newer hobs tell it in their details only."""
    if state.appliance.plate_steps or state.hob is None:
        return state.appliance.plate_steps
    return tuple(zone.level for zone in state.hob.zones)


def _residual_heat(state: MieleState) -> tuple[int, ...]:
    return state.appliance.plate_residual_heat


def _minutes(state: MieleState) -> tuple[int, ...]:
    return state.appliance.plate_minutes


def _has_zone(zone: int, *fields: str) -> Exists:
    """Other kinds than hobs may send these fields too, as zeros."""
    return all_of(
        is_kind(lambda kind: kind.is_hob),
        lambda device: zone < device.capabilities.plates,
        *(sends(field) for field in fields),
    )


def _ventilation_step(state: MieleState) -> int | None:
    if state.hob is not None and state.hob.extractor_level is not None:
        return state.hob.extractor_level
    return state.appliance.ventilation_step


def _has_extractor(device: MieleDevice) -> bool:
    """Hoods say it in a field; of a hob, only what it says in its details is evidence."""
    kind, known = device.ident.kind, device.capabilities
    return known.has_extractor or bool(
        kind and kind.has_extractor and "VentilationStep" in known.fields
    )


def _level(zone: int) -> Sensor:
    return SensorDescription(
        key=f"hob_zone_{zone + 1}_level",
        translation_key="hob_zone_level",
        translation_placeholders={"zone": str(zone + 1)},
        device_class=SensorDeviceClass.ENUM,
        exists=_has_zone(zone),
        labels=lambda _: plate_level_labels(),
        value=while_awake(lambda state: plate_level_label(at(_levels(state), zone))),
    )


def _heat(zone: int) -> Sensor:
    return SensorDescription(
        key=f"hob_zone_{zone + 1}_residual_heat",
        translation_key="hob_zone_residual_heat",
        translation_placeholders={"zone": str(zone + 1)},
        device_class=SensorDeviceClass.ENUM,
        exists=_has_zone(zone, "PlateRemainingHeat"),
        labels=lambda _: residual_heat_labels(),
        value=while_awake(
            lambda state: residual_heat_label(at(_residual_heat(state), zone))
        ),
    )


def _timer(zone: int) -> Sensor:
    return SensorDescription(
        key=f"hob_zone_{zone + 1}_remaining_time",
        translation_key="hob_zone_remaining_time",
        translation_placeholders={"zone": str(zone + 1)},
        device_class=SensorDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.MINUTES,
        suggested_display_precision=0,
        entity_registry_enabled_default=False,
        exists=_has_zone(zone, "PlateRemainingMinutes"),
        value=while_awake(lambda state: at(_minutes(state), zone)),
    )


HOB: Final[tuple[Sensor, ...]] = (
    *(_level(zone) for zone in _ZONES),
    *(_heat(zone) for zone in _ZONES),
    *(_timer(zone) for zone in _ZONES),
    SensorDescription(
        key="ventilation_step",
        translation_key="ventilation_step",
        state_class=SensorStateClass.MEASUREMENT,
        exists=_has_extractor,
        value=while_awake(_ventilation_step),
    ),
)
