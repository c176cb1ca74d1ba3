"""Backups: keys and journals are copied while nothing is being written."""

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from .const import DOMAIN
from .household import async_get_household
from .provisioning.strategy import JobFailure
from .provisioning.vault import VaultError


async def async_pre_backup(hass: HomeAssistant) -> None:
    """Bring all jobs to a safe point, and hold them there."""
    try:
        await (await async_get_household(hass)).engine.pause_for_backup()
    except (TimeoutError, JobFailure, VaultError) as err:
        raise HomeAssistantError(
            translation_domain=DOMAIN, translation_key="backup_not_ready"
        ) from err


async def async_post_backup(hass: HomeAssistant) -> None:
    """Let the jobs go on."""
    try:
        await (await async_get_household(hass)).engine.resume_after_backup()
    except VaultError:
        # Nothing was held: the household could not be loaded.
        return
