"""What of an appliance is true or false."""

from collections.abc import Callable
from typing import Final

from homeassistant.components.binary_sensor import BinarySensorDeviceClass
from homeassistant.const import EntityCategory

from ...descriptions import BinarySensorDescription
from ..protocol.dop2.leaves.cooking import CookingDevice, DoorLock, FrontPanel
from ..protocol.dop2.leaves.laundry import DosingContainer
from .conditions import (
    Exists,
    all_of,
    can_sleep,
    has_container,
    has_one_door,
    is_kind,
    is_steam_oven,
    runs_programs,
    sends,
    tells,
    uses_water,
)
from .readings import BinarySensor, at, of_container, of_cooking_device, while_awake

_DOOR_ZONES: Final = range(3)
_CONTAINERS: Final = range(2)


def _has_zone_door(zone: int) -> Exists:
    return lambda device: zone in device.capabilities.door_zones


def _zone_door(zone: int) -> BinarySensor:
    return BinarySensorDescription(
        key=f"zone_{zone + 1}_door",
        translation_key="zone_door",
        translation_placeholders={"zone": str(zone + 1)},
        device_class=BinarySensorDeviceClass.DOOR,
        exists=_has_zone_door(zone),
        value=while_awake(lambda state: at(state.appliance.doors, zone)),
    )


def _door_is_unlocked(device: CookingDevice) -> bool | None:
    lock = device.door_lock
    return None if lock is None else lock is not DoorLock.LOCKED


def _panel_is_open(device: CookingDevice) -> bool | None:
    panel = device.front_panel
    if panel is None or panel is FrontPanel.UNKNOWN:
        return None
    return panel is not FrontPanel.CLOSED


def _container_problem(
    index: int, problem: str, read: Callable[[DosingContainer], bool | None]
) -> BinarySensor:
    """Describe what can be wrong with a container."""
    return BinarySensorDescription(
        key=f"twindos_{index + 1}_{problem}",
        translation_key=f"twindos_{problem}",
        translation_placeholders={"container": str(index + 1)},
        device_class=BinarySensorDeviceClass.PROBLEM,
        exists=has_container(index),
        value=of_container(index, read),
    )


BINARY_SENSORS: Final[tuple[BinarySensor, ...]] = (
    BinarySensorDescription(
        key="door",
        translation_key="door",
        device_class=BinarySensorDeviceClass.DOOR,
        exists=has_one_door,
        value=while_awake(lambda state: state.appliance.signal_door),
    ),
    *(_zone_door(zone) for zone in _DOOR_ZONES),
    BinarySensorDescription(
        key="failure",
        translation_key="failure",
        device_class=BinarySensorDeviceClass.PROBLEM,
        exists=sends("SignalFailure"),
        value=while_awake(lambda state: state.appliance.signal_failure),
    ),
    BinarySensorDescription(
        key="information",
        translation_key="information",
        exists=sends("SignalInfo"),
        value=while_awake(lambda state: state.appliance.signal_info),
    ),
    *(
        _container_problem(index, "low", lambda container: container.low)
        for index in _CONTAINERS
    ),
    *(
        _container_problem(index, "empty", lambda container: container.empty)
        for index in _CONTAINERS
    ),
    BinarySensorDescription(
        key="descaling_required",
        translation_key="descaling_required",
        device_class=BinarySensorDeviceClass.PROBLEM,
        exists=all_of(uses_water, tells("context")),
        value=of_cooking_device(lambda device: device.descaling_required),
    ),
    BinarySensorDescription(
        key="cleaning_required",
        translation_key="cleaning_required",
        device_class=BinarySensorDeviceClass.PROBLEM,
        exists=all_of(uses_water, tells("context")),
        value=of_cooking_device(lambda device: device.cleaning_required),
    ),
    BinarySensorDescription(
        key="door_lock",
        translation_key="door_lock",
        device_class=BinarySensorDeviceClass.LOCK,
        entity_registry_enabled_default=False,
        exists=all_of(is_kind(lambda kind: kind.is_oven), tells("context")),
        value=while_awake(of_cooking_device(_door_is_unlocked)),
    ),
    BinarySensorDescription(
        key="front_panel",
        translation_key="front_panel",
        device_class=BinarySensorDeviceClass.OPENING,
        entity_registry_enabled_default=False,
        exists=all_of(is_steam_oven, tells("context")),
        value=while_awake(of_cooking_device(_panel_is_open)),
    ),
    BinarySensorDescription(
        key="mobile_start",
        translation_key="mobile_start",
        exists=all_of(runs_programs, sends("RemoteEnable")),
        value=while_awake(lambda state: state.mobile_start),
    ),
    BinarySensorDescription(
        key="smart_grid",
        translation_key="smart_grid",
        entity_registry_enabled_default=False,
        exists=all_of(runs_programs, sends("RemoteEnable")),
        value=while_awake(lambda state: state.appliance.smart_grid),
    ),
    BinarySensorDescription(
        key="asleep",
        translation_key="asleep",
        entity_category=EntityCategory.DIAGNOSTIC,
        exists=can_sleep,
        value=lambda state: state.appliance.is_asleep,
    ),
    BinarySensorDescription(
        key="module_update",
        translation_key="module_update",
        device_class=BinarySensorDeviceClass.UPDATE,
        entity_category=EntityCategory.DIAGNOSTIC,
        exists=tells("update"),
        value=lambda state: state.update.newer_available if state.update else None,
    ),
)
