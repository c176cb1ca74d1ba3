"""Binary sensors."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.binary_sensor import BinarySensorEntity
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import FreeholdConfigEntry
from .entity import ReadingEntity, async_add_described
from .families.descriptions import BinarySensorDescription

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: FreeholdConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the binary sensors of a device."""
    await async_add_described(
        entry, async_add_entities, lambda has: has.binary_sensors, FreeholdBinarySensor
    )


class FreeholdBinarySensor(ReadingEntity, BinarySensorEntity):
    """A binary sensor of a device."""

    entity_description: BinarySensorDescription[Any, Any]

    @override
    def _read(self) -> tuple[bool | None, Mapping[str, Any]]:
        attributes = self.entity_description.attributes
        state = self.coordinator.data
        return self._value(state), attributes(state) if attributes else {}

    @callback
    @override
    def _take(self, reading: tuple[bool | None, Mapping[str, Any]]) -> None:
        self._attr_is_on, attributes = reading
        if self.entity_description.attributes:
            self._attr_extra_state_attributes = dict(attributes)
