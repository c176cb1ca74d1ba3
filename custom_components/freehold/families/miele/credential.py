"""The household key, as the vault keeps it and as the protocol uses it."""

from collections.abc import Mapping
from typing import Final

from ...provisioning.credential import Credential, CredentialError
from ..contract import CredentialField
from .identity import FAMILY
from .protocol.credentials import CredentialFormatError, GroupCredentials, parse_export

FIELDS: Final = (
    CredentialField(key="group_id"),
    CredentialField(key="group_key", secret=True),
    CredentialField(key="export", secret=True, multiline=True),
)


def parse_credentials(values: Mapping[str, str]) -> tuple[Credential, ...]:
    """Read the two fields, or an export with any number of households."""
    try:
        if export := values.get("export", "").strip():
            groups = parse_export(export)
        else:
            groups = [
                GroupCredentials.parse(
                    values.get("group_id", ""), values.get("group_key", "")
                )
            ]
    except CredentialFormatError as err:
        raise CredentialError(_field(err.field, values), err.key) from err
    return tuple(_credential(group) for group in groups)


def new_credential() -> Credential:
    """Make the key of a new household."""
    return _credential(GroupCredentials.generate())


def group_credentials(credential: Credential) -> GroupCredentials:
    """Return what the protocol signs with."""
    return GroupCredentials.parse(
        credential.secrets["group_id"], credential.secrets["group_key"]
    )


def _credential(group: GroupCredentials) -> Credential:
    return Credential(
        id=f"{FAMILY}:{group.group_id}",
        family=FAMILY,
        name=group.group_id,
        secrets={
            "group_id": group.group_id,
            "group_key": group.group_key.hex().upper(),
        },
    )


def _field(part: str, values: Mapping[str, str]) -> str:
    """A malformed key inside an export is the export's fault."""
    return "export" if values.get("export", "").strip() else part
