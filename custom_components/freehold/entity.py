"""What all entities of Freehold share, and the one way they are made out of descriptions."""

from collections.abc import Callable, Coroutine, Iterable
from typing import Any, Protocol

from homeassistant.core import callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers.entity import Entity, EntityDescription
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .connection.errors import DeviceError, WrongMomentError
from .const import DOMAIN
from .coordinator import DeviceCoordinator, FreeholdConfigEntry
from .families.contract import Device


class DescribedEntity(Protocol):
    """What decides whether a device has an entity."""

    @property
    def key(self) -> str:
        """Unique within the device."""

    @property
    def exists(self) -> Callable[[Any], bool]:
        """Whether a device has it."""


class FreeholdEntity(CoordinatorEntity[DeviceCoordinator]):
    """An entity of one device."""

    _attr_has_entity_name = True

    def __init__(
        self, coordinator: DeviceCoordinator, description: EntityDescription
    ) -> None:
        """Describe the entity."""
        super().__init__(coordinator)
        self.entity_description = description
        self._attr_unique_id = f"{coordinator.device.identity.serial}_{description.key}"
        self._attr_device_info = coordinator.device_info

    @property
    def device(self) -> Device[Any]:
        """The device that this entity belongs to."""
        return self.coordinator.device

    async def async_command(self, command: Coroutine[Any, Any, None]) -> None:
        """Run a command of the device, then look what it did."""
        try:
            await command
        except DeviceError as err:
            kind = (
                ServiceValidationError
                if isinstance(err, WrongMomentError)
                else HomeAssistantError
            )
            raise kind(
                translation_domain=DOMAIN,
                translation_key=err.key,
                translation_placeholders={
                    "device": self.coordinator.name,
                    "error": str(err),
                },
            ) from err
        finally:
            await self.coordinator.async_request_refresh()


@callback
def async_add_described[DescriptionT: DescribedEntity](
    entry: FreeholdConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    descriptions: Iterable[DescriptionT],
    entity: Callable[[DeviceCoordinator, DescriptionT], Entity],
) -> None:
    """Add what the device has, now and whenever it turns out to have more."""
    coordinator = entry.runtime_data
    missing = {description.key: description for description in descriptions}

    @callback
    def add_found() -> None:
        found = [
            description
            for description in missing.values()
            if description.exists(coordinator.device)
        ]
        for description in found:
            del missing[description.key]
        if found:
            async_add_entities(
                entity(coordinator, description) for description in found
            )

    add_found()
    entry.async_on_unload(coordinator.async_add_listener(add_found))
