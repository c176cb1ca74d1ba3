"""Reports without the serial numbers that tell a plant from others."""

from collections.abc import Collection, Mapping
from typing import Any

from .recollection import Recollection
from .totals.yields import Yields


def _numbered(kind: str, serials: Collection[str]) -> dict[str, str]:
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


def names_of(known: Recollection, yields: Yields) -> dict[str, str]:
    """Return how whoever was ever heard of is called instead of by a serial number."""
    told = known.information
    meters = {*known.capabilities.meters, *told.meters, *yields.meters}
    inverters = {
        *known.capabilities.inverters,
        *yields.inverters,
        *(each.serial for each in told.inverters),
        *(each.serial for each in known.alarms or ()),
    }
    return {
        **_numbered("meter", meters),
        **_numbered("inverter", inverters - {told.serial}),
    }
