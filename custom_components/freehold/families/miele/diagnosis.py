"""What a diagnostics download shows of an appliance."""

from collections.abc import Callable
from typing import Any, Final

from ...connection.errors import DeviceError
from ..contract import JsonObject
from .protocol.client import MieleClient
from .protocol.dop2.frame import decode_leaf
from .protocol.dop2.view import leaf_as_json

TREE_SECONDS: Final = 120.0
"""A person waits for this download; what is not read by then is left out and said."""
MOST_UNITS: Final = 16
"""Eight are known."""


def shown(bodies: dict[str, Any]) -> JsonObject:
    """Show details as their sources told them, leaves decoded."""
    return {name: _shown(body) for name, body in bodies.items()}


def _shown(body: Any) -> Any:
    match body:
        case str():
            return leaf_as_json(decode_leaf(bytes.fromhex(body)))
        case list():
            return [_shown(page) for page in body]
    return body


async def read_tree(
    client: MieleClient, fab: str, clock: Callable[[], float]
) -> JsonObject:
    """Read every leaf of the DOP2 tree; where one cannot be read, say why."""
    deadline = clock() + TREE_SECONDS
    tree: JsonObject = {}
    try:
        for unit in (await client.dop2_units(fab))[:MOST_UNITS]:
            for attribute in await client.dop2_attributes(fab, unit):
                if clock() > deadline:
                    return {**tree, "incomplete": f"after {TREE_SECONDS:.0f} s"}
                tree[f"{unit}/{attribute}"] = await _read(client, fab, unit, attribute)
    except DeviceError as err:
        tree["error"] = f"{type(err).__name__}: {err}"
    return tree


async def _read(client: MieleClient, fab: str, unit: int, attribute: int) -> JsonObject:
    try:
        return leaf_as_json(decode_leaf(await client.dop2_leaf(fab, unit, attribute)))
    except DeviceError as err:
        return {"error": f"{type(err).__name__}: {err}"}
