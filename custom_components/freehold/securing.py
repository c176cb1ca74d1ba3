"""Closing a device of ours to everybody else: what dialog, action and button have in common."""

from collections.abc import Iterable, Mapping
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.const import CONF_HOST, CONF_MAC, CONF_PORT
from homeassistant.core import callback

from .const import CONF_CREDENTIAL_ID, CONF_FAMILY, CONF_SECURED, CONF_SERIAL
from .families.contract import Family
from .provisioning.securing import KEEP, LOCK, OFF, SLEEPS, USUALLY_CLOSED, Door
from .provisioning.strategy import Purpose, Request


def can_be_secured(family: Family[Any]) -> bool:
    """Tell whether the devices of a family can be closed."""
    request = Request(family=family.key, purpose=Purpose.SECURE, host="", port=0)
    return any(strategy.match(request) for strategy in family.strategies)


def wishes(doors: Iterable[Door], *, keep_password: bool) -> dict[str, str]:
    """Return what a request says of doors to close and of the password."""
    details = {str(door): OFF for door in doors}
    return {**details, LOCK: KEEP} if keep_password else details


@callback
def secure_request(
    entry: ConfigEntry, details: Mapping[str, str], credential_id: str | None
) -> Request:
    """Ask for a device to be closed. Without a credential a password is made."""
    return _request(
        entry, Purpose.SECURE, credential_id, entry.data[CONF_CREDENTIAL_ID], details
    )


@callback
def usual_request(entry: ConfigEntry) -> Request:
    """Ask for what is usual: a password if there is none, and no open doors to strangers."""
    keep = entry.data[CONF_CREDENTIAL_ID] is not None
    return secure_request(entry, wishes(USUALLY_CLOSED, keep_password=keep), None)


@callback
def recover_request(entry: ConfigEntry) -> Request:
    """Ask for a device that was reset to get back what it had."""
    return _request(
        entry,
        Purpose.RECOVER,
        entry.data[CONF_CREDENTIAL_ID],
        None,
        entry.data.get(CONF_SECURED, {}),
    )


def _request(
    entry: ConfigEntry,
    purpose: Purpose,
    credential_id: str | None,
    opened_by: str | None,
    details: Mapping[str, str],
) -> Request:
    sleeps = (
        entry.state is ConfigEntryState.LOADED
        and entry.runtime_data.device.normal_silence
    )
    return Request(
        family=entry.data[CONF_FAMILY],
        purpose=purpose,
        host=entry.data[CONF_HOST],
        port=entry.data[CONF_PORT],
        serial=entry.data[CONF_SERIAL],
        mac=entry.data.get(CONF_MAC),
        credential_id=credential_id,
        opened_by=opened_by,
        details={**details, SLEEPS: "yes"} if sleeps else dict(details),
    )
