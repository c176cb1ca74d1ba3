"""What an emulated Shelly of any generation offers to the command line and the control port."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from ..announce import Announcer
from ..control import Action


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line can choose for a device of any generation."""

    host: str = "127.0.0.1"
    port: int = 0
    mac: str | None = None
    """Twelve hex digits; None: one that belongs to the model."""
    name: str | None = None
    password: str | None = None
    firmware: str | None = None
    speed: float = 1
    """Device seconds in one of ours."""
    push_interval: float | None = None
    """Seconds between two pushes of fluctuating measurements; None: only changes are pushed."""
    announcer: Announcer | None = None


class ShellyDevice(Protocol):
    """One emulated Shelly at one address."""

    @property
    def host(self) -> str:
        """Where it listens."""

    @property
    def port(self) -> int:
        """0 until the device listens for the first time, then kept for life."""

    @property
    def mac(self) -> str:
        """Twelve upper-case hex digits."""

    async def start(self) -> None:
        """Give it power; after `lose_power`, too."""

    async def stop(self) -> None:
        """Take it away for good: the announcement is taken back."""

    async def lose_power(self) -> None:
        """Vanish without a goodbye and without forgetting anything."""

    async def factory_reset(self) -> None:
        """Press the button for ten seconds."""

    async def advance(self, seconds: float) -> None:
        """Let device time pass at once."""

    def misbehave(
        self, fault: str, *, times: int | None = None, where: str = ""
    ) -> None:
        """Misbehave for `times` requests whose path or method contains `where`."""

    def behave(self) -> None:
        """End all faults."""

    def actions(self) -> Mapping[str, Action]:
        """Return what else can be asked for at the control port, by path."""

    def report(self) -> dict[str, object]:
        """Return what the control port answers."""


type Maker = Callable[[Options], ShellyDevice]
