"""Actions: make a household key, start, retry and cancel jobs, secure, export a receipt."""

from dataclasses import replace
from typing import Any, Final

import probatio

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import ATTR_DEVICE_ID, CONF_HOST
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.helpers import config_validation as cv, device_registry as dr
from homeassistant.helpers.service import async_register_admin_service

from .connection.address import Address
from .connection.errors import DeviceError
from .connection.session import open_session
from .const import CONF_CREDENTIAL_ID, CONF_FAMILY, DOMAIN
from .families import FAMILIES
from .families.contract import Family
from .household import async_get_household, async_keep_credential
from .job_errors import async_begun, failed, invalid
from .jobs import as_json, async_retry_job, async_start_job
from .provisioning.engine import UnknownJobError, WrongJobStateError
from .provisioning.journal import JournalDamagedError, JournalNewerError
from .provisioning.securing import USUALLY_CLOSED, Door
from .provisioning.strategy import Actor, Purpose, Request
from .provisioning.vault import VaultError
from .securing import recover_request, secure_request, wishes

CONF_JOB_ID: Final = "job_id"
CONF_NEW_PASSWORD: Final = "new_password"
CONF_RETRY_OF: Final = "retry_of"

_FAMILY = probatio.In(list(FAMILIES))
_LOCKED_FAMILY = probatio.In(
    [key for key, family in FAMILIES.items() if family.credential_fields]
)
"""Of devices that anything can be opened with."""
_SECURE_SCHEMA = probatio.Schema(
    {
        probatio.Optional(ATTR_DEVICE_ID): cv.string,
        probatio.Optional(CONF_FAMILY): _FAMILY,
        probatio.Optional(CONF_HOST): cv.string,
        probatio.Optional(CONF_NEW_PASSWORD): cv.boolean,
        probatio.Optional(CONF_CREDENTIAL_ID): cv.string,
        **{
            probatio.Optional(str(door), default=door in USUALLY_CLOSED): cv.boolean
            for door in Door
        },
    }
)
_JOB_SCHEMA = probatio.Schema({probatio.Required(CONF_JOB_ID): cv.string})


@callback
def async_register_actions(hass: HomeAssistant) -> None:
    """Register the actions."""
    for name, handler, schema, response in (
        (
            "generate_credentials",
            _generate_credentials,
            probatio.Schema({probatio.Required(CONF_FAMILY): _LOCKED_FAMILY}),
            SupportsResponse.OPTIONAL,
        ),
        (
            "provision",
            _provision,
            probatio.Schema(
                {
                    probatio.Optional(CONF_FAMILY): _FAMILY,
                    probatio.Optional(CONF_HOST): cv.string,
                    probatio.Optional(CONF_CREDENTIAL_ID): cv.string,
                    probatio.Optional(CONF_RETRY_OF): cv.string,
                }
            ),
            SupportsResponse.OPTIONAL,
        ),
        ("secure", _secure, _SECURE_SCHEMA, SupportsResponse.OPTIONAL),
        (
            "cancel_provisioning",
            _cancel_provisioning,
            _JOB_SCHEMA,
            SupportsResponse.OPTIONAL,
        ),
        ("export_receipt", _export_receipt, _JOB_SCHEMA, SupportsResponse.ONLY),
    ):
        async_register_admin_service(
            hass, DOMAIN, name, handler, schema, supports_response=response
        )


async def _generate_credentials(call: ServiceCall) -> ServiceResponse:
    """Make a household key and keep it. The key itself stays in the vault."""
    credential = FAMILIES[call.data[CONF_FAMILY]].new_credential()
    try:
        await async_keep_credential(call.hass, credential)
    except VaultError as err:
        raise failed("provisioning_vault_unwritable") from err
    return {"credential_id": credential.id, "name": credential.name}


async def _provision(call: ServiceCall) -> ServiceResponse:
    """Start a job for the device at an address, or anew what ended. It goes on by itself."""
    actor = Actor(source="action", user_id=call.context.user_id)
    if job_id := call.data.get(CONF_RETRY_OF):
        start = async_retry_job(call.hass, job_id, actor)
    else:
        start = async_start_job(call.hass, await _request(call), actor)
    return as_json(await async_begun(start))


async def _secure(call: ServiceCall) -> ServiceResponse:
    """Start to close a device of ours to everybody else. The password stays in the vault."""
    entry = await _entry(call)
    credential_id = call.data.get(CONF_CREDENTIAL_ID)
    has_password = entry.data[CONF_CREDENTIAL_ID] is not None
    new = call.data.get(CONF_NEW_PASSWORD, not has_password)
    request = secure_request(
        entry,
        wishes(
            [door for door in Door if call.data[door]],
            keep_password=not (new or credential_id),
        ),
        credential_id,
    )
    actor = Actor(source="action", user_id=call.context.user_id)
    start = async_start_job(call.hass, request, actor)
    return as_json(await async_begun(start, entry.title))


async def _cancel_provisioning(call: ServiceCall) -> ServiceResponse:
    """End a job at its next safe point."""
    engine = (await async_get_household(call.hass)).engine
    try:
        engine.cancel(call.data[CONF_JOB_ID])
        return as_json(engine.view(call.data[CONF_JOB_ID]))
    except UnknownJobError as err:
        raise invalid("job_unknown") from err
    except WrongJobStateError as err:
        raise invalid("job_not_cancellable") from err


async def _export_receipt(call: ServiceCall) -> ServiceResponse:
    """Return what was done to a device, by whom and when, with its proof."""
    engine = (await async_get_household(call.hass)).engine
    try:
        return await engine.receipt(call.data[CONF_JOB_ID])
    except UnknownJobError as err:
        raise invalid("job_unknown") from err
    except (JournalDamagedError, JournalNewerError) as err:
        raise failed("journal_unreadable") from err


async def _entry(call: ServiceCall) -> ConfigEntry:
    """Return the entry that an action is about."""
    entries = call.hass.config_entries
    if device_id := call.data.get(ATTR_DEVICE_ID):
        device = dr.async_get(call.hass).async_get(device_id)
        known = map(entries.async_get_entry, device.config_entries if device else ())
        entry = next((each for each in known if each and each.domain == DOMAIN), None)
    else:
        _, serial, _ = await _found(call)
        entry = entries.async_entry_for_domain_unique_id(DOMAIN, serial or "")
    if entry is None or CONF_FAMILY not in entry.data:
        raise invalid("not_added")
    return entry


async def _found(call: ServiceCall) -> tuple[Family[Any], str | None, Address]:
    """Ask who answers at an address."""
    if CONF_FAMILY not in call.data or CONF_HOST not in call.data:
        raise invalid("provision_what")
    family = FAMILIES[call.data[CONF_FAMILY]]
    try:
        address = Address.parse(call.data[CONF_HOST], family.default_port)
        async with open_session(family.policy) as session:
            finding = await family.identify(address, session, [], None)
    except ValueError as err:
        raise invalid("invalid_host") from err
    except DeviceError as err:
        raise failed(err.key, device=str(address), error=str(err)) from err
    return family, finding.serial if finding else None, address


async def _request(call: ServiceCall) -> Request:
    """Learn which device answers at the address, so that the job is about it and no other."""
    family, serial, address = await _found(call)
    entry = call.hass.config_entries.async_entry_for_domain_unique_id(
        DOMAIN, serial or ""
    )
    if entry is not None:
        # One that is added already was reset: it gets back the key it had, and no other.
        return replace(recover_request(entry), host=address.host, port=address.port)
    return Request(
        family=family.key,
        purpose=Purpose.COMMISSION,
        host=address.host,
        port=address.port,
        serial=serial,
        credential_id=call.data.get(CONF_CREDENTIAL_ID),
    )
