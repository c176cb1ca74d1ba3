"""Events: what happens at a device and leaves no state behind."""

from typing import Any, override

from homeassistant.components.event import EventEntity
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import DeviceCoordinator, FreeholdConfigEntry
from .entity import FreeholdEntity, async_add_described
from .families.descriptions import DeviceEvent, EventDescription

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: FreeholdConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the events of a device."""
    await async_add_described(
        entry, async_add_entities, lambda has: has.events, FreeholdEvent
    )


class FreeholdEvent(FreeholdEntity, EventEntity):
    """Events of one kind, at one place of a device."""

    entity_description: EventDescription[Any]

    def __init__(
        self, coordinator: DeviceCoordinator, description: EventDescription[Any]
    ) -> None:
        """Say to which part of the device it belongs."""
        super().__init__(coordinator, description, description.part)

    @override
    async def async_added_to_hass(self) -> None:
        """Hear what happens."""
        await super().async_added_to_hass()
        self.async_on_remove(
            self.coordinator.async_listen(self.entity_description.key, self._happened)
        )

    @callback
    def _happened(self, event: DeviceEvent) -> None:
        if event.type in self.event_types:
            self._trigger_event(event.type, dict(event.attributes))
            self.async_write_ha_state()
