"""Virtual components and thermostats (docs/protocols/shelly.md, Commands)."""

from collections.abc import Mapping
from typing import Any

from .client import RpcClient


class Virtuals:
    """Values that a device's owner, its scripts or its maker defined.

    Every command raises UnsupportedError if this device has none of that kind, and
    CommandRefusedError for a value out of range.
    """

    def __init__(self, client: RpcClient) -> None:
        """Send through this client."""
        self._client = client

    async def button_trigger(self, id: int, event: str = "single_push") -> None:
        """Press a virtual button. A lost answer leaves open whether it was pressed."""
        await self._client.write("Button.Trigger", {"id": id, "event": event})

    async def boolean_set(self, id: int, value: bool) -> None:
        """Set a virtual switch."""
        await self._set("Boolean", id, value)

    async def number_set(self, id: int, value: float) -> None:
        """Set a virtual number, in its own unit."""
        await self._set("Number", id, value)

    async def text_set(self, id: int, value: str) -> None:
        """Set a virtual text."""
        await self._set("Text", id, value)

    async def enum_set(self, id: int, value: str) -> None:
        """Choose one of the options of a virtual list."""
        await self._set("Enum", id, value)

    async def thermostat_set(
        self, id: int, *, enable: bool | None = None, target: float | None = None
    ) -> None:
        """Switch a thermostat on or off, or set its target in degrees Celsius."""
        wanted = {"enable": enable, "target_C": target}
        given = {name: value for name, value in wanted.items() if value is not None}

        async def landed() -> bool:
            config = await self._client.read("Thermostat.GetConfig", {"id": id})
            return _holds(config, given)

        # Wall displays read the id inside, too.
        await self._client.write(
            "Thermostat.SetConfig",
            {"id": id, "config": {"id": id, **given}},
            landed=landed,
        )

    async def valve_set(self, id: int, target: float) -> None:
        """Set the target of a radiator valve behind a gateway, in degrees Celsius."""

        async def landed() -> bool:
            status = await self._client.read("BluTrv.GetStatus", {"id": id})
            return _holds(status, {"target_C": target})

        await self._client.write(
            "BluTrv.Call",
            {
                "id": id,
                "method": "TRV.SetTarget",
                "params": {"id": 0, "target_C": target},
            },
            landed=landed,
        )

    async def _set(self, kind: str, id: int, value: bool | float | str) -> None:
        async def landed() -> bool:
            status = await self._client.read(f"{kind}.GetStatus", {"id": id})
            return _holds(status, {"value": value})

        await self._client.write(
            f"{kind}.Set", {"id": id, "value": value}, landed=landed
        )


def _holds(answer: Any, wanted: Mapping[str, Any]) -> bool:
    return isinstance(answer, dict) and all(
        answer.get(name) == value for name, value in wanted.items()
    )
