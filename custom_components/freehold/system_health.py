"""System health: how many devices are there, and how many can be reached."""

from typing import Any

from homeassistant.components.system_health import SystemHealthRegistration
from homeassistant.core import HomeAssistant, callback

from .connection.health import HealthState
from .const import DOMAIN, HOUSEHOLD
from .household import async_get_household


@callback
def async_register(hass: HomeAssistant, register: SystemHealthRegistration) -> None:
    """Register the page's rows."""
    register.async_register_info(_async_info)


async def _async_info(hass: HomeAssistant) -> dict[str, Any]:
    entries = [
        entry
        for entry in hass.config_entries.async_entries(DOMAIN, include_ignore=False)
        if entry.unique_id != HOUSEHOLD
    ]
    reports = [
        entry.runtime_data.device.connection.health.report
        for entry in hass.config_entries.async_loaded_entries(DOMAIN)
        if entry.unique_id != HOUSEHOLD
    ]
    jobs = (await async_get_household(hass)).engine.jobs()
    return {
        "devices": len(entries),
        "reachable": sum(report.state is HealthState.HEALTHY for report in reports),
        "requests": sum(report.requests for report in reports),
        "failures": sum(report.failures for report in reports),
        "jobs": sum(not job.state.terminal for job in jobs),
    }
