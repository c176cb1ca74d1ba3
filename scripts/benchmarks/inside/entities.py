"""What an integration has in a Home Assistant that is observed.

Nothing of it is imported: Home Assistant shall be the first to do that.
"""

import asyncio

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator

from ..orders import EntryFields, config_entry

DOMAIN = "freehold"
_LOOK_SECONDS = 0.02


async def add(
    hass: HomeAssistant, entries: list[EntryFields], *, quiet_seconds: float = 0
) -> frozenset[str]:
    """Add devices of one integration, do what `all_there` does, and wait a while.

    Meanwhile their slow sources are read.
    """
    await asyncio.gather(
        *(hass.config_entries.async_add(config_entry(fields)) for fields in entries)
    )
    entity_ids = await all_there(hass, entries[0]["domain"])
    await asyncio.sleep(quiet_seconds)
    return entity_ids


async def remove(
    hass: HomeAssistant, entries: list[EntryFields], *, quiet_seconds: float
) -> None:
    """Remove devices again, and wait a while."""
    gone = {fields["unique_id"] for fields in entries}
    for entry in hass.config_entries.async_entries(entries[0]["domain"]):
        if entry.unique_id in gone:
            await hass.config_entries.async_remove(entry.entry_id)
    await asyncio.sleep(quiet_seconds)


async def all_there(
    hass: HomeAssistant, domain: str = DOMAIN, *, available: bool = False
) -> frozenset[str]:
    """Wait until each entry is set up and each enabled entity has a state; return their ids.

    With `available` it is a state of a device that was heard.
    """
    while True:
        entity_ids = _enabled(hass, domain)
        states = [hass.states.get(entity_id) for entity_id in entity_ids]
        if all(
            entry.state is ConfigEntryState.LOADED
            for entry in hass.config_entries.async_entries(domain)
        ) and all(
            state and not (available and state.state == STATE_UNAVAILABLE)
            for state in states
        ):
            return entity_ids
        await asyncio.sleep(_LOOK_SECONDS)


async def enable_all(hass: HomeAssistant) -> frozenset[str]:
    """Enable what is disabled at first, and do what `all_there` does."""
    registry = er.async_get(hass)
    for entity in list(registry.entities.values()):
        if entity.platform == DOMAIN and entity.disabled:
            registry.async_update_entity(entity.entity_id, disabled_by=None)
    entries = hass.config_entries.async_loaded_entries(DOMAIN)
    await asyncio.gather(
        *(hass.config_entries.async_reload(entry.entry_id) for entry in entries)
    )
    return await all_there(hass)


def coordinators(hass: HomeAssistant) -> list[DataUpdateCoordinator[object]]:
    """Return the coordinators of all devices."""
    return [
        entry.runtime_data
        for entry in hass.config_entries.async_loaded_entries(DOMAIN)
        if entry.data
    ]


def requests(hass: HomeAssistant) -> int:
    """Return how many requests were sent to all devices."""
    return sum(
        entry.runtime_data.device.connection.health.report.requests
        for entry in hass.config_entries.async_loaded_entries(DOMAIN)
        if entry.data
    )


def _enabled(hass: HomeAssistant, domain: str) -> frozenset[str]:
    return frozenset(
        entity.entity_id
        for entity in er.async_get(hass).entities.values()
        if entity.platform == domain and not entity.disabled
    )
