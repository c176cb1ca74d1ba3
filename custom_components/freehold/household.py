"""What belongs to the household and to no single device: the vault and the jobs."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from homeassistant.config_entries import (
    SOURCE_IMPORT,
    STORAGE_KEY as CONFIG_ENTRIES,
    ConfigEntry,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import STORAGE_DIR
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN, HOUSEHOLD
from .families import FAMILIES
from .provisioning.credential import Credential
from .provisioning.engine import Engine
from .provisioning.job import Job
from .provisioning.link import HomeNetworkLink
from .provisioning.policy import JobPolicy
from .provisioning.registry import Registry
from .provisioning.vault import Vault, VaultError

JOB_POLICY: Final = JobPolicy()
WRITTEN_LIMIT: Final = 10.0
"""Seconds: ten times what Home Assistant waits before it writes."""
WRITTEN_INTERVAL: Final = 0.1


@dataclass(frozen=True, slots=True)
class Household:
    """What every entry of this Home Assistant shares."""

    vault: Vault
    engine: Engine
    recovered: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once the jobs of before the last start are known."""
    kept: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once the next start is known to load us."""
    keeping: asyncio.Lock = field(default_factory=asyncio.Lock)
    followed: dict[str, Job] = field(default_factory=dict)
    """The jobs that somebody tells of, by their ids: the open ones, and who just ended."""


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
    async with household.keeping:
        entry = async_household_entry(hass)
        if entry is None:
            household.kept.clear()
            await hass.config_entries.flow.async_init(
                DOMAIN, context={"source": SOURCE_IMPORT}, data={}
            )
            entry = async_household_entry(hass)
        if entry is not None and not household.kept.is_set():
            await _async_on_disk(hass, entry)
            household.kept.set()
    return household


async def async_keep_credential(hass: HomeAssistant, credential: Credential) -> None:
    """Store a credential durably. Raises VaultError."""
    household = await async_keep_household(hass)
    await household.vault.store(credential)


def async_household_entry(hass: HomeAssistant) -> ConfigEntry | None:
    """Return the entry that holds no device, if it is there."""
    return hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, HOUSEHOLD)


async def _async_on_disk(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Wait until Home Assistant wrote down an entry, which it does a second late.

    Killed before, it would not know of us, and nobody would go on with a job. Raises VaultError.
    """
    path = Path(hass.config.path(STORAGE_DIR, CONFIG_ENTRIES))

    def is_written() -> bool:
        return path.exists() and entry.entry_id in path.read_text()

    try:
        async with asyncio.timeout(WRITTEN_LIMIT):
            while not await hass.async_add_executor_job(is_written):
                await asyncio.sleep(WRITTEN_INTERVAL)
    except (TimeoutError, OSError) as err:
        raise VaultError("Home Assistant does not write down its entries") from err


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
    household = Household(vault, engine)
    if async_household_entry(hass):
        # Nothing of us is loaded before: it was read from the disk.
        household.kept.set()
    return household
