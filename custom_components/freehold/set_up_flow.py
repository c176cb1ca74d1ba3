"""The part of the wizard that makes a device ours. It starts a job and watches it."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final, override

import probatio

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import callback
from homeassistant.helpers.selector import (
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
)

from .connection.errors import DeviceError
from .const import CONF_CREDENTIAL_ID
from .device_flow import DeviceFlow
from .household import Household
from .job_dialog import JobDialog, Turn
from .jobs import async_start_job
from .provisioning.strategy import Actor, Purpose, Request

_STEPS: Final = {
    Turn.PROGRESS: "setting_up",
    Turn.ANSWER: "set_up_answer",
    Turn.DONE: "set_up_done",
    Turn.FAILED: "set_up_failed",
}


class SetUpFlow(JobDialog[ConfigFlowResult], DeviceFlow):
    """The job that makes a device ours, from the explanation to the entry."""

    _job_steps = _STEPS
    _serial: str | None = None
    _adding = False

    def __init__(self) -> None:
        """Begin."""
        self._ended = asyncio.Event()

    async def async_step_set_up(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Say what will happen, and begin when told to."""
        household = await self._async_household()
        errors: dict[str, str] = {}
        if job := household.engine.open_job(self._request().names):
            self._job_id = job.id
            return await self._async_go_on()
        if user_input is not None:
            request = self._request(user_input.get(CONF_CREDENTIAL_ID))
            code = await self._async_begin(
                async_start_job(self.hass, request, self._actor)
            )
            if code is None:
                return await self._async_go_on()
            errors["base"] = f"provisioning_{code}"
        elif await self._async_is_ours_meanwhile():
            return await self.async_step_set_up_done()
        return self.async_show_form(
            step_id="set_up",
            data_schema=self._key_schema(household),
            errors=errors,
            description_placeholders=self._placeholders,
            last_step=False,
        )

    async def async_step_setting_up(
        self, _: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show how far the job is."""
        return await self._async_show_progress()

    async def async_step_set_up_answer(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Say what a person must do before the job goes on."""
        return await self._async_show_need(user_input)

    async def async_step_set_up_failed(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Say what went wrong and what to do; try again when told to."""
        return await self._async_show_failed(user_input, self._actor)

    async def async_step_set_up_done(
        self, _: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Add the device that has just become ours."""
        if self._adding:
            # A browser and the end of the progress both come here. Whoever is later waits:
            # ending a dialog twice is an error.
            await self._ended.wait()
            return self.async_abort(reason="already_configured")
        self._adding = True
        try:
            finding = await self._async_identify()
        except DeviceError:
            return self.async_abort(reason="added_later")
        if finding is None or finding.opened is None:
            return self.async_abort(reason="not_recognised")
        await self._async_claim(finding.opened)
        return self._async_create()

    @callback
    @override
    def async_remove(self) -> None:
        """Let go who waits for the end of the dialog."""
        self._ended.set()

    @property
    @override
    def _job_words(self) -> Mapping[str, str]:
        return {**self._placeholders, "device": self._name}

    @property
    def _actor(self) -> Actor:
        return Actor(source="wizard")

    def _request(self, credential_id: str | None = None) -> Request:
        return Request(
            family=self._family.key,
            purpose=Purpose.COMMISSION,
            host=self._address.host,
            port=self._address.port,
            serial=self._serial,
            mac=self._mac,
            credential_id=credential_id,
            details=self._details,
        )

    def _key_schema(self, household: Household) -> probatio.Schema:
        """Ask which key only where there is a choice."""
        held = household.vault.of_family(self._family.key)
        if len(held) < 2:
            return probatio.Schema({})
        options = [
            SelectOptionDict(value=credential.id, label=credential.name)
            for credential in held
        ]
        return probatio.Schema(
            {
                probatio.Required(
                    CONF_CREDENTIAL_ID, default=held[0].id
                ): SelectSelector(SelectSelectorConfig(options=options))
            }
        )

    async def _async_is_ours_meanwhile(self) -> bool:
        """Tell whether a job that nobody watched has made it ours since."""
        try:
            finding = await self._async_identify()
        except DeviceError:
            return False
        return finding is not None and finding.opened is not None
