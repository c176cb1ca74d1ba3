"""The part of the options that closes a device of ours to everybody else."""

from collections.abc import Mapping
from typing import Any, Final, override

import probatio

from homeassistant.config_entries import ConfigFlowResult, OptionsFlowWithReload
from homeassistant.data_entry_flow import AbortFlow
from homeassistant.helpers.selector import (
    BooleanSelector,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
)

from .beside_core import async_core_entry
from .const import CONF_CREDENTIAL_ID, CONF_FAMILY, CONF_SERIAL
from .device_flow import credential_selector
from .families import FAMILIES
from .household import Household, async_keep_credential
from .job_dialog import JobDialog, Turn
from .jobs import async_start_job
from .provisioning.credential import CredentialError
from .provisioning.failures import recovery_key
from .provisioning.registry import UnsupportedRequestError
from .provisioning.securing import USUALLY_CLOSED, Door, open_doors
from .provisioning.strategy import Actor, Identified, JobFailure
from .provisioning.vault import VaultError
from .securing import secure_request, usual_request, wishes

CONF_CHOICE: Final = "choice"
KEEP: Final = "keep"
NEW: Final = "new"
TYPED: Final = "typed"
_ACTOR: Final = Actor(source="options")
_STEPS: Final = {
    Turn.PROGRESS: "securing",
    Turn.ANSWER: "secure_answer",
    Turn.DONE: "secured",
    Turn.FAILED: "secure_failed",
}


class SecureFlow(JobDialog[ConfigFlowResult], OptionsFlowWithReload):
    """Say what is open, close what a person chooses, and show the password once."""

    _job_steps = _STEPS

    async def async_step_secure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask what is to be closed, and with which password."""
        household = await self._async_household()
        usual = usual_request(self.config_entry)
        if job := household.engine.open_job(usual.names):
            self._job_id = job.id
            return await self._async_go_on()
        errors: dict[str, str] = {}
        # One without fields was only an answer to why it could not be asked.
        if user_input and await self._async_secure(household, user_input, errors):
            return await self._async_go_on()
        found: Identified | None = None
        try:
            found = await household.engine.look(usual)
        except UnsupportedRequestError as err:
            raise AbortFlow("unsupported_request") from err
        except JobFailure as err:
            errors = {"base": household.engine.advise(usual, err.code).key}
        return self.async_show_form(
            step_id="secure_beside_core" if self._is_beside_core else "secure",
            data_schema=self._schema(household, found),
            errors=errors,
            description_placeholders=dict(self._job_words),
            last_step=False,
        )

    async def async_step_secure_beside_core(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask the same where Home Assistant's own integration will ask for the password."""
        return await self.async_step_secure(user_input)

    async def async_step_securing(
        self, _: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show how far the job is."""
        return await self._async_show_progress()

    async def async_step_secure_answer(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Say what a person must do before the job goes on."""
        return await self._async_show_need(user_input)

    async def async_step_secure_failed(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Say what went wrong and what to do; try again when told to."""
        return await self._async_show_failed(user_input, _ACTOR)

    async def async_step_secured(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show the password once, to be copied to wherever else it is needed."""
        if user_input is not None:
            return self.async_create_entry(data=dict(self.config_entry.options))
        view = await self._async_view()
        password = await self._async_password(
            view.credential_id or view.request.credential_id
        )
        return self.async_show_form(
            step_id="secured" if password else "secured_kept",
            data_schema=probatio.Schema({}),
            errors=(
                {"base": recovery_key(view.warnings[0].code)} if view.warnings else {}
            ),
            description_placeholders={**self._job_words, "password": password},
        )

    async def async_step_secured_kept(
        self, _: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """End where there was no new password to be shown."""
        return self.async_create_entry(data=dict(self.config_entry.options))

    @property
    @override
    def _job_words(self) -> Mapping[str, str]:
        title = self.config_entry.title
        return {"name": title, "device": title}

    @property
    def _is_beside_core(self) -> bool:
        data = self.config_entry.data
        family = FAMILIES[data[CONF_FAMILY]]
        return async_core_entry(self.hass, family, data[CONF_SERIAL]) is not None

    async def _async_secure(
        self, household: Household, chosen: dict[str, Any], errors: dict[str, str]
    ) -> bool:
        """Begin what was chosen; tell whether that worked, else say at its field why not."""
        doors = [door for door in Door if chosen.get(door)]
        choice = chosen[CONF_CHOICE]
        if choice == KEEP and not doors:
            errors["base"] = "nothing_chosen"
            return False
        credential_id = choice if choice not in (KEEP, NEW) else None
        if choice == TYPED:
            try:
                credential_id = await self._async_keep_typed(household, chosen)
            except CredentialError as err:
                errors[err.field] = err.key
                return False
        request = secure_request(
            self.config_entry,
            wishes(doors, keep_password=choice == KEEP),
            credential_id,
        )
        code = await self._async_begin(async_start_job(self.hass, request, _ACTOR))
        if code is not None:
            errors["base"] = recovery_key(code)
        return code is None

    async def _async_keep_typed(
        self, household: Household, chosen: dict[str, Any]
    ) -> str:
        """Store what was typed: it is durable before the device can hold it.

        Raises CredentialError.
        """
        family = FAMILIES[self.config_entry.data[CONF_FAMILY]]
        typed = household.vault.held_as(family.parse_credentials(chosen)[0])
        try:
            await async_keep_credential(self.hass, typed)
        except VaultError as err:
            raise AbortFlow("vault_unwritable") from err
        return typed.id

    async def _async_password(self, credential_id: str | None) -> str:
        """Return the secret part of a credential, as a person would type it."""
        vault = (await self._async_household()).vault
        credential = vault.get(credential_id) if credential_id else None
        if credential is None:
            return ""
        fields = FAMILIES[credential.family].credential_fields
        return "\n".join(
            credential.secrets[field.key]
            for field in fields
            if field.secret and field.key in credential.secrets
        )

    def _schema(
        self, household: Household, found: Identified | None
    ) -> probatio.Schema:
        """Offer what there is to close; nothing if the device could not be asked."""
        if found is None:
            return probatio.Schema({})
        family = FAMILIES[self.config_entry.data[CONF_FAMILY]]
        held = self.config_entry.data[CONF_CREDENTIAL_ID]
        options = [
            *([SelectOptionDict(value=KEEP, label=KEEP)] if held else []),
            SelectOptionDict(value=NEW, label=NEW),
            *(
                SelectOptionDict(value=credential.id, label=credential.name)
                for credential in household.vault.of_family(family.key)
                if credential.id != held
            ),
            SelectOptionDict(value=TYPED, label=TYPED),
        ]
        password = SelectSelector(
            SelectSelectorConfig(options=options, translation_key="password_choice")
        )
        return probatio.Schema(
            {
                probatio.Required(CONF_CHOICE, default=options[0]["value"]): password,
                **{
                    probatio.Optional(field.key): credential_selector(field)
                    for field in family.credential_fields
                },
                **{
                    probatio.Required(
                        str(door), default=door in USUALLY_CLOSED
                    ): BooleanSelector()
                    for door in open_doors(found.details)
                },
            }
        )
