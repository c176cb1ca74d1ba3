"""Buttons."""

from dataclasses import dataclass
from typing import Any, override

from homeassistant.components.button import ButtonEntity, ButtonEntityDescription
from homeassistant.const import EntityCategory, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import CONF_CREDENTIAL_ID, DOMAIN
from .coordinator import DeviceCoordinator, FreeholdConfigEntry
from .entity import FreeholdEntity, async_add_described
from .families.descriptions import ButtonDescription
from .job_errors import async_begun
from .jobs import async_start_job
from .provisioning.strategy import Actor
from .securing import can_be_secured, usual_request

PARALLEL_UPDATES = 1


@dataclass(frozen=True, kw_only=True)
class SharedDescription(ButtonEntityDescription):
    """A button that devices of several families have."""


SECURE = (
    SharedDescription(
        key="secure", translation_key="secure", entity_category=EntityCategory.CONFIG
    ),
)
"""Of every device that can be secured and asks for no password."""


async def async_setup_entry(
    hass: HomeAssistant,
    entry: FreeholdConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the buttons of a device."""
    await async_add_described(
        entry, async_add_entities, lambda has: has.buttons, FreeholdButton
    )
    coordinator = entry.runtime_data
    buttons = [SecureButton(coordinator, description) for description in SECURE]
    if can_be_secured(coordinator.family) and entry.data[CONF_CREDENTIAL_ID] is None:
        async_add_entities(buttons)
        return
    registry = er.async_get(hass)
    for button in buttons:
        if left_over := registry.async_get_entity_id(
            Platform.BUTTON, DOMAIN, button.unique_id or ""
        ):
            registry.async_remove(left_over)


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


class SecureButton(FreeholdEntity, ButtonEntity):
    """A button that begins to close its device to everybody else."""

    @override
    async def async_press(self) -> None:
        """Begin what is usual. It goes on by itself."""
        request = usual_request(self.coordinator.config_entry)
        user_id = self._context.user_id if self._context else None
        start = async_start_job(
            self.hass, request, Actor(source="button", user_id=user_id)
        )
        await async_begun(start, self.coordinator.name)
