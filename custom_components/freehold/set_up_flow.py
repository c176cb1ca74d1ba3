"""The part of the wizard that makes a device ours. It starts a job and watches it."""

import asyncio
from typing import Any, Final, override

import probatio

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import callback
from homeassistant.data_entry_flow import AbortFlow
from homeassistant.helpers.selector import (
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
)

from .connection.errors import DeviceError
from .const import CONF_CREDENTIAL_ID
from .device_flow import DeviceFlow
from .household import Household, async_get_household
from .job_dialog import (
    Turn,
    async_answer_job,
    async_progress_task,
    next_turn,
    progress_action,
    progress_placeholders,
)
from .jobs import async_retry_job, async_running_job, async_start_job
from .provisioning.engine import JobRunningError
from .provisioning.job import JobView, Need
from .provisioning.registry import UnsupportedRequestError
from .provisioning.strategy import Actor, JobFailure, Purpose, Request
from .provisioning.vault import VaultError

_STEPS: Final = {
    Turn.PROGRESS: "setting_up",
    Turn.ANSWER: "set_up_answer",
    Turn.DONE: "set_up_done",
    Turn.FAILED: "set_up_failed",
}


class SetUpFlow(DeviceFlow):
    """Steps around one job. The job outlives them: closing the dialog does not stop it."""

    _job_id: str
    _serial: str | None = None
    _shown: tuple[str, Need | None] | None = None
    """The job and the need that a person last saw: what was not seen is not answered."""

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
        if job := async_running_job(household, self._request()):
            self._job_id = job.id
            return await self._async_go_on()
        if user_input is not None:
            try:
                view = await async_start_job(
                    self.hass,
                    self._request(user_input.get(CONF_CREDENTIAL_ID)),
                    self._actor,
                )
            except JobRunningError as err:
                self._job_id = err.job_id
                return await self._async_go_on()
            except UnsupportedRequestError:
                return self.async_abort(reason="unsupported_request")
            except VaultError:
                return self.async_abort(reason="vault_unwritable")
            except JobFailure as err:
                errors["base"] = f"provisioning_{err.code}"
            else:
                self._job_id = view.id
                return await self._async_go_on()
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
        """Show how far the job is, whenever it is somewhere else."""
        household = await self._async_household()
        view = household.engine.view(self._job_id)
        if (turn := next_turn(view)) is not Turn.PROGRESS:
            return self.async_show_progress_done(next_step_id=_STEPS[turn])
        self.async_update_progress(view.fraction)
        return self.async_show_progress(
            step_id=_STEPS[turn],
            progress_action=progress_action(view),
            description_placeholders={
                **self._placeholders,
                **progress_placeholders(view),
            },
            progress_task=async_progress_task(self, household, view),
        )

    async def async_step_set_up_answer(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Say what a person must do before the job goes on."""
        household = await self._async_household()
        view = household.engine.view(self._job_id)
        if view.needs is None:
            return await self._async_go_on()
        if user_input is not None and self._shown == (view.id, view.needs):
            await async_answer_job(household, view, view.needs)
            return await self._async_go_on()
        self._shown = (view.id, view.needs)
        return self._show_trouble("set_up_answer", household, view, view.needs.code)

    async def async_step_set_up_failed(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Say what went wrong and what to do; try again when told to."""
        household = await self._async_household()
        view = household.engine.view(self._job_id)
        code = view.code or "internal_error"
        if (
            user_input is not None
            and view.state.terminal
            and self._shown == (view.id, None)
        ):
            try:
                self._job_id = (
                    await async_retry_job(self.hass, self._job_id, self._actor)
                ).id
                return await self._async_go_on()
            except JobRunningError as err:
                self._job_id = err.job_id
                return await self._async_go_on()
            except UnsupportedRequestError, VaultError:
                return self.async_abort(reason="vault_unwritable")
            except JobFailure as err:
                code = err.code
        self._shown = (view.id, None)
        return self._show_trouble("set_up_failed", household, view, code)

    async def _async_go_on(self) -> ConfigFlowResult:
        """Show where the job is. Only from a progress step does progress end by itself."""
        turn = next_turn((await self._async_household()).engine.view(self._job_id))
        step: ConfigFlowResult = await getattr(self, f"async_step_{_STEPS[turn]}")()
        return step

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

    @callback
    def _show_trouble(
        self, step_id: str, household: Household, view: JobView, code: str
    ) -> ConfigFlowResult:
        recovery = household.engine.explain(view.id, code)
        return self.async_show_form(
            step_id=step_id,
            errors={"base": recovery.key},
            description_placeholders={
                **self._placeholders,
                **recovery.placeholders,
                "device": self._name,
                "stage": view.stage,
            },
            last_step=False,
        )

    async def _async_is_ours_meanwhile(self) -> bool:
        """Tell whether a job that nobody watched has made it ours since."""
        try:
            finding = await self._async_identify()
        except DeviceError:
            return False
        return finding is not None and finding.opened is not None

    async def _async_household(self) -> Household:
        try:
            return await async_get_household(self.hass)
        except VaultError as err:
            raise AbortFlow("vault_unreadable") from err
