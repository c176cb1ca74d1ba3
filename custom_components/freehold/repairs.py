"""Repairs: give a reset device back what it had, and decide about interrupted jobs."""

from collections.abc import Mapping
from typing import Any, Final, override

import probatio

from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.core import HomeAssistant

from .household import Household, async_get_household
from .job_dialog import JobDialog, Turn
from .jobs import async_follow, async_start_job
from .provisioning.engine import Decision, WrongJobStateError
from .provisioning.strategy import Actor, JobFailure
from .securing import recover_request

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


class ResetDeviceFlow(JobDialog[RepairsFlowResult], RepairsFlow):
    """Have a device of ours that forgot everything be ours again, as it was."""

    _job_steps = _STEPS
    _name = ""

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
        request = recover_request(entry)
        if job := self._household.engine.open_job(request.names):
            self._job_id = job.id
            return await self._async_go_on()
        if user_input is not None:
            code = await self._async_begin(async_start_job(self.hass, request, _ACTOR))
            if code is not None:
                return self.async_abort(
                    reason=f"provisioning_{code}",
                    description_placeholders={"device": self._name},
                )
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
        return await self._async_show_progress()

    async def async_step_answer(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Say what a person must do before the job goes on."""
        return await self._async_show_need(user_input)

    @property
    @override
    def _job_words(self) -> Mapping[str, str]:
        return {"name": self._name, "device": self._name}

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
