"""Selects that can be set."""

from typing import Any, override

from homeassistant.components.select import SelectEntity
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import FreeholdConfigEntry
from .entity import ReadingEntity, async_add_described
from .families.descriptions import SelectDescription

PARALLEL_UPDATES = 1


async def async_setup_entry(
    hass: HomeAssistant,
    entry: FreeholdConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the selects of a device."""
    await async_add_described(
        entry, async_add_entities, lambda has: has.selects, FreeholdSelect
    )


class FreeholdSelect(ReadingEntity, SelectEntity):
    """A select of a device."""

    entity_description: SelectDescription[Any, Any]

    @callback
    @override
    def _take(self, reading: str | None) -> None:
        self._attr_current_option = reading

    @override
    async def async_select_option(self, option: str) -> None:
        """Choose one."""
        await self.async_command(self.entity_description.choose(self.device, option))
