"""System health."""

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    get_system_health_info,
)

from custom_components.freehold.const import DOMAIN, HOUSEHOLD
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from .conftest import entry_of
from .emulators.miele import MieleAppliance


@pytest.mark.usefixtures("our_key")
async def test_it_counts_devices_and_requests(
    hass: HomeAssistant, washer: MieleAppliance
) -> None:
    """The household is no device."""
    MockConfigEntry(domain=DOMAIN, unique_id=HOUSEHOLD).add_to_hass(hass)
    entry_of(washer).add_to_hass(hass)
    assert await async_setup_component(hass, "system_health", {})
    assert await async_setup_component(hass, DOMAIN, {})
    await hass.async_block_till_done()

    info = await get_system_health_info(hass, DOMAIN)

    assert info["devices"] == 1
    assert info["reachable"] == 1
    assert info["requests"] == len(washer.requests)
    assert info["failures"] == 0
    assert info["jobs"] == 0
