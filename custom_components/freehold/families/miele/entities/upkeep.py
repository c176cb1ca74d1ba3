"""Sensors of what an appliance needs, reports and has gone through."""

from collections.abc import Callable
from typing import Final

from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import (
    PERCENTAGE,
    SIGNAL_STRENGTH_DECIBELS_MILLIWATT,
    EntityCategory,
    UnitOfTime,
)

from ...descriptions import SensorDescription
from ..model import MieleState
from ..protocol.dop2.leaves.cooking import CookingDevice
from .conditions import (
    Exists,
    all_of,
    has_container,
    is_coffee_system,
    is_steam_oven,
    tells,
    uses_water,
)
from .readings import Sensor, at, of_container, of_cooking_device, while_awake

_CONTAINERS: Final = range(2)


def _notification_ids(state: MieleState) -> tuple[int, ...] | None:
    """Return what the display shows, the gravest first."""
    shown = state.notifications
    return None if shown is None else (*shown.errors, *shown.messages)


def _notification_count(state: MieleState) -> int | None:
    ids = _notification_ids(state)
    return None if ids is None else len(ids)


def _first_notification(state: MieleState) -> int | None:
    return at(_notification_ids(state) or (), 0)


def _present_failure(state: MieleState) -> int | None:
    failures = state.failures.failures if state.failures else ()
    return next((failure.code for failure in failures if failure.present), None)


def _countdown(
    key: str, exists: Exists, read: Callable[[CookingDevice], int | None]
) -> Sensor:
    """Describe how often the appliance can be used before it asks for care."""
    return SensorDescription(
        key=key,
        translation_key=key,
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        exists=all_of(exists, tells("context")),
        value=of_cooking_device(read),
    )


UPKEEP: Final[tuple[Sensor, ...]] = (
    *(
        SensorDescription(
            key=f"twindos_{index + 1}_level",
            translation_key="twindos_level",
            translation_placeholders={"container": str(index + 1)},
            state_class=SensorStateClass.MEASUREMENT,
            native_unit_of_measurement=PERCENTAGE,
            exists=has_container(index),
            value=of_container(index, lambda container: container.level_percent),
        )
        for index in _CONTAINERS
    ),
    SensorDescription(
        key="water_tank_level",
        translation_key="water_tank_level",
        state_class=SensorStateClass.MEASUREMENT,
        entity_registry_enabled_default=False,
        exists=all_of(uses_water, tells("context")),
        value=while_awake(of_cooking_device(lambda device: device.water_tank_level)),
    ),
    _countdown(
        "programs_until_descaling",
        is_steam_oven,
        lambda device: device.programs_until_descaling,
    ),
    _countdown(
        "drinks_until_descaling",
        is_coffee_system,
        lambda device: device.drinks_until_descaling,
    ),
    _countdown(
        "drinks_until_degreasing",
        is_coffee_system,
        lambda device: device.drinks_until_degreasing,
    ),
    SensorDescription(
        key="time_until_milk_cleaning",
        translation_key="time_until_milk_cleaning",
        device_class=SensorDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.DAYS,
        entity_category=EntityCategory.DIAGNOSTIC,
        exists=all_of(is_coffee_system, tells("context")),
        value=of_cooking_device(lambda device: device.days_until_milk_cleaning),
    ),
    SensorDescription(
        key="notifications",
        translation_key="notifications",
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        exists=tells("notifications"),
        value=while_awake(_notification_count),
    ),
    SensorDescription(
        key="notification_number",
        translation_key="notification_number",
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        exists=tells("notifications"),
        value=while_awake(_first_notification),
    ),
    SensorDescription(
        key="failure_code",
        translation_key="failure_code",
        entity_category=EntityCategory.DIAGNOSTIC,
        exists=tells("failures"),
        value=_present_failure,
    ),
    SensorDescription(
        key="operating_time",
        translation_key="operating_time",
        device_class=SensorDeviceClass.DURATION,
        state_class=SensorStateClass.TOTAL_INCREASING,
        native_unit_of_measurement=UnitOfTime.MINUTES,
        suggested_unit_of_measurement=UnitOfTime.HOURS,
        suggested_display_precision=0,
        entity_category=EntityCategory.DIAGNOSTIC,
        exists=tells("hours"),
        value=lambda state: state.hours.total_minutes if state.hours else None,
    ),
    SensorDescription(
        key="module_firmware",
        translation_key="module_firmware",
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        exists=tells("update"),
        value=lambda state: state.update.current_version if state.update else None,
    ),
    SensorDescription(
        key="wifi_signal",
        translation_key="wifi_signal",
        device_class=SensorDeviceClass.SIGNAL_STRENGTH,
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=SIGNAL_STRENGTH_DECIBELS_MILLIWATT,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        exists=tells("wlan"),
        value=lambda state: state.wlan.signal_dbm if state.wlan else None,
    ),
)
