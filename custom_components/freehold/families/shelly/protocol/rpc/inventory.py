"""All of a device at once (docs/protocols/shelly.md, Starting, Components)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from .....connection.errors import DeviceBusyError, ProtocolError
from ..info import DeviceInfo
from .client import RpcClient
from .components import Component, ComponentKey, ComponentList, ComponentPage
from .status import Status, parse_status

_PAGE_LIMIT: Final = 40
"""Pages hold about ten of at most some two hundred components."""

_ATTEMPTS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """What a device is, is set to, does and can."""

    info: DeviceInfo
    config: Status
    status: Status
    methods: frozenset[str]
    """In lower case."""
    dynamic: Mapping[ComponentKey, Component]
    """Components that come and go: virtual ones, and those of other devices behind it."""


async def read_inventory(client: RpcClient) -> Inventory:
    """Read everything, one call after the other."""
    info = await client.identify()
    config = await read_config(client)
    status = await read_status(client)
    methods = client.methods or await client.read_methods()
    dynamic: Mapping[ComponentKey, Component] = {}
    if client.supports("Shelly.GetComponents"):
        dynamic = (await read_components(client, dynamic_only=True)).components
    return Inventory(
        info=info, config=config, status=status, methods=methods, dynamic=dynamic
    )


async def read_config(client: RpcClient) -> Status:
    """Return the configuration of all components."""
    return parse_status(await client.read("Shelly.GetConfig"))


async def read_status(client: RpcClient) -> Status:
    """Return the status of all components."""
    return parse_status(await client.read("Shelly.GetStatus"))


async def read_components(
    client: RpcClient,
    *,
    include: Sequence[str] = ("status", "config"),
    dynamic_only: bool = False,
) -> ComponentList:
    """Return the list of components, all of one revision of the configuration.

    Raises DeviceBusyError if the configuration changes again and again meanwhile,
    ProtocolError if the list has no end.
    """
    params: dict[str, Any] = {"include": list(include), "dynamic_only": dynamic_only}
    for _ in range(_ATTEMPTS):
        whole = await _read_pages(client, params)
        if whole is not None:
            return whole
    raise DeviceBusyError("the device's configuration keeps changing")


async def _read_pages(
    client: RpcClient, params: Mapping[str, Any]
) -> ComponentList | None:
    """Read page after page; None if the configuration changed between two."""
    found: dict[ComponentKey, Component] = {}
    revision: int | None = None
    offset = 0
    for _ in range(_PAGE_LIMIT):
        page = ComponentPage.parse(
            await client.read("Shelly.GetComponents", {**params, "offset": offset})
        )
        if revision not in (None, page.revision):
            return None
        revision = page.revision
        found |= {component.key: component for component in page.components}
        offset += len(page.components)
        if offset >= page.total:
            return ComponentList(revision, found)
        if not page.components:
            break
    raise ProtocolError("the list of components has no end")
