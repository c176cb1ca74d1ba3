"""Jobs over Home Assistant's WebSocket: list, watch, answer, cancel. For administrators."""

from typing import Any

import probatio

from homeassistant.components import websocket_api
from homeassistant.core import Event, HomeAssistant, callback

from .const import DOMAIN, EVENT_PROVISIONING
from .household import async_get_household
from .jobs import as_json
from .provisioning.engine import UnknownJobError, WrongJobStateError

_UNKNOWN = "unknown_job"
_WRONG_STATE = "wrong_state"


@callback
def async_register_commands(hass: HomeAssistant) -> None:
    """Register the commands."""
    for command in (list_jobs, subscribe_jobs, answer_job, cancel_job):
        websocket_api.async_register_command(hass, command)


@websocket_api.require_admin
@websocket_api.websocket_command({probatio.Required("type"): f"{DOMAIN}/jobs/list"})
@websocket_api.async_response
async def list_jobs(
    hass: HomeAssistant,
    connection: websocket_api.ActiveConnection,
    msg: dict[str, Any],
) -> None:
    """Return all jobs, those that ended too, oldest first."""
    engine = (await async_get_household(hass)).engine
    jobs = [as_json(engine.view(job.id)) for job in engine.jobs()]
    connection.send_result(msg["id"], {"jobs": jobs})


@websocket_api.require_admin
@websocket_api.websocket_command(
    {probatio.Required("type"): f"{DOMAIN}/jobs/subscribe"}
)
@websocket_api.async_response
async def subscribe_jobs(
    hass: HomeAssistant,
    connection: websocket_api.ActiveConnection,
    msg: dict[str, Any],
) -> None:
    """Send every job as it is, then each whenever it moves on."""
    engine = (await async_get_household(hass)).engine

    @callback
    def forward(event: Event) -> None:
        connection.send_event(msg["id"], dict(event.data))

    connection.subscriptions[msg["id"]] = hass.bus.async_listen(
        EVENT_PROVISIONING, forward
    )
    connection.send_result(msg["id"])
    for job in engine.jobs():
        connection.send_event(msg["id"], as_json(engine.view(job.id)))


@websocket_api.require_admin
@websocket_api.websocket_command(
    {
        probatio.Required("type"): f"{DOMAIN}/jobs/answer",
        probatio.Required("job_id"): str,
        probatio.Optional("answer", default=""): str,
    }
)
@websocket_api.async_response
async def answer_job(
    hass: HomeAssistant,
    connection: websocket_api.ActiveConnection,
    msg: dict[str, Any],
) -> None:
    """Answer what a job needs."""
    engine = (await async_get_household(hass)).engine
    try:
        engine.answer(msg["job_id"], msg["answer"])
    except UnknownJobError:
        connection.send_error(msg["id"], _UNKNOWN, "There is no such job")
    except WrongJobStateError as err:
        connection.send_error(msg["id"], _WRONG_STATE, str(err))
    else:
        connection.send_result(msg["id"])


@websocket_api.require_admin
@websocket_api.websocket_command(
    {
        probatio.Required("type"): f"{DOMAIN}/jobs/cancel",
        probatio.Required("job_id"): str,
    }
)
@websocket_api.async_response
async def cancel_job(
    hass: HomeAssistant,
    connection: websocket_api.ActiveConnection,
    msg: dict[str, Any],
) -> None:
    """End a job at its next safe point, and say how it stands now."""
    engine = (await async_get_household(hass)).engine
    try:
        engine.cancel(msg["job_id"])
    except UnknownJobError:
        connection.send_error(msg["id"], _UNKNOWN, "There is no such job")
    except WrongJobStateError as err:
        connection.send_error(msg["id"], _WRONG_STATE, str(err))
    else:
        connection.send_result(msg["id"], as_json(engine.view(msg["job_id"])))
