"""What the steps of the wizard stand on: one device, where it is, and what opens it."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import probatio

from homeassistant.config_entries import (
    SOURCE_USER,
    ConfigEntry,
    ConfigFlow,
    ConfigFlowResult,
)
from homeassistant.const import CONF_HOST, CONF_MAC, CONF_PORT
from homeassistant.core import callback
from homeassistant.data_entry_flow import AbortFlow
from homeassistant.helpers.selector import (
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)

from .beside_core import async_core_entry
from .connection.address import Address
from .connection.errors import ConnectionLostError, DeviceError
from .connection.session import open_session
from .const import (
    CONF_CREDENTIAL_ID,
    CONF_FAMILY,
    CONF_LIFECYCLE_ONLY,
    CONF_PROTOCOL,
    CONF_SERIAL,
)
from .families import FAMILIES
from .families.contract import CredentialField, Family, Finding, Opened
from .household import async_get_household, async_keep_credential
from .provisioning.credential import Credential, CredentialError
from .provisioning.vault import Vault, VaultError


class DeviceFlow(ConfigFlow):
    """A config flow about one device."""

    _family: Family[Any]
    _address: Address
    _name: str
    _mac: str | None = None
    _owner: str | None = None
    _details: Mapping[str, str] = {}
    _usual: str | None = None
    """Id of the credential that opened the device when it was last asked."""
    _opened: Opened
    _offered: frozenset[str] = frozenset()
    """Ids of the stored credentials that the device was asked about."""

    @property
    def _address_data(self) -> dict[str, Any]:
        """What an entry remembers of where its device is."""
        data = {CONF_HOST: self._address.host, CONF_PORT: self._address.port}
        return data | {CONF_MAC: self._mac} if self._mac else data

    @property
    def _placeholders(self) -> dict[str, str]:
        return {
            "name": self._name,
            "address": str(self._address),
            "family": self._family.title,
        }

    @callback
    def _async_use_entry(self, entry: ConfigEntry) -> None:
        """Go on with the device of an entry."""
        self._family = FAMILIES[entry.data[CONF_FAMILY]]
        self._address = Address(entry.data[CONF_HOST], entry.data[CONF_PORT])
        self._name = entry.title
        self._mac = entry.data.get(CONF_MAC)
        self._usual = entry.data.get(CONF_CREDENTIAL_ID)

    async def _async_find(self, host: str) -> Finding | None:
        """Ask at an address, as every family would. Raises ValueError, DeviceError.

        At different ports at once: one that does not answer takes its time. At one port one after
        the other: there are devices with a single connection.
        """
        places: dict[Address, list[Family[Any]]] = {}
        for family in FAMILIES.values():
            address = Address.parse(host, family.default_port)
            places.setdefault(address, []).append(family)
        asking = [
            self.hass.async_create_task(self._async_find_at(address, families))
            for address, families in places.items()
        ]
        try:
            for answer in asyncio.as_completed(asking):
                with suppress(DeviceError):
                    if found := await answer:
                        self._family, self._address, finding = found
                        self._name = f"{self._family.title} {self._address}"
                        return finding
        finally:
            for task in asking:
                task.cancel()
            await asyncio.gather(*asking, return_exceptions=True)
        _raise_what_matters([task.exception() for task in asking])
        return None

    async def _async_find_at(
        self, address: Address, families: list[Family[Any]]
    ) -> tuple[Family[Any], Address, Finding] | None:
        """Ask at one port, whose usual owner comes first. Raises DeviceError."""
        errors: list[DeviceError | None] = []
        families.sort(key=lambda family: family.default_port != address.port)
        for family in families:
            try:
                finding = await self._async_identify_at(
                    family, address, await self._async_held(family)
                )
            except DeviceError as err:
                errors.append(err)
            else:
                if finding:
                    return family, address, finding
                errors.append(None)
        _raise_what_matters(errors)
        return None

    async def _async_held(self, family: Family[Any]) -> list[Credential]:
        """Return all keys that we hold, and remember that the device is asked about them.

        A family that tries only some tries the last.
        """
        held = (await self._async_vault()).of_family(family.key)
        self._offered |= {credential.id for credential in held}
        return sorted(held, key=lambda each: each.id == self._usual)

    async def _async_identify(
        self, credentials: Sequence[Credential] | None = None
    ) -> Finding | None:
        """Ask the device who it is, offering all keys we hold unless told which."""
        if credentials is None:
            credentials = await self._async_held(self._family)
        return await self._async_identify_at(self._family, self._address, credentials)

    async def _async_identify_at(
        self, family: Family[Any], address: Address, credentials: Sequence[Credential]
    ) -> Finding | None:
        async with open_session(family.policy) as session:
            return await family.identify(address, session, credentials, self._owner)

    async def _async_try(
        self, user_input: dict[str, Any], errors: dict[str, str]
    ) -> Opened | None:
        """Try what was entered at the device; say at its field what is wrong with it."""
        try:
            vault = await self._async_vault()
            finding = await self._async_identify(
                [
                    vault.held_as(credential)
                    for credential in self._family.parse_credentials(user_input)
                ]
            )
        except CredentialError as err:
            errors[err.field] = err.key
        except DeviceError as err:
            errors["base"] = err.key
        else:
            if finding and finding.opened:
                return finding.opened
            errors[self._async_secret_field(user_input)] = (
                "password_refused"
                if self._family.credentials_step == "password"
                else "credentials_refused"
            )
        return None

    @callback
    def _async_secret_field(self, user_input: dict[str, Any]) -> str:
        """Return the field whose content a device refused: the last that is filled counts."""
        return next(
            field.key
            for field in reversed(self._family.credential_fields)
            if field.secret and user_input.get(field.key)
        )

    @callback
    def _async_show_credentials(
        self,
        step_id: str,
        user_input: dict[str, Any] | None,
        errors: dict[str, str],
    ) -> ConfigFlowResult:
        fields = self._family.credential_fields
        known = {fields[0].key: self._owner} if self._owner else {}
        shown = {
            field.key: (user_input or known)[field.key]
            for field in fields
            if not field.secret and field.key in (user_input or known)
        }
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(
                probatio.Schema(
                    {
                        probatio.Optional(field.key): credential_selector(field)
                        for field in fields
                    }
                ),
                shown,
            ),
            errors=errors,
            description_placeholders=self._placeholders,
        )

    async def _async_vault(self) -> Vault:
        try:
            return (await async_get_household(self.hass)).vault
        except VaultError as err:
            raise AbortFlow("vault_unreadable") from err

    async def _async_keep(self, credential: Credential | None) -> None:
        """Store what opened a device, durably, if anything was needed."""
        try:
            if credential:
                await async_keep_credential(self.hass, credential)
        except VaultError as err:
            raise AbortFlow("vault_unwritable") from err

    async def _async_claim(
        self, opened: Opened, *, even_if_in_progress: bool = False
    ) -> None:
        """Take the device's own serial as unique id; abort if it is there already."""
        self._opened = opened
        self._address = opened.address or self._address
        self._name = opened.identity.name
        self._mac = self._mac or opened.identity.mac
        # A person who types an address is not locked out by a card of the same device.
        await self.async_set_unique_id(
            opened.identity.serial,
            raise_on_progress=self.source != SOURCE_USER and not even_if_in_progress,
        )
        self._abort_if_unique_id_configured(self._async_entry_updates(opened))
        self._async_name_card()

    @callback
    def _async_name_card(self) -> None:
        """Tell the discovery card, and other flows, what this one is about."""
        self.context["title_placeholders"] = {
            "name": self._name,
            "owner": self._owner or "",
            "address": str(self._address),
        }

    @callback
    def _async_entry_updates(self, opened: Opened) -> dict[str, Any]:
        """Return what an entry remembers of where its device is and what opens it."""
        self._address = opened.address or self._address
        credential, protocol = opened.credential, opened.identity.protocol
        return {
            **self._address_data,
            **({CONF_PROTOCOL: protocol} if protocol else {}),
            CONF_CREDENTIAL_ID: credential.id if credential else None,
        }

    @callback
    def _async_create(self) -> ConfigFlowResult:
        """Create the entry: where the device is and the id of its key, never the key."""
        for card in self._async_in_progress():
            placeholders = card["context"].get("title_placeholders", {})
            if placeholders.get("address") == str(self._address):
                self.hass.config_entries.flow.async_abort(card["flow_id"])
        serial = self._opened.identity.serial
        return self.async_create_entry(
            title=self._name,
            data={
                CONF_FAMILY: self._family.key,
                CONF_SERIAL: serial,
                **self._async_entry_updates(self._opened),
            },
            # Where Home Assistant shows a device already, only what it lacks is added.
            options=(
                {CONF_LIFECYCLE_ONLY: True}
                if async_core_entry(self.hass, self._family, serial)
                else {}
            ),
        )


def _raise_what_matters(errors: Sequence[BaseException | None]) -> None:
    """Raise the first trouble; silence only where nobody answered anything. None: somebody did."""
    found = [err for err in errors if err is not None]
    trouble = [err for err in found if not isinstance(err, ConnectionLostError)]
    if what := trouble or (found if len(found) == len(errors) else []):
        raise what[0]


def credential_selector(field: CredentialField) -> TextSelector:
    """Return how a part of a credential is entered."""
    return TextSelector(
        TextSelectorConfig(
            type=TextSelectorType.PASSWORD if field.secret else TextSelectorType.TEXT,
            multiline=field.multiline,
            autocomplete="off",
        )
    )
