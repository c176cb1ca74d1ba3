"""Diagnostics downloads: everything a developer wants, nothing that is private."""

from dataclasses import asdict
from typing import Any, cast

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_HOST, CONF_MAC
from homeassistant.core import HomeAssistant
from homeassistant.helpers.device_registry import DeviceEntry
from homeassistant.helpers.redact import REDACTED, async_redact_data

from .connection.errors import DeviceError
from .const import CONF_CREDENTIAL_ID, CONF_SERIAL, HOUSEHOLD
from .coordinator import FreeholdConfigEntry
from .families.contract import JsonObject
from .household import async_get_household

PRIVATE = {CONF_CREDENTIAL_ID, CONF_HOST, CONF_MAC, CONF_SERIAL}


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: FreeholdConfigEntry
) -> JsonObject:
    """Return what is known of a device, without asking it anything."""
    if entry.unique_id == HOUSEHOLD:
        return await _household(hass)
    if entry.state is not ConfigEntryState.LOADED:
        return async_redact_data(
            {"entry": {"data": dict(entry.data), "options": dict(entry.options)}},
            PRIVATE,
        )
    return _report(entry, entry.runtime_data.device.diagnose())


async def async_get_device_diagnostics(
    hass: HomeAssistant, entry: FreeholdConfigEntry, device: DeviceEntry
) -> JsonObject:
    """Return the same and whatever the device tells on request, which takes a while."""
    try:
        return _report(entry, await entry.runtime_data.device.diagnose_deeply())
    except DeviceError as err:
        told = entry.runtime_data.device.diagnose()
        return _report(entry, {**told, "error": f"{type(err).__name__}: {err}"})


async def _household(hass: HomeAssistant) -> JsonObject:
    """Return how jobs went, without whom they were about."""
    engine = (await async_get_household(hass)).engine
    return {
        "metrics": engine.metrics(),
        "jobs": [
            {
                "state": view.state,
                "stage": view.stage,
                "code": view.code,
                "warnings": [warning.code for warning in view.warnings],
                "journaled": view.journaled,
            }
            for view in (engine.view(job.id) for job in engine.jobs())
        ],
        "unreadable": len(engine.unreadable),
    }


def _report(entry: FreeholdConfigEntry, device: JsonObject) -> JsonObject:
    coordinator = entry.runtime_data
    identity = coordinator.device.identity
    report = async_redact_data(
        {
            "entry": {"data": dict(entry.data), "options": dict(entry.options)},
            "identity": {
                "model": identity.model,
                "name": identity.name,
                "firmware": identity.firmware,
                "hardware": identity.hardware,
            },
            "health": asdict(coordinator.device.connection.health.report),
            "policy": asdict(coordinator.device.connection.policy),
            "last_update_success": coordinator.last_update_success,
            "device": device,
        },
        PRIVATE | coordinator.family.private_keys,
    )
    hidden = {identity.serial, entry.data[CONF_HOST]}
    if mac := entry.data.get(CONF_MAC) or identity.mac:
        digits = mac.replace(":", "")
        hidden |= {
            spelling
            for each in (mac, digits, f"{digits[:6]}fffe{digits[6:]}")
            for spelling in (each, each.upper())
        }
    return cast(JsonObject, _without(report, hidden))


def _without(node: Any, hidden: set[str]) -> Any:
    """Hide private words wherever they stand, in keys, values and longer texts."""
    if isinstance(node, dict):
        return {_without(k, hidden): _without(v, hidden) for k, v in node.items()}
    if isinstance(node, list):
        return [_without(item, hidden) for item in node]
    if isinstance(node, str):
        for word in hidden:
            node = node.replace(word, REDACTED)
    return node
