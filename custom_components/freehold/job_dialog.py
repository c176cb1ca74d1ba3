"""What every dialog about a job has in common: the wizard's, the options' and the repair's."""

import asyncio
from collections.abc import Awaitable, Mapping
from enum import StrEnum
from typing import Any, Final

import probatio

from homeassistant.core import callback
from homeassistant.data_entry_flow import AbortFlow, FlowHandler, FlowResult
from homeassistant.util import dt as dt_util

from .household import Household, async_get_household
from .jobs import async_retry_job
from .provisioning.engine import JobRunningError, WrongJobStateError
from .provisioning.job import JobView, Need
from .provisioning.registry import UnsupportedRequestError
from .provisioning.states import State
from .provisioning.strategy import Actor, JobFailure
from .provisioning.vault import VaultError

SHOWN_SECONDS: Final = 1.0
"""Not less for any stage: a browser that has not begun to listen would wait for ever."""
REPEATED_SECONDS: Final = 2.0
"""A browser that missed what it was told hears of it again."""
USUAL_SECONDS: Final = 3.0
"""For a stage of which no earlier run tells how long it takes."""


class Turn(StrEnum):
    """What a dialog about a job has to show next."""

    PROGRESS = "progress"
    ANSWER = "answer"
    DONE = "done"
    FAILED = "failed"


def next_turn(view: JobView) -> Turn:
    """Tell what a dialog has to show of a job."""
    if view.needs:
        return Turn.ANSWER
    if view.state is State.SUCCEEDED:
        return Turn.DONE
    if view.state.terminal or view.state is State.AWAITING_DECISION:
        return Turn.FAILED
    return Turn.PROGRESS


class JobDialog[ResultT: FlowResult[Any, Any]](FlowHandler[Any, ResultT, Any]):
    """Steps around one job. The job outlives them: closing the dialog does not stop it.

    Home Assistant finds steps by their names, so each dialog names its own and passes on.
    """

    _job_steps: Mapping[Turn, str]
    """The step of this dialog for each turn that a job can take."""
    _job_id: str
    _shown: tuple[str, Need | None] | None = None
    """The job and the need that a person last saw: what was not seen is not answered."""

    @property
    def _job_words(self) -> Mapping[str, str]:
        """What the texts of this dialog say of the device: placeholders."""
        raise NotImplementedError

    async def _async_household(self) -> Household:
        try:
            return await async_get_household(self.hass)
        except VaultError as err:
            raise AbortFlow("vault_unreadable") from err

    async def _async_view(self) -> JobView:
        return (await self._async_household()).engine.view(self._job_id)

    async def _async_begin(self, start: Awaitable[JobView]) -> str | None:
        """Begin a job, or find the one that is at it; return the code of why neither.

        Raises AbortFlow for what no other input can change.
        """
        try:
            self._job_id = (await start).id
        except JobRunningError as err:
            self._job_id = err.job_id
        except UnsupportedRequestError as err:
            raise AbortFlow("unsupported_request") from err
        except VaultError as err:
            raise AbortFlow("vault_unwritable") from err
        except JobFailure as err:
            return err.code
        return None

    async def _async_go_on(self) -> ResultT:
        """Show where the job is. Only from a progress step does progress end by itself."""
        step_id = self._job_steps[next_turn(await self._async_view())]
        shown: ResultT = await getattr(self, f"async_step_{step_id}")()
        return shown

    async def _async_show_progress(self) -> ResultT:
        """Show how far the job is, whenever it is somewhere else."""
        household = await self._async_household()
        view = household.engine.view(self._job_id)
        if (turn := next_turn(view)) is not Turn.PROGRESS:
            return self.async_show_progress_done(next_step_id=self._job_steps[turn])
        self.async_update_progress(view.fraction)
        return self.async_show_progress(
            step_id=self._job_steps[turn],
            progress_action=progress_action(view),
            description_placeholders={
                **self._job_words,
                **progress_placeholders(view),
            },
            progress_task=async_progress_task(self, household, view),
        )

    async def _async_show_need(self, user_input: dict[str, Any] | None) -> ResultT:
        """Say what a person must do before the job goes on, and tell the job when it is done."""
        household = await self._async_household()
        view = household.engine.view(self._job_id)
        if view.needs is None:
            return await self._async_go_on()
        if user_input is not None and self._shown == (view.id, view.needs):
            await async_answer_job(household, view, view.needs)
            return await self._async_go_on()
        self._shown = (view.id, view.needs)
        return self._show_trouble(household, view, Turn.ANSWER, view.needs.code)

    async def _async_show_failed(
        self, user_input: dict[str, Any] | None, actor: Actor
    ) -> ResultT:
        """Say what went wrong and what to do; try again when told to."""
        household = await self._async_household()
        view = household.engine.view(self._job_id)
        code = view.code or "internal_error"
        if (
            user_input is not None
            and view.state.terminal
            and self._shown == (view.id, None)
        ):
            refused = await self._async_begin(
                async_retry_job(self.hass, view.id, actor)
            )
            if refused is None:
                return await self._async_go_on()
            code = refused
        self._shown = (view.id, None)
        return self._show_trouble(household, view, Turn.FAILED, code)

    @callback
    def _show_trouble(
        self, household: Household, view: JobView, turn: Turn, code: str
    ) -> ResultT:
        recovery = household.engine.explain(view.id, code)
        return self.async_show_form(
            step_id=self._job_steps[turn],
            data_schema=probatio.Schema({}),
            errors={"base": recovery.key},
            description_placeholders={
                **self._job_words,
                **recovery.placeholders,
                "stage": view.stage,
            },
            last_step=False,
        )


@callback
def async_progress_task(
    flow: FlowHandler[Any, Any, Any], household: Household, view: JobView
) -> asyncio.Task[None]:
    """Return the task after which a dialog looks at its job again.

    It only waits: Home Assistant cancels it when the dialog is closed. A browser asks for the
    same step several times; a task for each of them would end the dialog several times.
    """
    task = flow.async_get_progress_task()
    if task is None or task.done():
        task = flow.hass.async_create_task(
            _async_watch(flow, household, view), eager_start=False
        )
    return task


async def _async_watch(
    flow: FlowHandler[Any, Any, Any], household: Household, view: JobView
) -> None:
    """Wait until a job is somewhere else than it was shown, and say so from time to time."""
    job = household.engine.get(view.id)
    await asyncio.sleep(SHOWN_SECONDS)
    try:
        async with asyncio.timeout(REPEATED_SECONDS):
            await job.changed(view.revision)
    except TimeoutError:
        flow.async_notify_flow_changed()


def progress_action(view: JobView) -> str:
    """Return the translation key of what a job does now."""
    if view.state in (
        State.WAITING_FOR_DEVICE,
        State.ROLLING_BACK,
        State.RECOVERING,
    ):
        return view.state.value
    return view.stage


def progress_placeholders(view: JobView) -> dict[str, str]:
    """Return how long it takes still, and since when it waits."""
    left = view.eta
    if left is None:
        left = USUAL_SECONDS * (view.stage_count - view.stage_index)
    left -= (dt_util.utcnow() - view.updated).total_seconds()
    since = view.waiting_since
    return {
        "seconds": str(max(1, round(left))),
        "since": dt_util.as_local(since).strftime("%H:%M:%S") if since else "",
    }


async def async_answer_job(household: Household, view: JobView, need: Need) -> None:
    """Tell a job that what it needs is done, and wait until it took note."""
    try:
        household.engine.answer(view.id, need.placeholders.get("serial", ""))
    except WrongJobStateError:
        # Somebody else was faster.
        return
    await household.engine.get(view.id).changed(view.revision)
