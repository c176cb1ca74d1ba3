"""Jobs in Home Assistant: brought back at the start, followed, told of, and shown."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import Any, Final

from homeassistant.config_entries import SOURCE_IMPORT
from homeassistant.const import CONF_HOST, CONF_PORT, EVENT_HOMEASSISTANT_STOP
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.start import async_at_started
from homeassistant.util import dt as dt_util

from .const import (
    CONF_FAMILY,
    DOMAIN,
    EVENT_PROVISIONING,
    ISSUE_ATTENTION,
    ISSUE_INTERRUPTED,
    ISSUE_NEWER,
    ISSUE_UNREADABLE,
)
from .coordinator import in_contact
from .household import Household, async_keep_household
from .provisioning.engine import UnreadableJob, WrongJobStateError
from .provisioning.job import Job, JobView
from .provisioning.states import State
from .provisioning.strategy import Actor, JobFailure, Purpose, Request, serial_name
from .takeover import async_take_over, async_take_over_late

ADOPTION_DELAY: Final = 10.0
"""Seconds. The dialog that watches creates the entry, so that a person gives name and area."""
ADOPTION_TRIES: Final = 6
ADOPTION_WINDOW: Final = timedelta(minutes=10)
RECOVERY_LIMIT: Final = 60
"""Seconds: longer than looking at a few devices takes after a start."""


async def async_start_job(
    hass: HomeAssistant, request: Request, actor: Actor
) -> JobView:
    """Begin a job, and follow it. Raises VaultError and what `Engine.start` raises."""
    household = await _async_recovered(hass)
    job = await household.engine.start(request, actor)
    async_follow(hass, household, job)
    return household.engine.view(job.id)


async def async_retry_job(hass: HomeAssistant, job_id: str, actor: Actor) -> JobView:
    """Begin anew what ended. Raises what `Engine.retry` raises."""
    household = await _async_recovered(hass)
    job = await household.engine.retry(job_id, actor)
    async_follow(hass, household, job)
    return household.engine.view(job.id)


async def _async_recovered(hass: HomeAssistant) -> Household:
    """Return the household once the jobs of before are known. Raises JobFailure."""
    household = await async_keep_household(hass)
    try:
        async with asyncio.timeout(RECOVERY_LIMIT):
            await household.recovered.wait()
    except TimeoutError as err:
        raise JobFailure("internal_error") from err
    return household


@callback
def async_set_up_jobs(hass: HomeAssistant, household: Household) -> None:
    """Go on with the jobs of before the last start, once everything else is up."""

    async def recover(hass: HomeAssistant) -> None:
        try:
            await household.engine.recover()
        finally:
            household.recovered.set()
        for unreadable in household.engine.unreadable:
            _async_raise_unreadable(hass, unreadable)
        views = [household.engine.view(job.id) for job in household.engine.jobs()]
        async_take_over_late(hass, views)
        for view in views:
            if not view.state.terminal or _waits_for_adoption(view):
                async_follow(hass, household, household.engine.get(view.id))
            else:
                _async_update_issues(hass, household, view)

    async def stop(_: Event) -> None:
        await household.engine.stop()

    async_at_started(hass, recover)
    hass.bus.async_listen_once(EVENT_HOMEASSISTANT_STOP, stop)


@callback
def async_follow(hass: HomeAssistant, household: Household, job: Job) -> None:
    """Tell of a job for as long as it goes on, whether or not anybody watches."""
    if job.id in household.followed:
        return
    household.followed[job.id] = job
    hass.async_create_background_task(
        _async_follow(hass, household, job), f"following job {job.id}"
    )


@callback
def async_has_job(household: Household, family: str, serial: str) -> bool:
    """Tell whether a job is at work on a device, or its entry has still to hear of the end."""
    name = serial_name(family, serial)
    job = household.engine.open_job({name})
    return (job is not None and job.state is not State.AWAITING_DECISION) or any(
        job.state is State.SUCCEEDED and name in job.names
        for job in household.followed.values()
    )


@callback
def async_tell_awake(household: Household, family: str, serial: str) -> None:
    """Have a job go on that waits for a device to be woken: it was heard just now."""
    name = serial_name(family, serial)
    for job in household.followed.values():
        if job.needs and job.needs.code == "device_asleep" and name in job.names:
            with suppress(WrongJobStateError):
                household.engine.answer(job.id)


def as_json(view: JobView) -> dict[str, Any]:
    """Return a job for a client or an automation. It holds no secret."""
    return {
        "job_id": view.id,
        "family": view.request.family,
        "purpose": view.request.purpose,
        "host": view.request.host,
        "serial": view.serial,
        "state": view.state,
        "stage": view.stage,
        "stage_index": view.stage_index,
        "stage_count": view.stage_count,
        "fraction": round(view.fraction, 3),
        "eta": view.eta,
        "waiting_for": view.waiting_for,
        "waiting_since": view.waiting_since and view.waiting_since.isoformat(),
        "needs": view.needs and view.needs.code,
        "cancellable": view.cancellable,
        "cancelling": view.cancelling,
        "code": view.code,
        "warnings": [warning.code for warning in view.warnings],
        "started": view.started.isoformat(),
        "updated": view.updated.isoformat(),
        "retry_of": view.retry_of,
        "revision": view.revision,
    }


async def _async_follow(hass: HomeAssistant, household: Household, job: Job) -> None:
    told: tuple[State, str] | None = None
    while True:
        view = household.engine.view(job.id)
        if told != (view.state, view.stage):
            told = (view.state, view.stage)
            hass.bus.async_fire(EVENT_PROVISIONING, as_json(view))
            _async_update_issues(hass, household, view)
        if view.state.terminal:
            break
        await job.changed(view.revision)
    if view.state is State.SUCCEEDED:
        async_take_over(hass, view)
    del household.followed[job.id]
    if view.state is State.SUCCEEDED:
        await _async_adopt(hass, view)


@callback
def _async_raise_unreadable(hass: HomeAssistant, job: UnreadableJob) -> None:
    """Tell that nobody knows how far a job got. Its record is left alone."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        f"{ISSUE_UNREADABLE}_{job.id}",
        is_fixable=False,
        severity=ir.IssueSeverity.WARNING,
        translation_key=ISSUE_NEWER if job.newer else ISSUE_UNREADABLE,
        translation_placeholders={"job_id": job.id},
    )


@callback
def _async_update_issues(
    hass: HomeAssistant, household: Household, view: JobView
) -> None:
    """Raise what a person must decide or know, and take it back when it is over."""
    placeholders = {"device": view.serial or view.request.host, "code": view.code or ""}
    interrupted = f"{ISSUE_INTERRUPTED}_{view.id}"
    if view.state is State.AWAITING_DECISION:
        ir.async_create_issue(
            hass,
            DOMAIN,
            interrupted,
            data={"job_id": view.id},
            is_fixable=True,
            severity=ir.IssueSeverity.WARNING,
            translation_key=ISSUE_INTERRUPTED,
            translation_placeholders=placeholders,
        )
        return
    ir.async_delete_issue(hass, DOMAIN, interrupted)
    if view.state is State.NEEDS_ATTENTION:
        ir.async_create_issue(
            hass,
            DOMAIN,
            f"{ISSUE_ATTENTION}_{view.serial or view.id}",
            is_fixable=False,
            severity=ir.IssueSeverity.WARNING,
            translation_key=ISSUE_ATTENTION,
            translation_placeholders=placeholders,
        )
    elif view.state is State.SUCCEEDED:
        ir.async_delete_issue(hass, DOMAIN, f"{ISSUE_ATTENTION}_{view.serial}")


def _waits_for_adoption(view: JobView) -> bool:
    """Home Assistant ended in the moments between success and the entry."""
    return (
        view.state is State.SUCCEEDED
        and view.request.purpose == Purpose.COMMISSION
        and dt_util.utcnow() - view.updated < ADOPTION_WINDOW
    )


async def _async_adopt(hass: HomeAssistant, view: JobView) -> None:
    """Have an entry for a device that became ours, also when nobody watched."""
    entries = hass.config_entries
    for _ in range(ADOPTION_TRIES):
        await asyncio.sleep(ADOPTION_DELAY)
        entry = entries.async_entry_for_domain_unique_id(DOMAIN, view.serial or "")
        if view.request.purpose != Purpose.COMMISSION:
            # The dialog of the repair has it asked at once; nobody else has.
            if entry is not None and not in_contact(entry):
                entries.async_schedule_reload(entry.entry_id)
            return
        if entry is not None:
            return
        await entries.flow.async_init(
            DOMAIN,
            context={"source": SOURCE_IMPORT},
            data={
                CONF_FAMILY: view.request.family,
                CONF_HOST: view.request.host,
                CONF_PORT: view.request.port,
            },
        )
