"""Firmware."""

from typing import Any, override

from homeassistant.components.update import UpdateEntity, UpdateEntityFeature
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import DeviceCoordinator, FreeholdConfigEntry
from .entity import ReadingEntity, async_add_described
from .families.descriptions import UpdateDescription, UpdateReading

PARALLEL_UPDATES = 1


async def async_setup_entry(
    hass: HomeAssistant,
    entry: FreeholdConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the firmware of a device."""
    await async_add_described(
        entry, async_add_entities, lambda has: has.updates, FreeholdUpdate
    )


class FreeholdUpdate(ReadingEntity, UpdateEntity):
    """The firmware of a device."""

    entity_description: UpdateDescription[Any, Any]

    def __init__(
        self, coordinator: DeviceCoordinator, description: UpdateDescription[Any, Any]
    ) -> None:
        """Tell what it can do."""
        super().__init__(coordinator, description)
        if description.install:
            self._attr_supported_features = (
                UpdateEntityFeature.INSTALL | UpdateEntityFeature.PROGRESS
            )

    @callback
    @override
    def _take(self, reading: UpdateReading) -> None:
        self._attr_installed_version = reading.installed
        self._attr_latest_version = reading.latest
        self._attr_in_progress = reading.progress is not False
        self._attr_update_percentage = (
            None if isinstance(reading.progress, bool) else reading.progress
        )
        notes = self.entity_description.notes
        self._attr_release_url = notes(self.coordinator.data) if notes else None

    @override
    async def async_install(
        self, version: str | None, backup: bool, **kwargs: Any
    ) -> None:
        """Install it. The device tells how far it is."""
        assert self.entity_description.install
        await self.async_command(self.entity_description.install(self.device))
