"""A Gen1 device of which only what it told and what it is sent is of interest."""

from typing import Any, cast

from custom_components.freehold.families.shelly.gen1.device import Gen1Device
from custom_components.freehold.families.shelly.gen1.entities import describe
from custom_components.freehold.families.shelly.gen1.knowledge import Knowledge
from custom_components.freehold.families.shelly.protocol.gen1.status import Gen1Status
from tests.families.shelly.rpc.device_rig import Hours

MAC = "349454F4EE01"


class Sent:
    """A client that writes down what it is told."""

    def __init__(self) -> None:
        """Nothing was sent."""
        self.calls: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []

    def __getattr__(self, name: str) -> Any:
        """Take any command."""

        async def send(*args: Any, **how: Any) -> None:
            given = {key: value for key, value in how.items() if value is not None}
            self.calls.append((name, args, given))

        return send


class Has:
    """A device of which only its state and its commands are of interest."""

    def __init__(
        self,
        settings: dict[str, Any],
        status: dict[str, Any],
        info: dict[str, Any] | None = None,
    ) -> None:
        """Take in what it told."""
        self.known = Knowledge(MAC, describe, Hours().now)
        shelly = {"mac": MAC, "type": "SHXX-1", "auth": True, **(info or {})}
        self.known.take_configuration(shelly, settings, 0)
        self.show(status)
        self.client = Sent()

    def show(self, status: dict[str, Any]) -> None:
        """Take in another status."""
        self.known.take_status(status, Gen1Status.parse(status), crossed=False)

    @property
    def state(self) -> Any:
        """What is known."""
        return self.known.state

    @property
    def as_device(self) -> Gen1Device:
        """What commands are given to."""
        return cast(Gen1Device, self)

    def keys(self, table: str) -> set[str]:
        """Return the keys of the entities of a kind."""
        return {each.key for each in getattr(self.known.entities, table)}

    def entity(self, table: str, key: str) -> Any:
        """Return the description of an entity."""
        return next(d for d in getattr(self.known.entities, table) if d.key == key)

    def value(self, table: str, key: str) -> Any:
        """Return what an entity shows."""
        return self.entity(table, key).value(self.state)
