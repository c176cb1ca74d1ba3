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
from .coordinator import FreeholdConfigEntry
from .entity import FreeholdEntity, ReadingEntity, async_add_described
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
    await async_add_described(
        entry, async_add_entities, lambda has: has.sensors, FreeholdSensor
    )
    async_add_entities(HealthSensor(coordinator, description) for description in HEALTH)


class FreeholdSensor(ReadingEntity, SensorEntity):
    """A sensor of a device."""

    entity_description: SensorDescription[Any, Any]

    @callback
    @override
    def _take(self, reading: SensorValue) -> None:
        self._attr_native_value = reading
        if (labels := self.entity_description.labels) is not None:
            known = labels(self.device)
            # The present value is among them even if it is new to us.
            is_known = reading is None or reading in known
            self._attr_options = known if is_known else [*known, str(reading)]


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
