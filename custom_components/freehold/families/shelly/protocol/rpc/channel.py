"""What WebSocket and HTTP have in common: they carry one call and bring its reply."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from .digest import Challenge, Proof
from .frames import Call


class ChannelKind(StrEnum):
    """How a call travels. A nonce is only good on the kind of channel that gave it."""

    HTTP = "http"
    WEBSOCKET = "websocket"


@dataclass(frozen=True, slots=True)
class Succeeded:
    """What a call brought; None where there is nothing to say."""

    result: Any


@dataclass(frozen=True, slots=True)
class Failed:
    """Why a call failed (docs/protocols/shelly.md, Errors)."""

    code: int
    message: str = ""


@dataclass(frozen=True, slots=True)
class Challenged:
    """The call was not carried out: a proof of the password is wanted first."""

    challenge: Challenge


type Outcome = Succeeded | Failed
type Reply = Outcome | Challenged


class Channel(Protocol):
    """A way to a device."""

    kind: ChannelKind

    async def exchange(self, call: Call, proof: Proof | None) -> Reply:
        """Carry one call. Raises ConnectionLostError, ProtocolError."""
