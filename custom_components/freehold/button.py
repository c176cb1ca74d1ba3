"""Buttons."""

from typing import Any, override

from homeassistant.components.button import ButtonEntity
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import DeviceCoordinator, FreeholdConfigEntry
from .entity import FreeholdEntity, async_add_described
from .families.descriptions import ButtonDescription

PARALLEL_UPDATES = 1


async def async_setup_entry(
    hass: HomeAssistant,
    entry: FreeholdConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the buttons of a device."""
    async_add_described(
        entry, async_add_entities, lambda has: has.buttons, FreeholdButton
    )


class FreeholdButton(FreeholdEntity, ButtonEntity):
    """A button that gives its device a command."""

    entity_description: ButtonDescription[Any]

    def __init__(
        self, coordinator: DeviceCoordinator, description: ButtonDescription[Any]
    ) -> None:
        """Say to which part of the device it belongs."""
        super().__init__(coordinator, description, description.part)

    @override
    async def async_press(self) -> None:
        """Give the command."""
        await self.async_command(self.entity_description.press(self.device))
