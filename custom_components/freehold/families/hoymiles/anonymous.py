"""Reports without the serial numbers that tell a plant from others."""

from collections.abc import Collection, Mapping
from typing import Any


def numbered(kind: str, serials: Collection[str]) -> dict[str, str]:
    """Return what to call devices instead, in an order that stays."""
    known = sorted(filter(None, serials))
    return {serial: f"{kind} {number}" for number, serial in enumerate(known, 1)}


def anonymous(node: Any, names: Mapping[str, str]) -> Any:
    """Return a report in which everybody has the given name, in keys and in values."""
    if isinstance(node, dict):
        return {anonymous(k, names): anonymous(v, names) for k, v in node.items()}
    if isinstance(node, (list, tuple)):
        return [anonymous(item, names) for item in node]
    if isinstance(node, str):
        for serial, name in names.items():
            node = node.replace(serial, name)
    return node
