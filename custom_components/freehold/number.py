"""Numbers that can be set."""

from typing import Any, override

from homeassistant.components.number import NumberEntity
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import FreeholdConfigEntry
from .entity import ReadingEntity, async_add_described
from .families.descriptions import NumberDescription

PARALLEL_UPDATES = 1


async def async_setup_entry(
    hass: HomeAssistant,
    entry: FreeholdConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the numbers of a device."""
    await async_add_described(
        entry, async_add_entities, lambda has: has.numbers, FreeholdNumber
    )


class FreeholdNumber(ReadingEntity, NumberEntity):
    """A number of a device."""

    entity_description: NumberDescription[Any, Any]

    @callback
    @override
    def _take(self, reading: float | None) -> None:
        self._attr_native_value = reading

    @override
    async def async_set_native_value(self, value: float) -> None:
        """Set it."""
        await self.async_command(self.entity_description.put(self.device, value))
