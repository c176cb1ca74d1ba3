"""Own your appliances, relays and solar systems: on your own network, without a cloud."""

from functools import partial
from typing import Any

from aiohttp import ClientSession

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_HOST, CONF_PORT
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ConfigEntryAuthFailed
from homeassistant.helpers import config_validation as cv, issue_registry as ir
from homeassistant.helpers.device_registry import DeviceEntry
from homeassistant.helpers.sun import is_up
from homeassistant.helpers.typing import ConfigType
from homeassistant.util import dt as dt_util

from .actions import async_register_actions
from .beside_core import async_watch_core
from .connection.address import Address
from .connection.session import open_session
from .const import (
    CONF_CREDENTIAL_ID,
    CONF_FAMILY,
    CONF_PROTOCOL,
    CONF_SERIAL,
    CONF_UNSEEN,
    DOMAIN,
    HOUSEHOLD,
    ISSUE_RESET,
    LOGGER,
)
from .coordinator import DeviceCoordinator, FreeholdConfigEntry
from .families import FAMILIES
from .families.contract import Device, Surroundings
from .families.descriptions import platforms_of
from .household import async_get_household
from .jobs import async_has_job, async_set_up_jobs, async_tell_awake
from .memory import DeviceMemory
from .provisioning.vault import VaultError
from .websocket import async_register_commands

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)
VAULT_ISSUE = "vault_unreadable"


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Open the vault, which every entry needs, and go on with the jobs of before."""
    try:
        household = await async_get_household(hass)
    except VaultError as err:
        LOGGER.error("Keys cannot be read, no device is set up: %s", err)
        ir.async_create_issue(
            hass,
            DOMAIN,
            VAULT_ISSUE,
            is_fixable=False,
            severity=ir.IssueSeverity.CRITICAL,
            translation_key=VAULT_ISSUE,
            translation_placeholders={"error": str(err)},
        )
        return False
    ir.async_delete_issue(hass, DOMAIN, VAULT_ISSUE)
    async_watch_core(hass)
    async_set_up_jobs(hass, household)
    async_register_actions(hass)
    async_register_commands(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: FreeholdConfigEntry) -> bool:
    """Set up one device, from memory where a healthy one may be out of reach."""
    if entry.unique_id == HOUSEHOLD:
        return True
    family = FAMILIES[entry.data[CONF_FAMILY]]
    household = await async_get_household(hass)
    credential_id = entry.data.get(CONF_CREDENTIAL_ID)
    credential = household.vault.get(credential_id) if credential_id else None
    if credential_id and credential is None:
        raise ConfigEntryAuthFailed(
            translation_domain=DOMAIN,
            translation_key="credential_forgotten",
            translation_placeholders={"device": entry.title},
        )
    memory = DeviceMemory(hass, entry.entry_id)
    remembered = await memory.async_load()
    session = open_session(family.policy)
    device = family.open(
        entry.data[CONF_SERIAL],
        entry.data.get(CONF_PROTOCOL, ""),
        Address(entry.data[CONF_HOST], entry.data[CONF_PORT]),
        session,
        credential,
        {option.key: option.default for option in family.options} | entry.options,
        remembered or ({} if entry.data.get(CONF_UNSEEN) else None),
        Surroundings(now=dt_util.now, is_day=partial(is_up, hass)),
    )
    entry.async_on_unload(partial(_async_close, device, session))
    coordinator = DeviceCoordinator(
        hass,
        entry,
        family,
        device,
        memory,
        has_job=lambda: async_has_job(household, family.key, device.identity.serial),
        tell_job=lambda: async_tell_awake(
            household, family.key, device.identity.serial
        ),
    )
    from_memory = device.normal_silence and device.state is not None
    if not from_memory:
        await coordinator.async_config_entry_first_refresh()
    elif remembered is None:
        # However this Home Assistant ends, since when it is waited for is known.
        await coordinator.async_remember_now()
    entry.runtime_data = coordinator
    coordinator.async_start()
    await hass.config_entries.async_forward_entry_setups(
        entry, platforms_of(family.entities)
    )
    if from_memory:
        entry.async_create_background_task(
            hass, coordinator.async_refresh(), f"first contact with {entry.title}"
        )
    return True


async def _async_close(device: Device[Any], session: ClientSession) -> None:
    """Let a command under way finish before its connection goes."""
    await device.close()
    await session.close()


async def async_unload_entry(hass: HomeAssistant, entry: FreeholdConfigEntry) -> bool:
    """Take one device down; what it told is on the disk before it is gone."""
    if entry.unique_id == HOUSEHOLD:
        return True
    if not await hass.config_entries.async_unload_platforms(
        entry, platforms_of(entry.runtime_data.family.entities)
    ):
        return False
    await entry.runtime_data.device.close()
    entry.runtime_data.async_withdraw_complaints()
    await entry.runtime_data.async_remember_now()
    return True


async def async_remove_entry(hass: HomeAssistant, entry: FreeholdConfigEntry) -> None:
    """Forget a device. Its keys stay in the vault until somebody says forget."""
    if entry.unique_id != HOUSEHOLD:
        await DeviceMemory(hass, entry.entry_id).async_remove()
        ir.async_delete_issue(hass, DOMAIN, f"{ISSUE_RESET}_{entry.entry_id}")


async def async_remove_config_entry_device(
    hass: HomeAssistant, entry: FreeholdConfigEntry, device: DeviceEntry
) -> bool:
    """Let a part go of which its owner says that it is gone for good."""
    return entry.state is ConfigEntryState.LOADED and any(
        entry.runtime_data.async_forget_part(identifier)
        for domain, identifier in device.identifiers
        if domain == DOMAIN
    )
