"""Binary sensors."""

from typing import Any, override

from homeassistant.components.binary_sensor import BinarySensorEntity
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import DeviceCoordinator, FreeholdConfigEntry
from .entity import FreeholdEntity, async_add_described
from .families.descriptions import BinarySensorDescription

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: FreeholdConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the binary sensors of a device."""
    async_add_described(
        entry,
        async_add_entities,
        entry.runtime_data.family.entities.binary_sensors,
        FreeholdBinarySensor,
    )


class FreeholdBinarySensor(FreeholdEntity, BinarySensorEntity):
    """A binary sensor that reads the state of its device."""

    entity_description: BinarySensorDescription[Any, Any]

    def __init__(
        self,
        coordinator: DeviceCoordinator,
        description: BinarySensorDescription[Any, Any],
    ) -> None:
        """Name the part of the device that it watches."""
        super().__init__(coordinator, description)
        self._attr_translation_placeholders = description.placeholders

    @property
    @override
    def is_on(self) -> bool | None:
        """Return the value."""
        return self.entity_description.value(self.coordinator.data)
