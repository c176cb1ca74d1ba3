"""Switches."""

from typing import Any, override

from homeassistant.components.switch import SwitchEntity
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import FreeholdConfigEntry
from .entity import ReadingEntity, async_add_described
from .families.descriptions import SwitchDescription

PARALLEL_UPDATES = 1


async def async_setup_entry(
    hass: HomeAssistant,
    entry: FreeholdConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the switches of a device."""
    await async_add_described(
        entry, async_add_entities, lambda has: has.switches, FreeholdSwitch
    )


class FreeholdSwitch(ReadingEntity, SwitchEntity):
    """A switch of a device."""

    entity_description: SwitchDescription[Any, Any]

    @callback
    @override
    def _take(self, reading: bool | None) -> None:
        self._attr_is_on = reading

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Turn it on."""
        await self.async_command(self.entity_description.turn(self.device, True))

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Turn it off."""
        await self.async_command(self.entity_description.turn(self.device, False))
