"""A password, as the vault keeps it. One may open many devices."""

from collections.abc import Mapping
import json
from secrets import token_hex, token_urlsafe
from typing import Final

from ...provisioning.credential import Credential, CredentialError
from ..contract import CredentialField
from .identity import FAMILY

EXPORT: Final = "export"
PASSWORD: Final = "password"
FIELDS: Final = (CredentialField(key=PASSWORD, secret=True),)
LONGEST: Final = 50
"""Characters that every generation takes."""


def parse_credentials(values: Mapping[str, str]) -> tuple[Credential, ...]:
    """Read the one field, or an export with any number of passwords. Raises CredentialError."""
    if EXPORT not in values:
        return (credential_of(values.get(PASSWORD, "")),)
    try:
        listed = json.loads(values[EXPORT])
        passwords = [each[PASSWORD] for each in listed if PASSWORD in each]
    except (ValueError, TypeError) as err:
        raise CredentialError(EXPORT, "not_json") from err
    return tuple(credential_of(password) for password in passwords)


def new_credential() -> Credential:
    """Make a password that nobody guesses."""
    return credential_of(token_urlsafe(15))


def credential_of(password: str) -> Credential:
    """Keep a password under a name that tells nothing of it. Raises CredentialError."""
    if not password:
        raise CredentialError(PASSWORD, "password_empty")
    if len(password) > LONGEST:
        raise CredentialError(PASSWORD, "password_too_long")
    mark = token_hex(3)
    return Credential(
        id=f"{FAMILY}:{mark}",
        family=FAMILY,
        name=f"Password {mark}",
        secrets={PASSWORD: password},
    )


def password_of(credential: Credential | None) -> str | None:
    """Return what a device is told; None: it asks for nothing."""
    return credential.secrets[PASSWORD] if credential else None
