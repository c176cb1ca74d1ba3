"""A device's components: "switch:0", "sys" (docs/protocols/shelly.md, Components)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
import re
from typing import Any, Final, override

from .....connection.errors import ProtocolError

_KEY: Final = re.compile(r"([^:]+):(\d{1,9})", re.ASCII)


@dataclass(frozen=True, slots=True)
class ComponentKey:
    """What kind of component it is, and which. Kinds that nobody knows are kinds, too."""

    type: str
    id: int | None = None
    """None for what a device has only once."""

    @staticmethod
    @lru_cache(maxsize=1024)
    def parse(key: str) -> ComponentKey:
        """Read a key. Total: what has no number at its end is a type of its own."""
        match = _KEY.fullmatch(key)
        return ComponentKey(match[1], int(match[2])) if match else ComponentKey(key)

    @override
    def __str__(self) -> str:
        """Return it as devices write it."""
        return self.type if self.id is None else f"{self.type}:{self.id}"


@dataclass(frozen=True, slots=True)
class Component:
    """One component as `Shelly.GetComponents` lists it. What was not asked for is empty."""

    key: ComponentKey
    status: Mapping[str, Any]
    config: Mapping[str, Any]
    attributes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ComponentPage:
    """A part of the list."""

    components: tuple[Component, ...]
    revision: int
    """Of the configuration: pages of different ones do not fit together."""
    total: int

    @classmethod
    def parse(cls, result: Any) -> ComponentPage:
        """Read an answer. Raises ProtocolError if the list itself is malformed."""
        if (
            not isinstance(result, dict)
            or not isinstance(entries := result.get("components"), list)
            or not isinstance(revision := result.get("cfg_rev"), (int, float))
            or not isinstance(total := result.get("total"), (int, float))
        ):
            raise ProtocolError("the list of components is malformed")
        return cls(tuple(map(_component, entries)), int(revision), int(total))


@dataclass(frozen=True, slots=True)
class ComponentList:
    """All pages, of one revision of the configuration."""

    revision: int
    components: Mapping[ComponentKey, Component]


def _component(entry: Any) -> Component:
    if not isinstance(entry, dict) or not isinstance(key := entry.get("key"), str):
        raise ProtocolError("the list of components is malformed")
    return Component(
        ComponentKey.parse(key),
        _object(entry.get("status")),
        _object(entry.get("config")),
        _object(entry.get("attrs")),
    )


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
