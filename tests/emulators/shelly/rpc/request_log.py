"""What clients have asked, for tests that judge how a client behaved."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

_SECRET = frozenset({"pass", "password", "ha1", "data"})


class Transport(StrEnum):
    """How a request came."""

    HTTP = "http"
    WEBSOCKET = "websocket"
    OUTBOUND = "outbound"


@dataclass(frozen=True, slots=True)
class Request:
    """One request; its secrets are left out."""

    transport: Transport
    method: str
    """RPC method, or `/shelly`."""
    params: object
    code: int
    """200, 401, 429 …, or the error code of the RPC."""
    authenticated: bool
    """Whether credentials were sent and accepted."""
    nonce: str | int | None = None
    nc: int | None = None
    """Nonce and count that were sent, right or wrong."""


@dataclass(slots=True)
class RequestLog:
    """All requests since the log was cleared, oldest first."""

    requests: list[Request] = field(default_factory=list)
    codes: Counter[int] = field(default_factory=Counter)
    refused_channels: int = 0
    """Connections beyond the sixth."""
    most_channels: int = 0

    def add(self, request: Request) -> None:
        """Keep it."""
        self.requests.append(request)
        self.codes[request.code] += 1

    def clear(self) -> None:
        """Begin anew."""
        self.requests.clear()
        self.codes.clear()
        self.refused_channels = self.most_channels = 0

    def methods(self) -> list[str]:
        """Return the methods that were called."""
        return [request.method for request in self.requests]


def without_secrets(value: object) -> object:
    """Return the value with everything secret starred."""
    if isinstance(value, dict):
        return {
            name: "***" if name in _SECRET else without_secrets(inner)
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [without_secrets(inner) for inner in value]
    return value
