"""What belongs to the household and to no single device: the vault and the jobs."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from homeassistant.config_entries import SOURCE_IMPORT, ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import STORAGE_DIR
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN, HOUSEHOLD
from .families import FAMILIES
from .provisioning.credential import Credential
from .provisioning.engine import Engine
from .provisioning.link import HomeNetworkLink
from .provisioning.policy import JobPolicy
from .provisioning.registry import Registry
from .provisioning.vault import Vault

JOB_POLICY: Final = JobPolicy()


@dataclass(frozen=True, slots=True)
class Household:
    """What every entry of this Home Assistant shares."""

    vault: Vault
    engine: Engine
    recovered: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once the jobs of before the last start are known."""
    followed: set[str] = field(default_factory=set)
    """Ids of the jobs that somebody tells of."""


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


async def async_keep_household(hass: HomeAssistant) -> Household:
    """Return the household, and have Home Assistant load us at every start.

    Before the first line of a journal, or the first key, is written. Raises VaultError.
    """
    household = await async_get_household(hass)
    if not async_household_entry(hass):
        await hass.config_entries.flow.async_init(
            DOMAIN, context={"source": SOURCE_IMPORT}, data={}
        )
    return household


async def async_keep_credential(hass: HomeAssistant, credential: Credential) -> None:
    """Store a credential durably. Raises VaultError."""
    household = await async_keep_household(hass)
    await household.vault.store(credential)


def async_household_entry(hass: HomeAssistant) -> ConfigEntry | None:
    """Return the entry that holds no device, if it is there."""
    return hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, HOUSEHOLD)


async def _async_load(hass: HomeAssistant) -> Household:
    storage = Path(hass.config.path(STORAGE_DIR))
    vault = Vault(storage / f"{DOMAIN}.vault")
    await vault.load()

    def spawn(job: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        # Not an entry's task: reloading or removing an entry must not end a job.
        return hass.async_create_background_task(job, name)

    registry = Registry(
        [strategy for family in FAMILIES.values() for strategy in family.strategies],
        [HomeNetworkLink()],
    )
    engine = Engine(
        storage / f"{DOMAIN}_jobs", vault, registry, spawn, policy=JOB_POLICY
    )
    return Household(vault, engine)
