"""Reading the JSON of a device: what cannot be read becomes None, never an error.

Firmware differs in every detail: whole numbers become floats, switches come as 0 and 1 or as
the words "true" and "false", members are missing or null.
"""

from collections.abc import Callable, Mapping
import math
from typing import Any, Final

_WORDS: Final = {"true": True, "false": False}
_LIMIT: Final = 2.0**53


class UnreadableError(ValueError):
    """A value is not what its member promises."""


def number(value: Any) -> float:
    """Accept a finite number. Raises UnreadableError."""
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or not -_LIMIT <= value <= _LIMIT
    ):
        raise UnreadableError("not a number")
    return float(value)


def whole(value: Any) -> int:
    """Accept a whole number, even one that is written with decimals. Raises UnreadableError."""
    found = number(value)
    if math.floor(found) != found:
        raise UnreadableError("not a whole number")
    return int(found)


def truth(value: Any) -> bool:
    """Accept true and false, 0 and 1, and the words. Raises UnreadableError."""
    if isinstance(value, str) and value in _WORDS:
        return _WORDS[value]
    if isinstance(value, bool | int | float) and value in (0, 1):
        return bool(value)
    raise UnreadableError("neither true nor false")


def text(value: Any) -> str:
    """Accept text. Raises UnreadableError."""
    if not isinstance(value, str):
        raise UnreadableError("not text")
    return value


class JsonReader:
    """Reads one JSON object, and remembers by their paths which members made no sense.

    An absent member and a null both say nothing; neither counts as unreadable.
    """

    def __init__(
        self, body: Any, path: str = "", unreadable: set[str] | None = None
    ) -> None:
        """Read from this object; anything else counts as an empty one."""
        self._body: Mapping[str, Any] = body if isinstance(body, Mapping) else {}
        self._path = path
        self.unreadable = set() if unreadable is None else unreadable

    def __contains__(self, name: str) -> bool:
        """Whether the member is there and not null."""
        return self._body.get(name) is not None

    @property
    def is_valid(self) -> bool:
        """The device does not call these readings invalid."""
        return self.truth("is_valid") is not False

    def read[T](self, name: str, convert: Callable[[Any], T]) -> T | None:
        """Convert a member; a ValueError of the conversion marks it unreadable."""
        value = self._body.get(name)
        if value is None:
            return None
        try:
            return convert(value)
        except ValueError:
            self.unreadable.add(f"{self._path}{name}")
            return None

    def whole(self, name: str) -> int | None:
        """Read a whole number."""
        return self.read(name, whole)

    def number(self, name: str) -> float | None:
        """Read a number."""
        return self.read(name, number)

    def truth(self, name: str) -> bool | None:
        """Read a switch."""
        return self.read(name, truth)

    def text(self, name: str) -> str | None:
        """Read text; empty text says nothing."""
        return self.read(name, text) or None

    def texts(self, name: str) -> tuple[str, ...]:
        """Read a list of texts; what is none spoils the list."""
        return self.read(name, lambda value: tuple(map(text, _list(value)))) or ()

    def child(self, name: str) -> JsonReader:
        """Read a member that is an object."""
        return self._descend(name, self.read(name, _object))

    def children(self, name: str) -> list[JsonReader]:
        """Read a member that is a list of objects."""
        members = self.read(name, _list) or []
        return [
            self._descend(f"{name}[{index}]", member)
            for index, member in enumerate(members)
        ]

    def numbered(self, name: str) -> list[tuple[int, JsonReader]]:
        """Read a member that is an object with numbers for names, in their order."""
        members = self.read(name, _object) or {}
        return [
            (int(key), self._descend(f"{name}.{key}", members[key]))
            for key in sorted(members)
            if key.isascii() and key.isdecimal() and len(key) < 4
        ]

    def _descend(self, name: str, body: Any) -> JsonReader:
        return JsonReader(body, f"{self._path}{name}.", self.unreadable)


def _object(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise UnreadableError("not an object")
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise UnreadableError("not a list")
    return value
