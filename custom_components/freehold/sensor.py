"""Sensors."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import EntityCategory, UnitOfTime
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .connection.health import HealthReport
from .coordinator import DeviceCoordinator, FreeholdConfigEntry
from .entity import FreeholdEntity, async_add_described
from .families.descriptions import SensorDescription, SensorValue

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class HealthDescription(SensorEntityDescription):
    """A sensor of the connection, which every device has."""

    value: Callable[[HealthReport], SensorValue]


HEALTH = (
    HealthDescription(
        key="last_contact",
        translation_key="last_contact",
        device_class=SensorDeviceClass.TIMESTAMP,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value=lambda health: (
            health.last_contact and health.last_contact.replace(second=0, microsecond=0)
        ),
    ),
    HealthDescription(
        key="round_trip_time",
        translation_key="round_trip_time",
        device_class=SensorDeviceClass.DURATION,
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=UnitOfTime.MILLISECONDS,
        suggested_display_precision=0,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value=lambda health: (
            None if health.round_trip is None else round(health.round_trip * 1000)
        ),
    ),
    HealthDescription(
        key="consecutive_failures",
        translation_key="consecutive_failures",
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value=lambda health: health.consecutive_failures,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: FreeholdConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the sensors of a device."""
    coordinator = entry.runtime_data
    async_add_described(
        entry, async_add_entities, coordinator.family.entities.sensors, FreeholdSensor
    )
    async_add_entities(HealthSensor(coordinator, description) for description in HEALTH)


class FreeholdSensor(FreeholdEntity, SensorEntity):
    """A sensor that reads the state of its device."""

    entity_description: SensorDescription[Any, Any]

    def __init__(
        self, coordinator: DeviceCoordinator, description: SensorDescription[Any, Any]
    ) -> None:
        """Name the part of the device that it measures."""
        super().__init__(coordinator, description)
        self._attr_translation_placeholders = description.placeholders

    @property
    @override
    def native_value(self) -> SensorValue:
        """Return the value."""
        return self.entity_description.value(self.coordinator.data)

    @property
    @override
    def options(self) -> list[str] | None:
        """Return the known values, and the present one even if it is new to us."""
        if (labels := self.entity_description.labels) is None:
            return super().options
        known, value = labels(self.device), self.native_value
        return known if value is None or value in known else [*known, str(value)]


class HealthSensor(FreeholdEntity, SensorEntity):
    """A sensor that tells how the connection fares, also while there is none."""

    entity_description: HealthDescription

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the connection rather than the state."""
        self.async_on_remove(
            self.device.connection.health.subscribe(self._async_health_changed)
        )

    @callback
    def _async_health_changed(self, _: HealthReport) -> None:
        self.async_write_ha_state()

    @property
    @override
    def available(self) -> bool:
        """Return True: without contact it is at its most useful."""
        return True

    @property
    @override
    def native_value(self) -> SensorValue:
        """Return the value."""
        return self.entity_description.value(self.device.connection.health.report)
