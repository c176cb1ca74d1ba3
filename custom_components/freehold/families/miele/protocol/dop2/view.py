"""A leaf as JSON, for a developer who reads a diagnostics download."""

from math import isfinite
from typing import Any, Final

from .frame import Field, Leaf, Scalar, Struct, Tag, Value

SHOWN_ATTRIBUTES: Final = frozenset(
    {17, 19, 119, 131, 144, 148, 256, 391, 392, 1574, 1584, 1585, 1586, 1599}
    | {6192, 6193, 6194, 6195}
)
"""Leaves whose texts are known to name nobody and no network.

Others may hold serial numbers, MACs, network names and the names that people gave, under
fields that have numbers, not names: nobody above can tell what to redact.
"""

HIDDEN: Final = "**hidden**"


def leaf_as_json(leaf: Leaf) -> dict[str, Any]:
    """Show field index → value, nested; texts are hidden where they may be private."""
    return {
        "unit": leaf.unit,
        "attribute": leaf.attribute,
        "idx1": leaf.idx1,
        "idx2": leaf.idx2,
        "fields": _fields(leaf.root, hide=leaf.attribute not in SHOWN_ATTRIBUTES),
    }


def _fields(fields: Struct, *, hide: bool) -> dict[str, Any]:
    return {str(field.index): _field(field, hide=hide) for field in fields.fields}


def _field(field: Field, *, hide: bool) -> Any:
    if hide and field.tag in {Tag.TEXT, Tag.U8_ARRAY}:
        return HIDDEN
    return _value(field.value, hide=hide)


def _value(value: Value | Scalar | Struct, *, hide: bool) -> Any:
    match value:
        case Struct():
            return _fields(value, hide=hide)
        case tuple():
            return [_value(element, hide=hide) for element in value]
        case bytes():
            return value.decode(errors="backslashreplace")
        case float() if not isfinite(value):
            return str(value)
    return value
