"""A gateway, as a coordinator drives it."""

from typing import Protocol

from .capabilities import Capabilities


class HoymilesDevice(Protocol):
    """What entities need of it."""

    capabilities: Capabilities

    async def limit(self, percent: float) -> None:
        """Limit all inverters for good."""

    async def limit_inverter(self, serial: str, percent: float) -> None:
        """Limit one inverter for good."""

    async def limit_for_now(self, watts: float) -> None:
        """Limit all inverters until they restart."""

    async def turn(self, serial: str, on: bool) -> None:
        """Switch an inverter on or off."""

    async def restart_inverter(self, serial: str) -> None:
        """Restart an inverter."""

    async def restart(self) -> None:
        """Restart the gateway."""
