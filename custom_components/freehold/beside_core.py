"""Living beside Home Assistant's own integration for the same devices."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect

from .const import DOMAIN
from .families import FAMILIES
from .families.contract import Adoptable, Family


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A device that Home Assistant serves and Freehold does not yet."""

    family: Family[Any]
    serial: str
    title: str
    adoptable: Adoptable


@callback
def async_core_entry(
    hass: HomeAssistant, family: Family[Any], serial: str
) -> ConfigEntry | None:
    """Return the entry with which Home Assistant's own integration serves a device."""
    if family.core_domain is None:
        return None
    return hass.config_entries.async_entry_for_domain_unique_id(
        family.core_domain, serial
    )


@callback
def async_core_serves(hass: HomeAssistant, family: Family[Any]) -> bool:
    """Tell whether Home Assistant's own integration serves any device of a family."""
    return family.core_domain is not None and bool(
        hass.config_entries.async_entries(
            family.core_domain, include_ignore=False, include_disabled=False
        )
    )


@callback
def async_candidates(hass: HomeAssistant) -> Iterator[Candidate]:
    """Yield the devices that could be adopted."""
    for family in FAMILIES.values():
        if family.core_domain is None:
            continue
        for entry in hass.config_entries.async_entries(
            family.core_domain, include_ignore=False
        ):
            serial = entry.unique_id
            if (
                serial is None
                or (adoptable := family.adoptable(entry.data)) is None
                or hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, serial)
            ):
                continue
            yield Candidate(
                family=family, serial=serial, title=entry.title, adoptable=adoptable
            )


@callback
def async_watch_core(hass: HomeAssistant) -> None:
    """Have each family know whether Home Assistant's own integration is there."""
    families = {f.core_domain: f for f in FAMILIES.values() if f.core_domain}

    @callback
    def tell(domain: str) -> None:
        family = families[domain]
        family.core_changed(present=async_core_serves(hass, family))

    @callback
    def changed(change: ConfigEntryChange, entry: ConfigEntry) -> None:
        if entry.domain not in families:
            return
        tell(entry.domain)
        if change is ConfigEntryChange.ADDED and entry.unique_id:
            _async_drop_card(hass, entry.unique_id)

    for domain in families:
        tell(domain)
    async_dispatcher_connect(hass, SIGNAL_CONFIG_ENTRY_CHANGED, changed)


@callback
def _async_drop_card(hass: HomeAssistant, serial: str) -> None:
    """Take back our card of a device that Home Assistant serves now."""
    for flow in hass.config_entries.flow.async_progress_by_handler(DOMAIN):
        if flow["context"].get("unique_id") == serial:
            hass.config_entries.flow.async_abort(flow["flow_id"])
