"""One setting: its name, its type and where the device shows it (docs/protocols/shelly-gen1.md, Settings)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
import math
from typing import Any, ClassVar, Final

from .....connection.errors import CommandRefusedError

type Value = bool | int | float | str | Sequence[str]

URL_COUNT: Final = 5
"""URLs that one action holds."""
URL_LENGTH: Final = 256


_LARGEST: Final = 2.0**53


class SettingError(CommandRefusedError, ValueError):
    """A setting that must not be sent like this; nothing was sent."""

    recovery: ClassVar[str] = "Correct the value; nothing was changed."

    def __init__(self, name: str, reason: str) -> None:
        """Name the setting. The reason never holds its value: it may be a secret."""
        super().__init__(f"{name}: {reason}")
        self.name = name


class FieldClass(StrEnum):
    """What a field is for whoever compares, copies, exports or restores it."""

    IDENTITY = "identity"
    VOLATILE = "volatile"
    SECRET = "secret"
    DERIVED = "derived"
    SITE = "site"
    INTENT = "intent"
    STRUCTURAL = "structural"


class Kind(StrEnum):
    """How a value is written and compared."""

    BOOLEAN = "boolean"
    """Written as `true` or `false`; echoed so, or as 0 and 1."""
    WHOLE = "whole"
    NUMBER = "number"
    TEXT = "text"
    """Empty text and null are the same."""
    LIST = "list"
    """Written in one, joined by commas; echoed as a list."""
    URLS = "urls"
    """Written as one `name[]` each; echoed as a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A setting as it is written, and as it is seen."""

    name: str
    kind: Kind
    echo: str = ""
    """Where the device shows it, dotted; the same as its name if empty."""
    low: float | None = None
    high: float | None = None
    """Limits of a number, or of the length of a text."""
    choices: frozenset[str] = frozenset()
    field_class: FieldClass = FieldClass.INTENT
    echoed: bool = True
    """False: the device never shows it, so that nobody can tell whether it took it."""
    reboots: bool = False
    """The device restarts after the write, even if nothing changed."""
    alone: bool = False
    """No other setting may travel with it."""
    together: str = ""
    """This other setting has to travel with it."""
    tolerance: float = 1e-9
    """The largest difference that is none."""

    @property
    def path(self) -> str:
        """Where the device shows it, dotted."""
        return self.echo or self.name

    @property
    def is_secret(self) -> bool:
        """It must not be shown."""
        return self.field_class is FieldClass.SECRET

    def query(self, value: Value) -> list[tuple[str, str]]:
        """Return the value as it is sent. Raises SettingError if it is none of this field."""
        return _WRITERS[self.kind](self, value)

    def agrees(self, wanted: Value, found: Any) -> bool:
        """Whether what the device shows is what was written."""
        match self.kind:
            case Kind.BOOLEAN:
                return found in (0, 1) and bool(found) is wanted
            case Kind.WHOLE | Kind.NUMBER:
                return _is_number(found) and math.isclose(
                    found, _number(wanted), rel_tol=1e-6, abs_tol=self.tolerance
                )
            case Kind.TEXT:
                return (found or "") == wanted
            case Kind.LIST | Kind.URLS:
                return isinstance(found, list) and list(_texts(wanted)) == found


def _is_number(value: object) -> bool:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and -_LARGEST <= value <= _LARGEST
    )


def _number(value: Value) -> float:
    return float(value) if isinstance(value, int | float) else math.nan


def _texts(value: Value) -> Sequence[str]:
    return value if isinstance(value, Sequence) else ()


def _boolean(field: Field, value: Value) -> list[tuple[str, str]]:
    if not isinstance(value, bool):
        raise SettingError(field.name, "is either true or false")
    return [(field.name, "true" if value else "false")]


def _numeric(field: Field, value: Value) -> list[tuple[str, str]]:
    if not _is_number(value):
        raise SettingError(field.name, "is a number")
    if field.kind is Kind.WHOLE and not isinstance(value, int):
        raise SettingError(field.name, "is a whole number")
    _check_limits(field, _number(value), "")
    is_whole = isinstance(value, float) and value.is_integer()
    return [(field.name, f"{value:.0f}" if is_whole else str(value))]


def _text(field: Field, value: Value) -> list[tuple[str, str]]:
    if not isinstance(value, str):
        raise SettingError(field.name, "is text")
    if field.choices and value not in field.choices:
        raise SettingError(field.name, f"is one of {', '.join(sorted(field.choices))}")
    _check_characters(field, value)
    _check_limits(field, len(value), " characters long")
    return [(field.name, value)]


def _list(field: Field, value: Value) -> list[tuple[str, str]]:
    members = _members(field, value)
    if any("," in member or not member for member in members):
        raise SettingError(field.name, "has members that are empty or hold a comma")
    return [(field.name, ",".join(members))]


def _urls(field: Field, value: Value) -> list[tuple[str, str]]:
    members = _members(field, value)
    if len(members) > URL_COUNT or any(
        not 0 < len(member) <= URL_LENGTH for member in members
    ):
        raise SettingError(
            field.name, f"is up to {URL_COUNT} URLs of up to {URL_LENGTH} characters"
        )
    return [(f"{field.name}[]", member) for member in members or [""]]


def _members(field: Field, value: Value) -> list[str]:
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise SettingError(field.name, "is a list of texts")
    members = list(value)
    if not all(isinstance(member, str) for member in members):
        raise SettingError(field.name, "is a list of texts")
    for member in members:
        _check_characters(field, member)
    return members


def _check_characters(field: Field, value: str) -> None:
    if not value.isprintable():
        raise SettingError(field.name, "holds a character that cannot be printed")


def _check_limits(field: Field, value: float, unit: str) -> None:
    if field.low is not None and value < field.low:
        raise SettingError(field.name, f"is at least {field.low:g}{unit}")
    if field.high is not None and value > field.high:
        raise SettingError(field.name, f"is at most {field.high:g}{unit}")


_WRITERS: Final[dict[Kind, Callable[[Field, Value], list[tuple[str, str]]]]] = {
    Kind.BOOLEAN: _boolean,
    Kind.WHOLE: _numeric,
    Kind.NUMBER: _numeric,
    Kind.TEXT: _text,
    Kind.LIST: _list,
    Kind.URLS: _urls,
}
