"""How a Gen1 device reads the values of parameters."""

from collections.abc import Callable

type Json = dict[str, object]
type Parser = Callable[[str], object]

_TRUE = frozenset({"true", "1", "on"})
_FALSE = frozenset({"false", "0", "off"})


class BadParameterError(Exception):
    """A parameter that is refused with 400 and plain text."""

    def __init__(self, text: str) -> None:
        """Refuse with this text."""
        super().__init__(text)
        self.text = text


def bad(name: str) -> BadParameterError:
    """Return the refusal of this parameter (modelled: only the pattern `Bad …!` is known)."""
    return BadParameterError(f"Bad {name}!")


def flag(text: str) -> bool:
    """Read a boolean: `true`/`false`, also `1`/`0`."""
    if text.lower() in _TRUE:
        return True
    if text.lower() in _FALSE:
        return False
    raise ValueError(text)


def bit(text: str) -> int:
    """Read a boolean that is echoed as a number, as `btn_reverse` is."""
    return int(flag(text))


def integer(low: int, high: int) -> Callable[[str], int]:
    """Read an integer in a range."""

    def parse(text: str) -> int:
        value = int(text)
        if not low <= value <= high:
            raise ValueError(text)
        return value

    return parse


def number(low: float, high: float) -> Callable[[str], float]:
    """Read a number in a range; whole ones stay integers."""

    def parse(text: str) -> float:
        value = float(text)
        if not low <= value <= high:
            raise ValueError(text)
        return int(value) if value.is_integer() else value

    return parse


def choice(*words: str) -> Callable[[str], str]:
    """Read one of these words."""

    def parse(text: str) -> str:
        if text not in words:
            raise ValueError(text)
        return text

    return parse


def text(shortest: int = 0, longest: int = 64) -> Callable[[str], str]:
    """Read a text of limited length."""

    def parse(value: str) -> str:
        if not shortest <= len(value) <= longest:
            raise ValueError(value)
        return value

    return parse


def optional_text(value: str) -> str | None:
    """Read a text; an empty one is echoed as null."""
    return value or None


def rules(value: str) -> list[str]:
    """Read a comma-joined list; an empty one is written as an empty text."""
    return value.split(",") if value else []
