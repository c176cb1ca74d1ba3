"""Actions: make a household key, start, retry and cancel jobs, export a receipt."""

from typing import Any, Final

import probatio

from homeassistant.const import CONF_HOST
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.service import async_register_admin_service

from .connection.address import Address
from .connection.errors import DeviceError
from .connection.session import open_session
from .const import CONF_CREDENTIAL_ID, CONF_FAMILY, DOMAIN
from .families import FAMILIES
from .household import async_get_household, async_keep_credential
from .jobs import as_json, async_retry_job, async_start_job
from .provisioning.engine import JobRunningError, UnknownJobError, WrongJobStateError
from .provisioning.journal import JournalDamagedError, JournalNewerError
from .provisioning.registry import UnsupportedRequestError
from .provisioning.strategy import Actor, JobFailure, Purpose, Request
from .provisioning.vault import VaultError

CONF_JOB_ID: Final = "job_id"
CONF_RETRY_OF: Final = "retry_of"

_FAMILY = probatio.In(list(FAMILIES))
_JOB_SCHEMA = probatio.Schema({probatio.Required(CONF_JOB_ID): cv.string})


@callback
def async_register_actions(hass: HomeAssistant) -> None:
    """Register the actions."""
    for name, handler, schema, response in (
        (
            "generate_credentials",
            _generate_credentials,
            probatio.Schema({probatio.Required(CONF_FAMILY): _FAMILY}),
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
        raise _error("provisioning_vault_unwritable") from err
    return {"credential_id": credential.id, "name": credential.name}


async def _provision(call: ServiceCall) -> ServiceResponse:
    """Start a job for the device at an address, or anew what ended. It goes on by itself."""
    actor = Actor(source="action", user_id=call.context.user_id)
    try:
        if job_id := call.data.get(CONF_RETRY_OF):
            view = await async_retry_job(call.hass, job_id, actor)
        else:
            view = await async_start_job(call.hass, await _request(call), actor)
    except UnknownJobError as err:
        raise _invalid("job_unknown") from err
    except WrongJobStateError as err:
        raise _invalid("job_not_ended") from err
    except JobRunningError as err:
        raise _invalid("job_running", job_id=err.job_id) from err
    except UnsupportedRequestError as err:
        raise _invalid("unsupported_request") from err
    except JobFailure as err:
        raise _error(f"provisioning_{err.code}", device="") from err
    except VaultError as err:
        raise _error("provisioning_vault_unwritable") from err
    return as_json(view)


async def _cancel_provisioning(call: ServiceCall) -> ServiceResponse:
    """End a job at its next safe point."""
    engine = (await async_get_household(call.hass)).engine
    try:
        engine.cancel(call.data[CONF_JOB_ID])
        return as_json(engine.view(call.data[CONF_JOB_ID]))
    except UnknownJobError as err:
        raise _invalid("job_unknown") from err
    except WrongJobStateError as err:
        raise _invalid("job_not_cancellable") from err


async def _export_receipt(call: ServiceCall) -> ServiceResponse:
    """Return what was done to a device, by whom and when, with its proof."""
    engine = (await async_get_household(call.hass)).engine
    try:
        return await engine.receipt(call.data[CONF_JOB_ID])
    except UnknownJobError as err:
        raise _invalid("job_unknown") from err
    except (JournalDamagedError, JournalNewerError) as err:
        raise _error("journal_unreadable") from err


async def _request(call: ServiceCall) -> Request:
    """Learn which device answers at the address, so that the job is about it and no other."""
    if CONF_FAMILY not in call.data or CONF_HOST not in call.data:
        raise _invalid("provision_what")
    family = FAMILIES[call.data[CONF_FAMILY]]
    try:
        address = Address.parse(call.data[CONF_HOST], family.default_port)
        async with open_session(family.policy) as session:
            finding = await family.identify(address, session, [], None)
    except ValueError as err:
        raise _invalid("invalid_host") from err
    except DeviceError as err:
        raise _error(err.key, device=str(address), error=str(err)) from err
    serial = finding.serial if finding else None
    entry = call.hass.config_entries.async_entry_for_domain_unique_id(
        DOMAIN, serial or ""
    )
    # One that is added already was reset: it gets back the key it had, and no other.
    known = entry.data[CONF_CREDENTIAL_ID] if entry else None
    return Request(
        family=family.key,
        purpose=Purpose.RECOVER if known else Purpose.COMMISSION,
        host=address.host,
        port=address.port,
        serial=serial,
        credential_id=known or call.data.get(CONF_CREDENTIAL_ID),
    )


def _invalid(key: str, **placeholders: str) -> ServiceValidationError:
    return ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key=key,
        translation_placeholders=placeholders,
    )


def _error(key: str, **placeholders: Any) -> HomeAssistantError:
    return HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key=key,
        translation_placeholders=placeholders,
    )
