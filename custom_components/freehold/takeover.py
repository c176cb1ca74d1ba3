"""An entry follows what a job did to its device: what opens it, and what is closed."""

from collections.abc import Iterable

from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.core import HomeAssistant, callback

from .const import CONF_CREDENTIAL_ID, CONF_SECURED, DOMAIN
from .provisioning.job import JobView
from .provisioning.securing import KEEP, LOCK, OFF, Door
from .provisioning.states import State
from .provisioning.strategy import Purpose


@callback
def async_take_over(hass: HomeAssistant, view: JobView) -> None:
    """Have the entry of a device know what opens it now, and what a reset must bring back."""
    entry = hass.config_entries.async_entry_for_domain_unique_id(
        DOMAIN, view.serial or ""
    )
    if entry is None or view.request.purpose != Purpose.SECURE:
        return
    data = {**entry.data, CONF_SECURED: _closed(view, entry.data.get(CONF_SECURED))}
    if view.request.details.get(LOCK) != KEEP:
        data[CONF_CREDENTIAL_ID] = view.credential_id or view.request.credential_id
    if not hass.config_entries.async_update_entry(entry, data=data):
        return
    for flow in list(entry.async_get_active_flows(hass, {SOURCE_REAUTH})):
        # It was begun with the credential of before.
        hass.config_entries.flow.async_abort(flow["flow_id"])
    hass.config_entries.async_schedule_reload(entry.entry_id)


@callback
def async_take_over_late(hass: HomeAssistant, views: Iterable[JobView]) -> None:
    """Do so for jobs that ended just before Home Assistant did; `views` are oldest first.

    An entry that was changed after the end of the job knows better: a person may have
    entered another credential since.
    """
    newest = {
        view.serial: view
        for view in views
        if view.state is State.SUCCEEDED and view.request.purpose == Purpose.SECURE
    }
    for view in newest.values():
        entry = hass.config_entries.async_entry_for_domain_unique_id(
            DOMAIN, view.serial or ""
        )
        if entry is not None and entry.modified_at < view.updated:
            async_take_over(hass, view)


def _closed(view: JobView, before: dict[str, str] | None) -> dict[str, str]:
    """Return what was closed in all jobs so far, as a request says it."""
    wanted = view.request.details
    now = {str(door): OFF for door in Door if wanted.get(door) == OFF}
    return {**(before or {}), **now}
