"""A device as careless as the real ones: it takes the first key it is given, and then no other."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from custom_components.freehold.connection.errors import (
    AuthenticationError,
    CommandRefusedError,
    ConnectionLostError,
)


class Fault(StrEnum):
    """What happens to the next request of a kind."""

    LOST_REQUEST = "lost_request"
    LOST_ANSWER = "lost_answer"
    REFUSED = "refused"
    FORGOTTEN = "forgotten"
    """It says yes and stores nothing."""
    RESET = "reset"
    """A person resets it after it has answered."""
    HANG = "hang"


@dataclass
class Device:
    """One device, and what it has seen. A life ends with a reset."""

    serial: str
    reachable: bool = True
    key: str | None = None
    mark: bool = False
    finished: bool = False
    life: int = 0
    faults: dict[str, list[Fault]] = field(default_factory=dict)
    keys_offered: list[tuple[int, str]] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    """What succeeded, in order: `write` and `proof`."""
    on_write: Callable[[str, str | None], None] = lambda step, secret: None

    def reset(self) -> None:
        """Forget everything, by a person's hand."""
        self.key, self.mark, self.finished = None, False, False
        self.life += 1

    def owner(self) -> str | None:
        """Say without any proof whether somebody owns it."""
        self._answer("read")
        return self.key

    def proof(self, key: str | None) -> None:
        """Prove to its owner who it is."""
        self._answer("proof")
        if self.key is None or self.key != key:
            raise AuthenticationError("wrong key")
        self.events.append("proof")

    def looks_like(self, step: str, key: str | None) -> bool:
        """Show whether a step took effect."""
        self._answer("probe")
        if step == "key":
            return self.key is not None and self.key == key
        return {"mark": self.mark, "finish": self.finished}[step]

    async def write(self, step: str, secret: str | None) -> None:
        """Do a step."""
        self.on_write(step, secret)
        if secret is not None:
            self.keys_offered.append((self.life, secret))
        fault = self._fault(step)
        if fault is Fault.HANG:
            await asyncio.Event().wait()
        if not self.reachable or fault is Fault.LOST_REQUEST:
            raise ConnectionLostError("lost")
        self.events.append("write")
        if fault is Fault.REFUSED or (step == "key" and self.key is not None):
            raise CommandRefusedError("no")
        if fault is not Fault.FORGOTTEN:
            self._do(step, secret)
        if fault is Fault.RESET:
            self.reset()
        if fault is Fault.LOST_ANSWER:
            raise ConnectionLostError("lost")

    def unmark(self) -> None:
        """Take the mark back."""
        self.on_write("unmark", None)
        self._answer("unmark")
        self.events.append("write")
        self.mark = False

    def _do(self, step: str, secret: str | None) -> None:
        match step:
            case "mark":
                self.mark = True
            case "key":
                self.key = secret
            case "finish":
                self.finished = True

    def _answer(self, kind: str) -> None:
        if self._fault(kind) is not None or not self.reachable:
            raise ConnectionLostError("lost")

    def _fault(self, kind: str) -> Fault | None:
        waiting = self.faults.get(kind)
        return waiting.pop(0) if waiting else None
