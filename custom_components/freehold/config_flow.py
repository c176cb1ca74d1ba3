"""The wizard: discovery, manual address, credentials, reauthentication, reconfiguration."""

import asyncio
from collections.abc import Mapping
from typing import Any, override

import probatio

from homeassistant.config_entries import (
    SOURCE_IMPORT,
    SOURCE_USER,
    ConfigEntry,
    ConfigFlowResult,
    FlowType,
    OptionsFlow,
)
from homeassistant.const import CONF_HOST, CONF_PORT
from homeassistant.core import callback
from homeassistant.data_entry_flow import FlowResultType, UnknownFlow
from homeassistant.helpers.device_registry import format_mac
from homeassistant.helpers.selector import (
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    TextSelector,
    TextSelectorConfig,
)
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
from homeassistant.helpers.service_info.zeroconf import ZeroconfServiceInfo

from .adopt_flow import AdoptFlow
from .beside_core import async_candidates
from .connection.address import Address
from .connection.errors import DeviceError
from .const import (
    CONF_CREDENTIAL_ID,
    CONF_FAMILY,
    CONF_SERIAL,
    CONF_UNSEEN,
    DOMAIN,
    HOUSEHOLD,
)
from .families import FAMILIES
from .families.contract import Finding, Opened, Ownership, Sighting, Source
from .options_flow import SOURCE_ADDED, DeviceOptionsFlow, HouseholdOptionsFlow
from .securing import can_be_secured
from .set_up_flow import SetUpFlow
from .sighting_flow import SightingFlow, opened_as

CONF_OTHERS = "others"
_TEXT = TextSelector(TextSelectorConfig(autocomplete="off"))
HOST_SCHEMA = probatio.Schema({probatio.Required(CONF_HOST): _TEXT})
UNSEEN_SCHEMA = HOST_SCHEMA.extend({probatio.Optional(CONF_SERIAL): _TEXT})


class FreeholdConfigFlow(SightingFlow, AdoptFlow, SetUpFlow, domain=DOMAIN):
    """Find out what a device is and whose, then add it or say why not."""

    _ownership: Ownership | None = None

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> OptionsFlow:
        """Return the options of a device, or of the household."""
        if config_entry.unique_id == HOUSEHOLD:
            return HouseholdOptionsFlow()
        return DeviceOptionsFlow()

    async def async_step_import(self, data: dict[str, Any]) -> ConfigFlowResult:
        """Create the entry that holds no device, or that of a device nobody watched for."""
        if not data:
            await self.async_set_unique_id(HOUSEHOLD)
            self._abort_if_unique_id_configured()
            return self.async_create_entry(title="Household", data={})
        self._family = FAMILIES[data[CONF_FAMILY]]
        self._address = Address(data[CONF_HOST], data[CONF_PORT])
        wanted = (await self._async_vault()).get(data.get(CONF_CREDENTIAL_ID) or "")
        try:
            finding = await self._async_identify([wanted] if wanted else None)
        except DeviceError as err:
            return self.async_abort(reason=err.key)
        if finding is None or finding.opened is None:
            return self.async_abort(reason="not_recognised")
        # Its card may rest somewhere with the same id: it goes when the entry is made.
        await self._async_claim(finding.opened, even_if_in_progress=True)
        return self._async_create()

    @override
    async def async_on_create_entry(self, result: ConfigFlowResult) -> ConfigFlowResult:
        """Go on to securing a device that asks for no password, where somebody watches."""
        entry = result["result"]
        if (
            self.source == SOURCE_IMPORT
            or entry.data[CONF_CREDENTIAL_ID] is not None
            or not can_be_secured(self._family)
        ):
            return result
        flow = await self.hass.config_entries.options.async_init(
            entry.entry_id, context={"source": SOURCE_ADDED}
        )
        result["next_flow"] = (FlowType.OPTIONS_FLOW, flow["flow_id"])
        return result

    @override
    async def async_step_zeroconf(
        self, discovery_info: ZeroconfServiceInfo
    ) -> ConfigFlowResult:
        """Handle a device that announced itself."""
        return await self._async_sighted(
            Sighting(
                source=Source.ZEROCONF,
                host=discovery_info.host,
                port=discovery_info.port,
                name=discovery_info.name,
                hostname=discovery_info.hostname,
                properties={
                    key: value or "" for key, value in discovery_info.properties.items()
                },
            )
        )

    @override
    async def async_step_dhcp(
        self, discovery_info: DhcpServiceInfo
    ) -> ConfigFlowResult:
        """Handle a device that asked for an address."""
        return await self._async_sighted(
            Sighting(
                source=Source.DHCP,
                host=discovery_info.ip,
                hostname=discovery_info.hostname,
                mac=format_mac(discovery_info.macaddress),
            )
        )

    @override
    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Offer what Home Assistant serves already, or ask for an address."""
        if any(async_candidates(self.hass)):
            return self.async_show_menu(
                step_id="user", menu_options=["adopt", "by_address"]
            )
        return await self.async_step_by_address()

    async def async_step_by_address(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for an address: not every network lets announcements through."""
        errors: dict[str, str] = {}
        schema = HOST_SCHEMA
        if user_input is not None:
            try:
                finding = await self._async_find(user_input[CONF_HOST])
            except ValueError:
                errors[CONF_HOST] = "invalid_host"
            except DeviceError as err:
                schema = UNSEEN_SCHEMA
                errors[CONF_HOST] = err.key
                if label := user_input.get(CONF_SERIAL):
                    if serial := self._read_label(label, user_input[CONF_HOST]):
                        return await self._async_add_unseen(serial)
                    errors = {CONF_SERIAL: "invalid_serial"}
            else:
                if finding is not None:
                    return await self._async_step_for(finding)
                errors[CONF_HOST] = "not_recognised"
        return self.async_show_form(
            step_id="by_address",
            data_schema=self.add_suggested_values_to_schema(schema, user_input),
            errors=errors,
        )

    def _read_label(self, label: str, host: str) -> str | None:
        """Return the serial number of a device of whichever family takes it unseen, and use that."""
        for family in FAMILIES.values():
            try:
                serial = family.read_label(label)
            except ValueError:
                continue
            if serial is not None:
                self._family = family
                self._address = Address.parse(host, family.default_port)
                return serial
        return None

    async def _async_add_unseen(self, serial: str) -> ConfigFlowResult:
        """Add a device that has no power now; who it is, its first answer proves."""
        await self.async_set_unique_id(serial, raise_on_progress=False)
        self._abort_if_unique_id_configured()
        return self.async_create_entry(
            title=f"{self._family.title} {serial[-4:]}",
            data={
                CONF_FAMILY: self._family.key,
                CONF_SERIAL: serial,
                CONF_CREDENTIAL_ID: None,
                CONF_UNSEEN: True,
                **self._address_data,
            },
        )

    async def async_step_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Add a device that a key of ours opens: one click."""
        if user_input is not None:
            return self._async_create()
        self._set_confirm_only()
        return self.async_show_form(
            step_id="confirm", description_placeholders=self._placeholders
        )

    async def async_step_credentials(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the key of a device that somebody set up before."""
        return await self._async_ask("credentials", user_input)

    async def async_step_password(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the password that somebody gave a device."""
        return await self._async_ask("password", user_input)

    async def async_step_others(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Offer the other devices that the same credentials open."""
        if user_input is not None:
            await asyncio.gather(
                *(self._async_add_other(flow_id) for flow_id in user_input[CONF_OTHERS])
            )
            return self._async_create()
        if not (others := self._async_others()):
            return self._async_create()
        return self.async_show_form(
            step_id="others",
            data_schema=probatio.Schema(
                {
                    probatio.Optional(
                        CONF_OTHERS, default=[other["value"] for other in others]
                    ): SelectSelector(
                        SelectSelectorConfig(options=others, multiple=True)
                    )
                }
            ),
            description_placeholders=self._placeholders,
        )

    async def async_step_cloud_only(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Explain what to do about a device that only the vendor's cloud may talk to."""
        return await self._async_explain("cloud_only", user_input)

    @override
    async def async_step_silent(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Explain what to do about a device that was seen and does not answer."""
        return await self._async_explain("silent", user_input)

    async def async_step_reauth(
        self, entry_data: Mapping[str, Any]
    ) -> ConfigFlowResult:
        """Start over with the credentials of a device."""
        self._async_use_entry(self._get_reauth_entry())
        if self._family.credentials_step == "password":
            return await self.async_step_reauth_password()
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the key that the device holds now."""
        return await self._async_ask_again("reauth_confirm", user_input)

    async def async_step_reauth_password(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the password that the device has now."""
        return await self._async_ask_again("reauth_password", user_input)

    async def _async_ask_again(
        self, step_id: str, user_input: dict[str, Any] | None
    ) -> ConfigFlowResult:
        entry = self._get_reauth_entry()
        errors: dict[str, str] = {}
        if user_input is not None and (
            opened := await self._async_try(user_input, errors)
        ):
            if opened.identity.serial == entry.unique_id:
                await self._async_keep(opened.credential)
                return self.async_update_reload_and_abort(
                    entry, data_updates=self._async_entry_updates(opened)
                )
            errors["base"] = "another_device_here"
        return self._async_show_credentials(step_id, user_input, errors)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Move a device to another address."""
        entry = self._get_reconfigure_entry()
        self._async_use_entry(entry)
        errors: dict[str, str] = {}
        if user_input is not None:
            try:
                self._address = Address.parse(
                    user_input[CONF_HOST], self._family.default_port
                )
                finding = await self._async_identify()
            except ValueError:
                errors[CONF_HOST] = "invalid_host"
            except DeviceError as err:
                errors[CONF_HOST] = err.key
            else:
                opened = opened_as(finding, entry)
                if isinstance(opened, Opened):
                    return self.async_update_reload_and_abort(
                        entry, data_updates=self._async_entry_updates(opened)
                    )
                errors[CONF_HOST] = opened
        return self.async_show_form(
            step_id="reconfigure",
            data_schema=self.add_suggested_values_to_schema(
                HOST_SCHEMA, user_input or {CONF_HOST: str(self._address)}
            ),
            errors=errors,
            description_placeholders=self._placeholders,
        )

    @override
    async def _async_step_for(self, finding: Finding) -> ConfigFlowResult:
        """Go on with what was found."""
        self._ownership = finding.ownership
        self._name = finding.name or self._name
        self._async_name_card()
        if finding.opened:
            await self._async_claim(finding.opened)
            if self.source == SOURCE_USER:
                return self._async_create()
            return await self.async_step_confirm()
        if finding.ownership is Ownership.NOBODY:
            self._serial = finding.serial
            if entry := self.hass.config_entries.async_entry_for_domain_unique_id(
                DOMAIN, finding.serial or ""
            ):
                self._async_tell_sighted(entry)
                return self.async_abort(reason="was_reset")
            return await self.async_step_set_up()
        if finding.ownership is Ownership.CLOUD:
            return await self.async_step_cloud_only()
        if self._family.credentials_step == "password":
            return await self.async_step_password()
        return await self.async_step_credentials()

    async def _async_ask(
        self, step_id: str, user_input: dict[str, Any] | None
    ) -> ConfigFlowResult:
        """Ask for what opens a device, and add it."""
        errors: dict[str, str] = {}
        if user_input is not None:
            if opened := await self._async_try(user_input, errors):
                await self._async_claim(opened)
                await self._async_keep(opened.credential)
                return await self.async_step_others()
        elif await self._async_opened_meanwhile():
            return await self.async_step_confirm()
        return self._async_show_credentials(step_id, user_input, errors)

    async def _async_explain(
        self, step_id: str, user_input: dict[str, Any] | None
    ) -> ConfigFlowResult:
        """Say why the device cannot be added as it is, and look again on request."""
        errors: dict[str, str] = {}
        if user_input is not None:
            try:
                finding = await self._async_identify()
            except DeviceError as err:
                errors["base"] = err.key
            else:
                if finding is None:
                    return self.async_abort(reason="not_recognised")
                if finding.ownership is not self._ownership:
                    return await self._async_step_for(finding)
                errors["base"] = "unchanged"
        return self.async_show_form(
            step_id=step_id,
            errors=errors,
            description_placeholders=self._placeholders,
            last_step=False,
        )

    async def _async_opened_meanwhile(self) -> bool:
        """Tell whether a key that came since with another device opens this one."""
        stored = (await self._async_vault()).of_family(self._family.key)
        if {credential.id for credential in stored} <= self._offered:
            return False
        try:
            finding = await self._async_identify()
        except DeviceError:
            return False
        if not (finding and finding.opened):
            return False
        await self._async_claim(finding.opened)
        return True

    @callback
    def _async_others(self) -> list[SelectOptionDict]:
        """List the waiting discovery cards of the same household."""
        if not self._owner:
            return []
        return [
            SelectOptionDict(
                value=flow["flow_id"],
                label=flow["context"]["title_placeholders"]["name"],
            )
            for flow in self._async_in_progress()
            if flow["context"].get("title_placeholders", {}).get("owner") == self._owner
            and flow["step_id"] in ("confirm", "credentials")
        ]

    async def _async_add_other(self, flow_id: str) -> None:
        """Walk a waiting card through, now that a key opens its device."""
        flows = self.hass.config_entries.flow
        try:
            result = await flows.async_configure(flow_id)
            if result["type"] is FlowResultType.FORM and result["step_id"] == "confirm":
                await flows.async_configure(flow_id, {})
        except UnknownFlow:
            return
