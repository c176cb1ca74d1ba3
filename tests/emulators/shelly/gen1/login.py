"""Who may ask: HTTP Basic, and what `/settings/login` tells of it."""

import base64
import binascii

from .machine import Machine
from .setters import LOGIN
from .values import Json, bad

_PASSWORD = ("login", "password")


class Login:
    """User name and password of the device."""

    def __init__(self, machine: Machine) -> None:
        """Let everybody in."""
        self._machine = machine

    @property
    def enabled(self) -> bool:
        """Return whether a password is asked for."""
        return bool(self._machine.section("login")["enabled"])

    def change(self, password: str | None) -> None:
        """Ask for this password from now on, or for none: somebody else changed it."""
        self._machine.section("login")["enabled"] = password is not None
        self._machine.secrets[_PASSWORD] = password or ""

    def proves(self, header: str | None) -> bool:
        """Return whether these are the credentials, in UTF-8."""
        scheme, _, encoded = (header or "").partition(" ")
        if scheme.lower() != "basic":
            return False
        try:
            sent = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            return False
        user = self._machine.section("login")["username"]
        password = self._machine.secrets.get(_PASSWORD, "")
        return sent == f"{user}:{password}".encode()

    def write(self, params: dict[str, str]) -> Json:
        """Carry out `/settings/login`. Modelled: without a password it cannot be enabled."""
        wanted = params.get("enabled", "").lower() in {"true", "1", "on"}
        if wanted and not (
            params.get("password") or self._machine.secrets.get(_PASSWORD)
        ):
            raise bad("password")
        self._machine.write(LOGIN, self._machine.section("login"), params, "login")
        return self.echo()

    def echo(self) -> Json:
        """Return the resource; firmware before 1.7 tells the password (recorded)."""
        login = self._machine.section("login")
        if not self._machine.firmware.echoes_password:
            return dict(login)
        return {**login, "password": self._machine.secrets.get(_PASSWORD, "")}
