"""Home Assistant's own `shelly`, as a person uses it."""

import asyncio
from typing import Any

from zeroconf.asyncio import AsyncServiceInfo

from homeassistant.config_entries import (
    SOURCE_ZEROCONF,
    ConfigEntry,
    ConfigEntryState,
    ConfigFlowResult,
)
from homeassistant.core import HomeAssistant, State
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import entity_registry as er
from tests.conftest import discovered

DOMAIN = "shelly"


async def discover(hass: HomeAssistant, info: AsyncServiceInfo) -> ConfigFlowResult:
    """Have the integration find a device by its announcement."""
    return await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_ZEROCONF}, data=discovered(info)
    )


async def add(
    hass: HomeAssistant, card: ConfigFlowResult, **answers: str
) -> ConfigEntry:
    """Fill in what the discovery card asks for, and wait for everything."""
    result = await hass.config_entries.flow.async_configure(card["flow_id"], answers)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done(wait_background_tasks=True)
    entry: ConfigEntry = result["result"]
    assert entry.state is ConfigEntryState.LOADED
    return entry


def shown(hass: HomeAssistant, entry: ConfigEntry) -> dict[str, State]:
    """Return the states of an entry's entities, by unique id without the MAC."""
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    return {
        entity.unique_id.removeprefix(f"{entry.unique_id}-"): state
        for entity in entities
        if (state := hass.states.get(entity.entity_id))
    }


async def becomes(
    hass: HomeAssistant, entry: ConfigEntry, key: str, state: str
) -> None:
    """Wait until one entity of an entry is in a state."""
    async with asyncio.timeout(10):
        while key not in (states := shown(hass, entry)) or states[key].state != state:
            await asyncio.sleep(0.01)


async def order(hass: HomeAssistant, action: str, target: State, **data: Any) -> None:
    """Call an action of a target's own domain, and wait for it."""
    await hass.services.async_call(
        target.domain, action, {"entity_id": target.entity_id, **data}, blocking=True
    )


async def remove_all(hass: HomeAssistant) -> None:
    """Have the integration let go of all devices."""
    for entry in hass.config_entries.async_entries(DOMAIN):
        await hass.config_entries.async_remove(entry.entry_id)
