"""What all entities of Freehold share, and the one way they are made out of descriptions."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final, Protocol, override

from homeassistant.core import callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity import Entity, EntityDescription
from homeassistant.helpers.entity_platform import (
    AddConfigEntryEntitiesCallback,
    async_get_current_platform,
)
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .connection.errors import DeviceError, WrongMomentError
from .const import CONF_LIFECYCLE_ONLY, DOMAIN
from .coordinator import DeviceCoordinator, FreeholdConfigEntry
from .families.contract import Device
from .families.descriptions import Entities

AT_ONCE: Final = 5
"""Home Assistant adds entities without a pause, and a gateway may have two hundred of them."""

NOTHING: Final = "nothing"
"""Source of what shows nothing of the state, but whether there is contact."""


class DescribedEntity(Protocol):
    """What decides whether a device has an entity."""

    @property
    def key(self) -> str:
        """Unique within the device."""

    @property
    def exists(self) -> Callable[[Any], bool]:
        """Whether a device has it."""

    @property
    def lifecycle(self) -> bool:
        """Whether it is shown where another integration shows the rest."""

    @property
    def part(self) -> str:
        """The part of the device that it belongs to."""


class FreeholdEntity(CoordinatorEntity[DeviceCoordinator]):
    """An entity of one device. It writes its state when its own reading changed."""

    _attr_has_entity_name = True

    def __init__(
        self,
        coordinator: DeviceCoordinator,
        description: EntityDescription,
        part: str = "",
        source: str = NOTHING,
    ) -> None:
        """Describe the entity; `source` as in its description."""
        super().__init__(coordinator, context=source or None)
        self.entity_description = description
        self._attr_unique_id = f"{coordinator.device.identity.serial}_{description.key}"
        self._part = part
        self._told_available: bool | None = None
        self._told: Any = None

    @property
    @override
    def device_info(self) -> DeviceInfo:
        """Describe what it belongs to; Home Assistant asks once."""
        return self.coordinator.device_info_of(self._part)

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

    def _read(self) -> Any:
        """Return what it shows, as something that can be compared."""
        return None

    @callback
    def _take(self, reading: Any) -> None:
        """Show a reading."""

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        available, reading = self.available, self._read()
        if available is not self._told_available or reading != self._told:
            self._told_available, self._told = available, reading
            self._take(reading)
            self.async_write_ha_state()


class ReadingEntity(FreeholdEntity):
    """An entity that shows what its description reads out of the state of the device."""

    def __init__(self, coordinator: DeviceCoordinator, description: Any) -> None:
        """Take the first reading."""
        super().__init__(coordinator, description, description.part, description.source)
        self._value: Callable[[Any], Any] = description.value
        self._take(self._read())

    @override
    def _read(self) -> Any:
        return self._value(self.coordinator.data)


async def async_add_described[DescriptionT: DescribedEntity](
    entry: FreeholdConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    table: Callable[[Entities[Any, Any]], Iterable[DescriptionT]],
    entity: Callable[[DeviceCoordinator, DescriptionT], Entity],
) -> None:
    """Add what the device has, follow what it turns out to have, remove what it has no more."""
    platform = _Platform(
        coordinator=entry.runtime_data,
        domain=async_get_current_platform().domain,
        lifecycle_only=entry.options.get(CONF_LIFECYCLE_ONLY, False),
        table=table,
        entity=entity,
        async_add_entities=async_add_entities,
    )
    while platform.add_found(AT_ONCE):
        await asyncio.sleep(0)
    entry.async_on_unload(platform.coordinator.async_add_listener(platform.follow))


@dataclass(slots=True, kw_only=True, eq=False)
class _Platform[DescriptionT: DescribedEntity]:
    """Entities of one kind. Every device has all kinds, most of them empty."""

    coordinator: DeviceCoordinator
    domain: str
    lifecycle_only: bool
    table: Callable[[Entities[Any, Any]], Iterable[DescriptionT]]
    entity: Callable[[DeviceCoordinator, DescriptionT], Entity]
    async_add_entities: AddConfigEntryEntitiesCallback
    known: Entities[Any, Any] = field(default_factory=Entities)
    missing: Mapping[str, DescriptionT] = field(default_factory=dict)
    """What the device does not have by now."""

    @callback
    def follow(self) -> None:
        """Do that whenever the state is another."""
        self.add_found()

    @callback
    def add_found(self, at_most: int | None = None) -> bool:
        """Add and remove what there is to add and to remove by now; tell whether any was added."""
        device = self.coordinator.device
        if device.entities is not self.known:
            self._take(device.entities)
        if not self.missing:
            return False
        exist = (
            key
            for key, description in self.missing.items()
            if description.exists(device)
        )
        found = {
            key: self.entity(self.coordinator, self.missing[key])
            for key in islice(exist, at_most)
        }
        if not found:
            return False
        self.missing = {k: d for k, d in self.missing.items() if k not in found}
        self.async_add_entities(found.values())
        return True

    def _take(self, entities: Entities[Any, Any]) -> None:
        """See what is described now, and remove what is not."""
        before, wanted = self._wanted(self.known), self._wanted(entities)
        added = before.keys() - self.missing.keys()
        # What is described and not wanted may be there since before lifecycle-only mode.
        described = {description.key for description in self.table(entities)}
        if gone := (added | described) - wanted.keys():
            _async_remove(self.coordinator, self.domain, gone)
        self.known = entities
        self.missing = {
            key: description for key, description in wanted.items() if key not in added
        }

    def _wanted(self, entities: Entities[Any, Any]) -> Mapping[str, DescriptionT]:
        return {
            description.key: description
            for description in self.table(entities)
            if description.lifecycle or not self.lifecycle_only
        }


@callback
def _async_remove(
    coordinator: DeviceCoordinator, domain: str, keys: Iterable[str]
) -> None:
    """Remove entities of one kind from the registry, where they are in it."""
    registry = er.async_get(coordinator.hass)
    serial = coordinator.device.identity.serial
    for key in keys:
        if found := registry.async_get_entity_id(domain, DOMAIN, f"{serial}_{key}"):
            registry.async_remove(found)
