"""Shelly devices in Home Assistant: found, opened, shown, used."""

from collections.abc import AsyncGenerator
from typing import Any

import pytest

from custom_components.freehold.const import (
    CONF_CREDENTIAL_ID,
    CONF_LIFECYCLE_ONLY,
    DOMAIN,
)
from homeassistant.config_entries import SOURCE_USER
from homeassistant.const import CONF_HOST
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import entity_registry as er
from tests.emulators.shelly.rpc import RpcShelly

PASSWORD = "pässwörd:€"


@pytest.fixture
async def plug(socket_enabled: None) -> AsyncGenerator[RpcShelly]:
    """Run a plug that nobody protected."""
    async with RpcShelly("plug-s-gen3", name="Desk") as device:
        yield device


async def add(hass: HomeAssistant, device: Any) -> Any:
    """Add a device by its address."""
    result: Any = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    return await hass.config_entries.flow.async_configure(
        result["flow_id"], {CONF_HOST: f"{device.host}:{device.port}"}
    )


async def test_an_open_device_needs_nothing(
    hass: HomeAssistant, plug: RpcShelly
) -> None:
    """It is there at once, with what it can do."""
    result = await add(hass, plug)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "Desk"
    await hass.async_block_till_done(wait_background_tasks=True)

    entry = result["result"]
    assert entry.unique_id == plug.mac
    assert entry.data[CONF_CREDENTIAL_ID] is None
    assert CONF_LIFECYCLE_ONLY not in entry.options
    registry = er.async_get(hass)
    switch = registry.async_get_entity_id(
        "switch", DOMAIN, f"{plug.mac}_switch:0_switch"
    )
    assert switch is not None
    await hass.services.async_call(
        "switch", "turn_on", {"entity_id": switch}, blocking=True
    )
    assert plug.machine.components["switch:0"].status()["output"] is True
    state = hass.states.get(switch)
    assert state is not None
    assert state.state == "on"
    await hass.config_entries.async_unload(entry.entry_id)
