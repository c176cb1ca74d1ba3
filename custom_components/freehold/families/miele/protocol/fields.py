"""Reading the fields of an appliance's JSON: what cannot be read becomes None, never an error."""

from collections.abc import Callable, Mapping
from typing import Any

_INTEGER_LIMIT = 2**32


class UnreadableError(ValueError):
    """A value is not what its field promises."""


class FieldReader:
    """Reads one JSON object, and remembers which of its fields made no sense.

    An absent field and a null both say nothing; neither counts as unreadable.
    """

    def __init__(self, body: Mapping[str, Any]) -> None:
        """Read from this object."""
        self._body = body
        self.unreadable: set[str] = set()

    def read[T](self, name: str, convert: Callable[[Any], T]) -> T | None:
        """Convert a field; a ValueError of the conversion marks it unreadable."""
        value = self._body.get(name)
        if value is None:
            return None
        try:
            return convert(value)
        except ValueError:
            self.unreadable.add(name)
            return None

    def read_all[T](
        self, name: str, convert: Callable[[Any], T]
    ) -> tuple[T | None, ...]:
        """Convert each element of a list, or a single value as a list of one."""
        value = self._body.get(name)
        if value is None:
            return ()
        elements = value if isinstance(value, list) else [value]
        return tuple(self._element(name, element, convert) for element in elements)

    def integer(self, name: str) -> int | None:
        """Read a whole number."""
        return self.read(name, integer)

    def boolean(self, name: str) -> bool | None:
        """Read true or false."""
        return self.read(name, boolean)

    def text(self, name: str) -> str | None:
        """Read text; empty text says nothing."""
        return self.read(name, text) or None

    def integers(self, name: str) -> tuple[int, ...] | None:
        """Read a list of whole numbers; one that is not whole spoils the list."""
        return self.read(name, integers)

    def _element[T](
        self, name: str, element: Any, convert: Callable[[Any], T]
    ) -> T | None:
        try:
            return convert(element)
        except ValueError:
            self.unreadable.add(name)
            return None


def integer(value: Any) -> int:
    """Accept a whole number of at most 32 bits. Raises UnreadableError."""
    if type(value) is not int or not -_INTEGER_LIMIT < value < _INTEGER_LIMIT:
        raise UnreadableError("not a whole number")
    return value


def boolean(value: Any) -> bool:
    """Accept true and false. Raises UnreadableError."""
    if not isinstance(value, bool):
        raise UnreadableError("neither true nor false")
    return value


def text(value: Any) -> str:
    """Accept text, without the blanks and NULs that modules fill it up with. Raises UnreadableError."""
    if not isinstance(value, str):
        raise UnreadableError("not text")
    return value.strip(" \0\r\n\t")


def integers(value: Any) -> tuple[int, ...]:
    """Accept a list of whole numbers. Raises UnreadableError."""
    if not isinstance(value, list):
        raise UnreadableError("not a list")
    return tuple(integer(element) for element in value)
