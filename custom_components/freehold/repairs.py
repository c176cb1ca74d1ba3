"""Repairs: give a reset device back what it had, and decide about interrupted jobs."""

from typing import Any, Final

import probatio

from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_HOST, CONF_MAC, CONF_PORT
from homeassistant.core import HomeAssistant

from .const import CONF_CREDENTIAL_ID, CONF_FAMILY, CONF_SERIAL
from .household import Household, async_get_household
from .job_dialog import (
    Turn,
    async_answer_job,
    async_progress_task,
    next_turn,
    progress_action,
    progress_placeholders,
)
from .jobs import async_follow, async_running_job, async_start_job
from .provisioning.engine import Decision, JobRunningError, WrongJobStateError
from .provisioning.job import Need
from .provisioning.registry import UnsupportedRequestError
from .provisioning.strategy import Actor, JobFailure, Purpose, Request
from .provisioning.vault import VaultError

_ACTOR = Actor(source="repair")
_STEPS: Final = {
    Turn.PROGRESS: "recovering",
    Turn.ANSWER: "answer",
    Turn.DONE: "done",
    Turn.FAILED: "failed",
}


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: dict[str, Any] | None
) -> RepairsFlow:
    """Return the flow that fixes an issue."""
    assert data
    household = await async_get_household(hass)
    if "job_id" in data:
        return InterruptedJobFlow(household, data["job_id"])
    return ResetDeviceFlow(household, data["entry_id"])


class ResetDeviceFlow(RepairsFlow):
    """Have a device of ours that forgot everything be ours again, as it was."""

    _job_id: str
    _name: str = ""
    _shown: Need | None = None

    def __init__(self, household: Household, entry_id: str) -> None:
        """Name the entry of the device."""
        self._household = household
        self._entry_id = entry_id

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Go to the only question there is."""
        return await self.async_step_confirm()

    async def async_step_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Say what happened and what will be done; find a job that is at it already."""
        entry = self.hass.config_entries.async_get_entry(self._entry_id)
        if entry is None:
            return self.async_abort(reason="not_loaded")
        self._name = entry.title
        request = _request(entry)
        if job := async_running_job(self._household, request):
            self._job_id = job.id
            return await self._async_go_on()
        if user_input is not None:
            try:
                view = await async_start_job(self.hass, request, _ACTOR)
            except JobFailure as err:
                return self.async_abort(
                    reason=f"provisioning_{err.code}",
                    description_placeholders={"device": self._name},
                )
            except JobRunningError as err:
                self._job_id = err.job_id
            except UnsupportedRequestError, VaultError:
                return self.async_abort(reason="provisioning_internal_error")
            else:
                self._job_id = view.id
            return await self._async_go_on()
        return self.async_show_form(
            step_id="confirm",
            data_schema=probatio.Schema({}),
            description_placeholders={"device": entry.title},
        )

    async def async_step_recovering(
        self, _: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Show how far the job is."""
        view = self._household.engine.view(self._job_id)
        if (turn := next_turn(view)) is not Turn.PROGRESS:
            return self.async_show_progress_done(next_step_id=_STEPS[turn])
        self.async_update_progress(view.fraction)
        return self.async_show_progress(
            step_id=_STEPS[turn],
            progress_action=progress_action(view),
            description_placeholders={
                "name": self._name,
                **progress_placeholders(view),
            },
            progress_task=async_progress_task(self, self._household, view),
        )

    async def async_step_answer(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Say what a person must do before the job goes on."""
        engine = self._household.engine
        view = engine.view(self._job_id)
        if view.needs is None:
            return await self._async_go_on()
        if user_input is not None and self._shown == view.needs:
            await async_answer_job(self._household, view, view.needs)
            return await self._async_go_on()
        self._shown = view.needs
        recovery = engine.explain(self._job_id, view.needs.code)
        return self.async_show_form(
            step_id="answer",
            data_schema=probatio.Schema({}),
            errors={"base": recovery.key},
            description_placeholders={**recovery.placeholders, "device": self._name},
        )

    async def _async_go_on(self) -> RepairsFlowResult:
        """Show where the job is. Only from a progress step does progress end by itself."""
        turn = next_turn(self._household.engine.view(self._job_id))
        step: RepairsFlowResult = await getattr(self, f"async_step_{_STEPS[turn]}")()
        return step

    async def async_step_done(
        self, _: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """End, which deletes the issue, and have the device asked at once."""
        self.hass.config_entries.async_schedule_reload(self._entry_id)
        return self.async_create_entry(data={})

    async def async_step_failed(
        self, _: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Say why. Home Assistant deletes the issue on every end but an abort."""
        engine = self._household.engine
        view = engine.view(self._job_id)
        recovery = engine.explain(view.id, view.code or "internal_error")
        return self.async_abort(
            reason=recovery.key,
            description_placeholders={**recovery.placeholders, "device": self._name},
        )


class InterruptedJobFlow(RepairsFlow):
    """Ask what is to be done with a job that must not go on by itself."""

    def __init__(self, household: Household, job_id: str) -> None:
        """Name the job."""
        self._household = household
        self._job_id = job_id

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Offer the three ways."""
        return self.async_show_menu(
            step_id="init",
            menu_options=[decision.value for decision in Decision],
            description_placeholders={
                "device": self._household.engine.view(self._job_id).serial or ""
            },
        )

    async def async_step_continue(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Go on from where the device is."""
        return await self._decide(Decision.CONTINUE)

    async def async_step_undo(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Take back what can be taken back."""
        return await self._decide(Decision.UNDO)

    async def async_step_leave(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Leave everything as it is."""
        return await self._decide(Decision.LEAVE)

    async def _decide(self, decision: Decision) -> RepairsFlowResult:
        engine = self._household.engine
        try:
            await engine.decide(self._job_id, decision)
        except JobFailure as err:
            return self.async_abort(reason=f"provisioning_{err.code}")
        except WrongJobStateError:
            return self.async_abort(reason="decided_already")
        async_follow(self.hass, self._household, engine.get(self._job_id))
        return self.async_create_entry(data={})


def _request(entry: ConfigEntry) -> Request:
    return Request(
        family=entry.data[CONF_FAMILY],
        purpose=Purpose.RECOVER,
        host=entry.data[CONF_HOST],
        port=entry.data[CONF_PORT],
        serial=entry.data[CONF_SERIAL],
        mac=entry.data.get(CONF_MAC),
        credential_id=entry.data[CONF_CREDENTIAL_ID],
    )
