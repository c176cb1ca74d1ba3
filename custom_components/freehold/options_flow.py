"""Options: what a user may judge about a device, and the keys of the household."""

from typing import Any

import probatio

from homeassistant.config_entries import (
    ConfigFlowResult,
    OptionsFlow,
    OptionsFlowWithReload,
)
from homeassistant.helpers.selector import (
    BooleanSelector,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
)

from .const import CONF_CREDENTIAL_ID, CONF_FAMILY, DOMAIN
from .families import FAMILIES
from .household import async_get_household
from .provisioning.credential import Credential
from .provisioning.vault import VaultError

CONF_FORGET = "forget"


class DeviceOptionsFlow(OptionsFlowWithReload):
    """The switches that the family of a device offers."""

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show the switches."""
        if user_input is not None:
            return self.async_create_entry(data=user_input)
        defaults = FAMILIES[self.config_entry.data[CONF_FAMILY]].option_defaults
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(
                probatio.Schema(
                    {probatio.Required(key): BooleanSelector() for key in defaults}
                ),
                {**defaults, **self.config_entry.options},
            ),
        )


class HouseholdOptionsFlow(OptionsFlow):
    """The keys that the household holds."""

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Go to the only thing there is: the keys."""
        return await self.async_step_keys()

    async def async_step_keys(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """List the keys, and forget what the user picks."""
        vault = (await async_get_household(self.hass)).vault
        stored = [
            credential for family in FAMILIES for credential in vault.of_family(family)
        ]
        if not stored:
            return self.async_abort(reason="no_keys")
        errors: dict[str, str] = {}
        if user_input is not None:
            if self._used() & set(user_input[CONF_FORGET]):
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

    def _used(self) -> set[str]:
        """Return the ids of the keys that open a device of this Home Assistant."""
        return {
            entry.data[CONF_CREDENTIAL_ID]
            for entry in self.hass.config_entries.async_entries(
                DOMAIN, include_ignore=False
            )
            if CONF_CREDENTIAL_ID in entry.data
        }


def _option(credential: Credential) -> SelectOptionDict:
    title = FAMILIES[credential.family].title
    return SelectOptionDict(value=credential.id, label=f"{title}: {credential.name}")
