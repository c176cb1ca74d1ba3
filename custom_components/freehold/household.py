"""What belongs to the household and to no single device: the vault."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from homeassistant.config_entries import SOURCE_IMPORT, ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import STORAGE_DIR
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN, HOUSEHOLD
from .provisioning.credential import Credential
from .provisioning.vault import Vault


@dataclass(frozen=True, slots=True)
class Household:
    """What every entry of this Home Assistant shares."""

    vault: Vault


_HOUSEHOLD: HassKey[asyncio.Task[Household]] = HassKey(DOMAIN)


async def async_get_household(hass: HomeAssistant) -> Household:
    """Return the household, loaded once.

    Home Assistant runs a first config flow before `async_setup`, so both ask here.
    Raises VaultError.
    """
    if (task := hass.data.get(_HOUSEHOLD)) is None:
        task = hass.async_create_task(_async_load(hass), f"{DOMAIN} vault")
        hass.data[_HOUSEHOLD] = task
    try:
        return await asyncio.shield(task)
    except BaseException:
        if task.done():
            hass.data.pop(_HOUSEHOLD, None)
        raise


async def async_keep_credential(hass: HomeAssistant, credential: Credential) -> None:
    """Store a credential durably, and have Home Assistant load us at every start.

    Raises VaultError.
    """
    household = await async_get_household(hass)
    if not async_household_entry(hass):
        await hass.config_entries.flow.async_init(
            DOMAIN, context={"source": SOURCE_IMPORT}, data={}
        )
    await household.vault.store(credential)


def async_household_entry(hass: HomeAssistant) -> ConfigEntry | None:
    """Return the entry that holds no device, if it is there."""
    return hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, HOUSEHOLD)


async def _async_load(hass: HomeAssistant) -> Household:
    vault = Vault(Path(hass.config.path(STORAGE_DIR, f"{DOMAIN}.vault")))
    await vault.load()
    return Household(vault)
