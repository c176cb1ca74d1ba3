"""Options: what a user may judge about a device, and the keys of the household."""

import json
from typing import Any

import probatio

from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult, OptionsFlow
from homeassistant.const import UnitOfTime
from homeassistant.helpers.selector import (
    BooleanSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectOptionDict,
    Selector,
    SelectSelector,
    SelectSelectorConfig,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)

from .const import CONF_CREDENTIAL_ID, CONF_FAMILY, CONF_LIFECYCLE_ONLY, DOMAIN
from .families import FAMILIES
from .families.contract import ChoicesOption, Option, SecondsOption, SwitchOption
from .household import async_get_household
from .provisioning.credential import Credential, CredentialError
from .provisioning.states import State
from .provisioning.vault import VaultError
from .secure_flow import SecureFlow
from .securing import can_be_secured

CONF_CONFIRM = "confirm"
CONF_EXPORT = "export"
CONF_FORGET = "forget"
SOURCE_ADDED = "added"
"""The source of a dialog that follows on the one in which its device was added."""


class DeviceOptionsFlow(SecureFlow):
    """The options that the family of a device offers, and closing it to others."""

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show the options, or offer the choice where there is one."""
        family = FAMILIES[self.config_entry.data[CONF_FAMILY]]
        if user_input is None and can_be_secured(family):
            if self.context.get("source") == SOURCE_ADDED:
                return await self.async_step_secure()
            return await self.async_step_device()
        return await self.async_step_settings(user_input)

    async def async_step_device(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Offer what can be done."""
        return self.async_show_menu(
            step_id="device",
            menu_options=["settings", "secure"],
            description_placeholders=dict(self._job_words),
        )

    async def async_step_settings(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show the options."""
        if user_input is not None:
            return self.async_create_entry(data=user_input)
        family = FAMILIES[self.config_entry.data[CONF_FAMILY]]
        options = family.options
        if family.core_domain:
            options = (*options, SwitchOption(key=CONF_LIFECYCLE_ONLY, default=False))
        defaults = {option.key: option.default for option in options}
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(
                probatio.Schema(dict(map(self._field, options))),
                defaults | self.config_entry.options,
            ),
        )

    def _field(self, option: Option) -> tuple[probatio.Marker, Selector[Any]]:
        """Return how an option is entered."""
        match option:
            case SwitchOption():
                return probatio.Required(option.key), BooleanSelector()
            case SecondsOption():
                return probatio.Optional(option.key), NumberSelector(
                    NumberSelectorConfig(
                        min=option.minimum,
                        max=option.maximum,
                        mode=NumberSelectorMode.BOX,
                        unit_of_measurement=UnitOfTime.SECONDS,
                    )
                )
            case _:
                return probatio.Optional(option.key, default=list), SelectSelector(
                    SelectSelectorConfig(options=self._choices(option), multiple=True)
                )

    def _choices(self, option: ChoicesOption) -> list[SelectOptionDict]:
        """Return what can be chosen; what was chosen before can be, whatever the device says."""
        chosen = self.config_entry.options.get(option.key, ())
        choices = {value: value for value in chosen}
        if self.config_entry.state is ConfigEntryState.LOADED:
            choices |= option.choices(self.config_entry.runtime_data.data)
        return [
            SelectOptionDict(value=value, label=label)
            for value, label in choices.items()
        ]


class HouseholdOptionsFlow(OptionsFlow):
    """The keys that the household holds."""

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Go to the menu."""
        return await self.async_step_household()

    async def async_step_household(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Offer what can be done with keys."""
        return self.async_show_menu(
            step_id="household",
            menu_options=["keys", "export_keys", "import_keys", "rotate"],
        )

    async def async_step_export_keys(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show the keys only to somebody who asked for it twice."""
        if not await self._async_stored():
            return self.async_abort(reason="no_keys")
        errors: dict[str, str] = {}
        if user_input is not None:
            if user_input[CONF_CONFIRM]:
                return await self.async_step_exported()
            errors[CONF_CONFIRM] = "confirm_first"
        return self.async_show_form(
            step_id="export_keys",
            data_schema=probatio.Schema(
                {probatio.Required(CONF_CONFIRM, default=False): BooleanSelector()}
            ),
            errors=errors,
            last_step=False,
        )

    async def async_step_exported(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show the keys, in the form in which they can be imported."""
        if user_input is not None:
            return self.async_create_entry(data={})
        export = [dict(each.secrets) for each in await self._async_stored()]
        return self.async_show_form(
            step_id="exported",
            data_schema=probatio.Schema({}),
            description_placeholders={"export": json.dumps(export, indent=1)},
        )

    async def async_step_import_keys(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Take keys from a copy. A key that is held under the same name stays."""
        errors: dict[str, str] = {}
        if user_input is not None:
            vault = (await async_get_household(self.hass)).vault
            try:
                for credential in _imported(user_input[CONF_EXPORT]):
                    if vault.get(credential.id) is None:
                        await vault.store(credential)
            except CredentialError as err:
                errors[CONF_EXPORT] = err.key
            except VaultError:
                return self.async_abort(reason="vault_unwritable")
            else:
                return self.async_abort(reason="imported")
        return self.async_show_form(
            step_id="import_keys",
            data_schema=probatio.Schema(
                {
                    probatio.Required(CONF_EXPORT): TextSelector(
                        TextSelectorConfig(
                            type=TextSelectorType.PASSWORD,
                            multiline=True,
                            autocomplete="off",
                        )
                    )
                }
            ),
            errors=errors,
        )

    async def async_step_rotate(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Explain why a key cannot be replaced from here."""
        if user_input is not None:
            return await self.async_step_household()
        return self.async_show_form(
            step_id="rotate", data_schema=probatio.Schema({}), last_step=False
        )

    async def async_step_keys(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """List the keys, and forget what the user picks."""
        vault = (await async_get_household(self.hass)).vault
        stored = await self._async_stored()
        if not stored:
            return self.async_abort(reason="no_keys")
        errors: dict[str, str] = {}
        if user_input is not None:
            if await self._async_used() & set(user_input[CONF_FORGET]):
                errors[CONF_FORGET] = "key_in_use"
            else:
                try:
                    for credential_id in user_input[CONF_FORGET]:
                        await vault.forget(credential_id)
                except VaultError:
                    return self.async_abort(reason="vault_unwritable")
                return self.async_create_entry(data={})
        return self.async_show_form(
            step_id="keys",
            data_schema=probatio.Schema(
                {
                    probatio.Optional(CONF_FORGET, default=list): SelectSelector(
                        SelectSelectorConfig(
                            options=[_option(credential) for credential in stored],
                            multiple=True,
                        )
                    )
                }
            ),
            errors=errors,
        )

    async def _async_stored(self) -> list[Credential]:
        vault = (await async_get_household(self.hass)).vault
        return [
            credential for family in FAMILIES for credential in vault.of_family(family)
        ]

    async def _async_used(self) -> set[str]:
        """Return the ids of the keys that a device holds, or may hold, as far as we know."""
        engine = (await async_get_household(self.hass)).engine
        unsure = {
            job.credential_id
            for job in engine.jobs()
            if job.credential_id
            and (not job.state.terminal or job.state is State.NEEDS_ATTENTION)
        }
        return unsure | {
            entry.data[CONF_CREDENTIAL_ID]
            for entry in self.hass.config_entries.async_entries(
                DOMAIN, include_ignore=False
            )
            if entry.data.get(CONF_CREDENTIAL_ID)
        }


def _imported(export: str) -> list[Credential]:
    """Read keys of whichever families an export holds. Raises CredentialError."""
    found: list[Credential] = []
    wrong: CredentialError | None = None
    for family in FAMILIES.values():
        try:
            found.extend(family.parse_credentials({CONF_EXPORT: export}))
        except CredentialError as err:
            wrong = wrong or err
    if not found and wrong is not None:
        raise wrong
    return found


def _option(credential: Credential) -> SelectOptionDict:
    title = FAMILIES[credential.family].title
    return SelectOptionDict(value=credential.id, label=f"{title}: {credential.name}")
