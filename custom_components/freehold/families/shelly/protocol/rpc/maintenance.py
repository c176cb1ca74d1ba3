"""Restarting, finding and updating a device (docs/protocols/shelly.md, Maintenance)."""

from dataclasses import dataclass
from typing import Any, Literal

from .....connection.errors import ProtocolError
from .client import RpcClient

type Stage = Literal["stable", "beta"]


@dataclass(frozen=True, slots=True)
class Release:
    """Firmware that a device is offered."""

    version: str
    build: str | None = None


@dataclass(frozen=True, slots=True)
class Releases:
    """What is on offer in each stage. A stage is a place, not an order: compare the versions."""

    stable: Release | None = None
    beta: Release | None = None

    @classmethod
    def parse(cls, offers: Any) -> Releases:
        """Read `CheckForUpdate` or `available_updates`. Raises ProtocolError."""
        if not isinstance(offers, dict):
            raise ProtocolError("the list of updates is malformed")
        return cls(_release(offers.get("stable")), _release(offers.get("beta")))


class Maintenance:
    """Commands to the device itself. None of them is ever repeated."""

    def __init__(self, client: RpcClient) -> None:
        """Send through this client."""
        self._client = client

    async def reboot(self, *, delay: float = 1.0) -> None:
        """Restart after a delay of at least half a second, in which the answer comes."""
        await self._client.write(
            "Shelly.Reboot", {"delay_ms": max(500, round(delay * 1000))}
        )

    async def identify(self) -> None:
        """Blink. Raises UnsupportedError where it cannot."""
        await self._client.write("Shelly.Identify")

    async def check_for_update(self) -> Releases:
        """Ask the device to ask its maker, which takes seconds and the internet."""
        return Releases.parse(await self._client.read("Shelly.CheckForUpdate"))

    async def update(self, stage: Stage = "stable") -> None:
        """Begin to install; events tell how it goes on, and the version how it ended."""
        await self._client.write("Shelly.Update", {"stage": stage})


def _release(offer: Any) -> Release | None:
    version = offer.get("version") if isinstance(offer, dict) else None
    if not isinstance(version, str):
        return None
    build = offer.get("build_id")
    return Release(version, build if isinstance(build, str) else None)
