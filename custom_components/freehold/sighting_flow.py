"""The part of the wizard that hears of devices: new ones, moved ones, none of ours."""

from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigEntryState, ConfigFlowResult
from homeassistant.const import CONF_MAC
from homeassistant.core import callback

from .beside_core import async_core_serves
from .connection.address import Address
from .connection.errors import DeviceError
from .coordinator import FreeholdConfigEntry, in_contact
from .device_flow import DeviceFlow
from .families import FAMILIES
from .families.contract import Finding, Opened, Sighting


class SightingFlow(DeviceFlow):
    """Decide what a sighting means; what follows from it is the wizard's."""

    async def _async_sighted(self, sighting: Sighting) -> ConfigFlowResult:
        """Decide what a sighting means: known, moved, new or none of ours."""
        if entry := self._async_entry_of(sighting.mac):
            return await self._async_seen_again(entry, sighting)
        for family in FAMILIES.values():
            if match := family.recognise(sighting):
                break
        else:
            return self.async_abort(reason="not_recognised")
        if match.refusal:
            return self.async_abort(reason=match.refusal)
        if entry := self._async_entry_of(match.mac, match.serial):
            return await self._async_seen_again(entry, sighting)
        if async_core_serves(self.hass, family):
            # Who has fifty of them gets no fifty cards; they can be adopted together.
            return self.async_abort(reason="served_by_core")
        self._family, self._address, self._name = family, match.address, match.title
        self._mac, self._owner = match.mac, match.owner
        self._details = match.details
        # Until a key tells its serial, a device is known by what it announces.
        announced = match.serial or match.mac
        await self.async_set_unique_id(announced or str(match.address))
        self._abort_if_unique_id_configured()
        self._async_name_card()
        try:
            finding = await self._async_identify()
        except DeviceError:
            if match.doubtful:
                return self.async_abort(reason="not_recognised")
            return await self.async_step_silent()
        if finding is None:
            return self.async_abort(reason="not_recognised")
        if announced is None and finding.serial:
            await self.async_set_unique_id(finding.serial)
            self._abort_if_unique_id_configured(self._address_data)
        return await self._async_step_for(finding)

    @callback
    def _async_entry_of(
        self, mac: str | None, serial: str | None = None
    ) -> FreeholdConfigEntry | None:
        """Return the entry of a device that is added already."""
        for entry in self._async_current_entries(include_ignore=False):
            if mac is not None and entry.data.get(CONF_MAC) == mac:
                return entry
            if serial is not None and entry.unique_id == serial:
                return entry
        return None

    async def _async_seen_again(
        self, entry: FreeholdConfigEntry, sighting: Sighting
    ) -> ConfigFlowResult:
        """Follow a device to a new address, once it proves there who it is.

        Anybody can announce a MAC; only the device has its key and its serial.
        """
        self._async_use_entry(entry)
        known = self._address
        self._mac = self._mac or sighting.mac
        self._address = Address(sighting.host, sighting.port or known.port)
        if self._address == known:
            self._async_tell_sighted(entry)
            return self.async_abort(reason="already_configured")
        try:
            finding = await self._async_identify()
        except DeviceError:
            return self.async_abort(reason="already_configured")
        opened = opened_as(finding, entry)
        await self.async_set_unique_id(entry.unique_id)
        if isinstance(opened, Opened):
            self._abort_if_unique_id_configured(self._async_entry_updates(opened))
        elif finding and finding.serial == entry.unique_id and not in_contact(entry):
            # It was reset, and came back somewhere else: a repair looks after it there.
            self._abort_if_unique_id_configured(self._address_data)
        return self.async_abort(reason="already_configured")

    @callback
    def _async_tell_sighted(self, entry: FreeholdConfigEntry) -> None:
        """Have a device asked at once that was out of reach, or that woke for a moment."""
        if entry.state is ConfigEntryState.LOADED and (
            not in_contact(entry) or entry.runtime_data.is_long_unheard
        ):
            entry.async_create_background_task(
                self.hass, entry.runtime_data.async_sighted(), f"{entry.title} is back"
            )

    async def _async_step_for(self, finding: Finding) -> ConfigFlowResult:
        """Go on with what was found."""
        raise NotImplementedError

    async def async_step_silent(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Explain what to do about a device that was seen and does not answer."""
        raise NotImplementedError


def opened_as(finding: Finding | None, entry: ConfigEntry) -> Opened | str:
    """Return what was opened, or why it is not the device of an entry."""
    if finding is None:
        return "not_recognised"
    if finding.opened is None:
        return "not_ours"
    if finding.opened.identity.serial != entry.unique_id:
        return "another_device"
    return finding.opened
