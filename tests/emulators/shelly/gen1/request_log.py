"""What clients have asked, for tests that judge how a client behaved."""

from dataclasses import dataclass

_SECRET = frozenset({"key", "password", "mqtt_pass", "urls[]", "coiot_key"})


@dataclass(frozen=True, slots=True)
class Request:
    """One request; its secrets are starred."""

    method: str
    path: str
    """Without the query."""
    params: dict[str, str]
    """From the query and a form."""
    authenticated: bool
    """Whether credentials were sent and accepted."""
    credentials: bool
    """Whether any were sent."""
    status: int | None
    """None if nothing was answered."""
    at: float
    """Device seconds."""

    @property
    def is_write(self) -> bool:
        """Return whether it asked for a change."""
        return bool(self.params)


def without_secrets(params: list[tuple[str, str]]) -> dict[str, str]:
    """Return the parameters with everything secret starred."""
    return {name: "***" if name in _SECRET else value for name, value in params}
