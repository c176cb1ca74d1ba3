"""What opens a device: the one type that holds a secret."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """A secret that opens one or more devices. Its `repr` shows no secret."""

    id: str
    """Stable and free of secrets: what a config entry remembers."""
    family: str
    name: str
    """What a person tells it apart by."""
    secrets: Mapping[str, str] = field(repr=False)


class CredentialError(ValueError):
    """A credential is malformed. `field` and `key` (a translation key) say where and how."""

    def __init__(self, credential_field: str, key: str) -> None:
        """Point at the field and at the reason."""
        super().__init__(f"{credential_field}: {key}")
        self.field = credential_field
        self.key = key
