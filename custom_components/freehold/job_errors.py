"""Why a job did not begin, in Home Assistant's own errors."""

from collections.abc import Awaitable
from typing import Any

from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from .const import DOMAIN
from .provisioning.engine import JobRunningError, UnknownJobError, WrongJobStateError
from .provisioning.job import JobView
from .provisioning.registry import UnsupportedRequestError
from .provisioning.strategy import JobFailure
from .provisioning.vault import VaultError


async def async_begun(start: Awaitable[JobView], device: str = "") -> JobView:
    """Return the job that begins. Raises HomeAssistantError and ServiceValidationError."""
    try:
        return await start
    except UnknownJobError as err:
        raise invalid("job_unknown") from err
    except WrongJobStateError as err:
        raise invalid("job_not_ended") from err
    except JobRunningError as err:
        raise invalid("job_running", job_id=err.job_id) from err
    except UnsupportedRequestError as err:
        raise invalid("unsupported_request") from err
    except JobFailure as err:
        raise failed(f"provisioning_{err.code}", device=device) from err
    except VaultError as err:
        raise failed("provisioning_vault_unwritable") from err


def invalid(key: str, **placeholders: str) -> ServiceValidationError:
    """Return what tells that something else must be asked for."""
    return ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key=key,
        translation_placeholders=placeholders,
    )


def failed(key: str, **placeholders: Any) -> HomeAssistantError:
    """Return what tells that it could not be done."""
    return HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key=key,
        translation_placeholders=placeholders,
    )
