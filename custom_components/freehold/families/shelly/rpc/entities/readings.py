"""How to get at a value: a few look-ups, since each push asks every entity."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from ..model import EMPTY, RpcState

type Reading[T] = Callable[[RpcState], T | None]
type Read[T] = Callable[[str], Reading[T]]
"""Given the key of a component, makes what reads it."""

_NUMBERS: Final = frozenset({int, float})


def number(*path: str) -> Read[float]:
    """Read a number at a path of one or two members."""
    return _typed(path, _NUMBERS)


def flag(*path: str) -> Read[bool]:
    """Read a truth value."""
    return _typed(path, frozenset({bool}))


def text(*path: str) -> Read[str]:
    """Read a text."""
    return _typed(path, frozenset({str}))


def _typed(path: tuple[str, ...], types: frozenset[type]) -> Read[Any]:
    """Read what is of a type, None for anything else."""
    first, second = path[0], path[1] if len(path) > 1 else None

    def of(key: str) -> Reading[Any]:
        def value(state: RpcState) -> Any:
            component = state.status.get(key)
            if component is None:
                return None
            found = component.get(first)
            if second is not None:
                found = found.get(second) if type(found) is dict else None
            return found if type(found) in types else None

        return value

    return of


def error(name: str) -> Callable[[str], Read[bool]]:
    """Read whether a list of errors has this one. A list that is not there is empty."""

    def of_member(member: str) -> Read[bool]:
        def of(key: str) -> Reading[bool]:
            def value(state: RpcState) -> bool | None:
                component = state.status.get(key)
                if component is None:
                    return None
                errors = component.get(member)
                return isinstance(errors, list) and name in errors

            return value

        return of

    return of_member


def component(state: RpcState, key: str) -> Mapping[str, Any]:
    """Return the status of a component; empty if there is none."""
    return state.status.get(key, EMPTY)


def whole(value: Any) -> int | None:
    """Return a whole number, also of a firmware that tells it as a fraction."""
    return round(value) if type(value) in _NUMBERS else None
