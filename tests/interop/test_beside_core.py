"""Freehold and Home Assistant's own `shelly`, in one Home Assistant, with the same devices."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest

from custom_components.freehold.const import (
    CONF_CREDENTIAL_ID,
    CONF_LIFECYCLE_ONLY,
    DOMAIN,
)
from custom_components.freehold.household import async_get_household
from homeassistant.config_entries import (
    SOURCE_USER,
    SOURCE_ZEROCONF,
    ConfigEntry,
    ConfigEntryState,
    ConfigFlowResult,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import entity_registry as er
from tests.conftest import discovered
from tests.emulators.shelly.rpc import RpcShelly

from .core_shelly import add, discover, remove_all
from .test_core_shelly import announcement

PASSWORD = "pässwörd:€"

pytestmark = pytest.mark.usefixtures("socket_enabled", "enable_bluetooth")


@pytest.fixture
async def devices(hass: HomeAssistant) -> AsyncIterator[list[RpcShelly]]:
    """Switch on a plug that is open and a relay that is not; time stands still there."""
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(
                RpcShelly("plug-s-gen3", name="Desk", monotonic=lambda: 0.0)
            ),
            await stack.enter_async_context(
                RpcShelly(
                    "1-gen4",
                    name="Cellar",
                    password=PASSWORD,
                    firmware="2.0.1",
                    monotonic=lambda: 0.0,
                )
            ),
        ]
        await remove_all(hass)
        for entry in hass.config_entries.async_entries(DOMAIN):
            await hass.config_entries.async_remove(entry.entry_id)


async def sight(hass: HomeAssistant, device: RpcShelly) -> ConfigFlowResult:
    """Have Freehold hear the announcement of a device."""
    return await hass.config_entries.flow.async_init(
        DOMAIN,
        context={"source": SOURCE_ZEROCONF},
        data=discovered(announcement(device)),
    )


async def open_wizard(hass: HomeAssistant) -> Any:
    """Press Add integration."""
    return await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )


def ours(hass: HomeAssistant, device: RpcShelly) -> ConfigEntry:
    """Return our entry of a device."""
    entry = hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, device.mac)
    assert entry is not None
    return entry


def domains(hass: HomeAssistant, entry: ConfigEntry) -> set[str]:
    """Return the kinds of entity that an entry has."""
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    return {entity.domain for entity in entities}


async def test_devices_that_home_assistant_serves_are_adopted_together(
    hass: HomeAssistant, devices: list[RpcShelly]
) -> None:
    """With the password it was told; a second switch does not appear unless it is wanted."""
    plug, relay = devices
    theirs = await add(hass, await discover(hass, announcement(plug)))
    await add(
        hass,
        await discover(hass, announcement(relay)),
        password=PASSWORD,
    )

    menu = await open_wizard(hass)
    assert menu["menu_options"] == ["adopt", "by_address"]
    flows = hass.config_entries.flow
    form = await flows.async_configure(menu["flow_id"], {"next_step_id": "adopt"})
    result = await flows.async_configure(
        form["flow_id"], {"devices": [plug.mac, relay.mac]}
    )
    assert result["reason"] == "adopted"
    assert result["description_placeholders"] == {"count": "2", "failed": "-"}
    await hass.async_block_till_done(wait_background_tasks=True)

    for device in devices:
        entry = ours(hass, device)
        assert entry.state is ConfigEntryState.LOADED
        assert entry.options == {CONF_LIFECYCLE_ONLY: True}
        assert "switch" not in domains(hass, entry)
        assert "binary_sensor" in domains(hass, entry)
    held = (await async_get_household(hass)).vault.get(
        ours(hass, relay).data[CONF_CREDENTIAL_ID]
    )
    assert held is not None
    assert held.secrets == {"password": PASSWORD}
    assert theirs.state is ConfigEntryState.LOADED
    assert (await open_wizard(hass))["step_id"] == "by_address"

    hass.config_entries.async_update_entry(
        ours(hass, plug), options={CONF_LIFECYCLE_ONLY: False}
    )
    await hass.config_entries.async_reload(ours(hass, plug).entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert "switch" in domains(hass, ours(hass, plug))


async def test_what_cannot_be_adopted_is_named(
    hass: HomeAssistant, devices: list[RpcShelly]
) -> None:
    """The others are added all the same."""
    plug, relay = devices
    await add(hass, await discover(hass, announcement(plug)))
    await add(
        hass,
        await discover(hass, announcement(relay)),
        password=PASSWORD,
    )
    await plug.lose_power()
    menu = await open_wizard(hass)
    flows = hass.config_entries.flow
    form = await flows.async_configure(menu["flow_id"], {"next_step_id": "adopt"})

    result = await flows.async_configure(
        form["flow_id"], {"devices": [plug.mac, relay.mac]}
    )

    assert result["description_placeholders"] == {"count": "1", "failed": "Desk"}


async def test_no_cards_where_home_assistant_serves_any(
    hass: HomeAssistant, devices: list[RpcShelly]
) -> None:
    """Who has fifty devices gets no fifty cards."""
    plug, relay = devices
    await add(hass, await discover(hass, announcement(plug)))

    assert (await sight(hass, relay))["reason"] == "served_by_core"


async def test_a_card_goes_when_home_assistant_takes_the_device(
    hass: HomeAssistant, devices: list[RpcShelly]
) -> None:
    """Freehold is loaded, because it has another device."""
    plug, relay = devices
    card = await sight(hass, plug)
    assert card["step_id"] == "confirm"
    other = await open_wizard(hass)
    await hass.config_entries.flow.async_configure(
        other["flow_id"], {"host": f"{relay.host}:{relay.port}"}
    )
    asked = await hass.config_entries.flow.async_configure(
        other["flow_id"], {"password": PASSWORD}
    )
    assert asked["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done(wait_background_tasks=True)

    await add(hass, await discover(hass, announcement(plug)))

    async with asyncio.timeout(10):
        while hass.config_entries.flow.async_progress_by_handler(DOMAIN):
            await asyncio.sleep(0.01)
