"""How to get at a value: a look-up or two, since each push asks every entity."""

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from ..model import Gen1State

type Reading[T] = Callable[[Gen1State], T | None]
type Read[T] = Callable[[int], Reading[T]]
"""Given the number of a channel, makes what reads it."""


def at(collection: str, member: str) -> Read[Any]:
    """Read a member of one of several components; None where there are not that many."""
    components_of, member_of = attrgetter(f"status.{collection}"), attrgetter(member)

    def of(index: int) -> Reading[Any]:
        def value(state: Gen1State) -> Any:
            components = components_of(state)
            return member_of(components[index]) if index < len(components) else None

        return value

    return of


def bare(collection: str) -> Read[Any]:
    """Read one of several components that are values themselves."""
    components_of = attrgetter(f"status.{collection}")

    def of(index: int) -> Reading[Any]:
        def value(state: Gen1State) -> Any:
            components = components_of(state)
            return components[index] if index < len(components) else None

        return value

    return of


def numbered(collection: str) -> Read[float]:
    """Read a sensor at the add-on by the number that it bears there."""
    sensors_of = attrgetter(f"status.{collection}")

    def of(index: int) -> Reading[float]:
        return lambda state: next(
            (sensor.value for sensor in sensors_of(state) if sensor.index == index),
            None,
        )

    return of


def own(path: str) -> Read[Any]:
    """Read what the device has only one of."""
    value = attrgetter(path)
    return lambda _: value


def one_of(read: Read[str], *known: str) -> Read[str]:
    """Read a text that is one of those known."""

    def of(index: int) -> Reading[str]:
        value = read(index)
        return lambda state: found if (found := value(state)) in known else None

    return of


def is_any(read: Read[Any], *values: Any) -> Read[bool]:
    """Read whether something is one of these values; None where it is not known."""

    def of(index: int) -> Reading[bool]:
        value = read(index)
        return lambda state: (
            None if (found := value(state)) is None else found in values
        )

    return of
