"""User name and password of a Gen1 device (docs/protocols/shelly-gen1.md, Authentication)."""

from base64 import b64encode
from dataclasses import dataclass, field
from typing import Final

from .field import SettingError
from .tables.network import LOGIN

DEFAULT_USERNAME: Final = "admin"


@dataclass(frozen=True, slots=True)
class Gen1Credentials:
    """What the device asks for, checked so that it can hold it and we can send it."""

    username: str
    password: str = field(repr=False)

    def __post_init__(self) -> None:
        """Raise SettingError for what no device holds or Basic cannot carry."""
        LOGIN.query({"username": self.username, "password": self.password})
        if ":" in self.username:
            raise SettingError("username", "holds a colon")

    @property
    def header(self) -> str:
        """The value of `Authorization`."""
        pair = f"{self.username}:{self.password}".encode()
        return f"Basic {b64encode(pair).decode()}"
