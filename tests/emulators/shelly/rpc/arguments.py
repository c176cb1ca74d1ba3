"""Arguments of a call: present, and of the right type."""

from collections.abc import Mapping
from typing import Any

from .errors import invalid, missing

_NO_DEFAULT = object()
_KINDS: Mapping[type, tuple[type, ...]] = {float: (int, float)}


def fits(value: object, kind: type) -> bool:
    """Return whether a value has this type; numbers may come as int or float, never as bool."""
    return isinstance(value, _KINDS.get(kind, (kind,))) and (
        kind is bool or not isinstance(value, bool)
    )


def argument(
    params: Mapping[str, Any], name: str, kind: type, default: Any = _NO_DEFAULT
) -> Any:
    """Return an argument, or refuse the call."""
    if name not in params:
        if default is _NO_DEFAULT:
            raise missing(name)
        return default
    value = params[name]
    if not fits(value, kind):
        raise invalid(name)
    return value


def number(
    params: Mapping[str, Any], name: str, low: float, high: float, default: Any = None
) -> Any:
    """Return a number within limits, or the default where there is none."""
    value = argument(params, name, float, default)
    if value is not default and not low <= value <= high:
        raise invalid(name)
    return value
