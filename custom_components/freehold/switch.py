"""Switches."""

from typing import Any, override

from homeassistant.components.switch import SwitchEntity
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import FreeholdConfigEntry
from .entity import FreeholdEntity, async_add_described
from .families.descriptions import SwitchDescription

PARALLEL_UPDATES = 1


async def async_setup_entry(
    hass: HomeAssistant,
    entry: FreeholdConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the switches of a device."""
    async_add_described(
        entry,
        async_add_entities,
        entry.runtime_data.family.entities.switches,
        FreeholdSwitch,
    )


class FreeholdSwitch(FreeholdEntity, SwitchEntity):
    """A switch of its device."""

    entity_description: SwitchDescription[Any, Any]

    @property
    @override
    def is_on(self) -> bool | None:
        """Return the value."""
        return self.entity_description.value(self.coordinator.data)

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Turn it on."""
        await self.async_command(self.entity_description.turn(self.device, True))

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Turn it off."""
        await self.async_command(self.entity_description.turn(self.device, False))
