"""What every dialog about a job has in common: the wizard's and the repair's."""

import asyncio
from enum import StrEnum
from typing import Any, Final

from homeassistant.core import callback
from homeassistant.data_entry_flow import FlowHandler
from homeassistant.util import dt as dt_util

from .household import Household
from .provisioning.engine import WrongJobStateError
from .provisioning.job import JobView, Need
from .provisioning.states import State

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
