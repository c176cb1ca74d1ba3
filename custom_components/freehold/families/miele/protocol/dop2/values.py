"""What the values in a leaf mean, said once for all leaves (docs/protocols/miele-dop2.md, Values).

Every reader is lenient: a field that is missing, of an unexpected type, or "not available"
reads as None.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from typing import Final

from .frame import Struct, Tag

NOT_AVAILABLE: Final = {
    Tag.U8: 0xFF,
    Tag.U16: 0xFFFF,
    Tag.U32: 0xFFFF_FFFF,
    Tag.I16: -0x8000,
    Tag.I32: -0x8000_0000,
    Tag.I16_ARRAY: -0x8000,
    Tag.I32_ARRAY: -0x8000_0000,
}
"""The number of each type that stands for "not available"."""

_LAST_TIMESTAMP: Final = 253_402_300_799
"""The end of the year 9999, where datetime ends."""


class Interpretation(IntEnum):
    """Units that a value can say it has; the ones we convert, of about 120."""

    PERCENT = 1
    CELSIUS = 2
    CENTI_CELSIUS = 3
    CENTI_FAHRENHEIT = 4
    SECONDS = 5
    MINUTES = 6
    FAHRENHEIT = 48
    SECONDS_OR_NONE = 128
    DECI_CELSIUS = 144
    DECI_FAHRENHEIT = 147


@dataclass(frozen=True, slots=True)
class Annotated:
    """A number that says of itself whether it is there and what its unit is."""

    value: int
    interpretation: int
    settable: bool = False


@dataclass(frozen=True, slots=True)
class Ranged:
    """A number with the limits inside which it could be set."""

    value: int
    minimum: int
    maximum: int
    step: int
    interpretation: int
    settable: bool = False


def raw(fields: Struct, index: int) -> int | None:
    """Read an integer as it is, "not available" included."""
    value = fields.get(index)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def integer(fields: Struct, index: int) -> int | None:
    """Read an integer."""
    field = fields.field(index)
    if field is None or field.value == NOT_AVAILABLE.get(field.tag):
        return None
    return raw(fields, index)


def nonzero(fields: Struct, index: int) -> int | None:
    """Read an identifier, where 0 and 65535 mean "none"."""
    value = integer(fields, index)
    return None if value in {0, 0xFFFF} else value


def flag(fields: Struct, index: int) -> bool | None:
    """Read a truth value."""
    value = fields.get(index)
    return value if isinstance(value, bool) else None


def integers(fields: Struct, index: int) -> tuple[int | None, ...]:
    """Read an array of integers, element by element."""
    field = fields.field(index)
    if field is None or not isinstance(field.value, tuple):
        return ()
    absent = NOT_AVAILABLE.get(field.tag)
    return tuple(
        None if value == absent else value
        for value in field.value
        if isinstance(value, int) and not isinstance(value, bool)
    )


def identifiers(fields: Struct, index: int) -> tuple[int, ...]:
    """Read an array of identifiers, without the zeros that fill it up."""
    return tuple(value for value in integers(fields, index) if value)


def octets(fields: Struct, index: int) -> bytes | None:
    """Read an array of bytes."""
    field = fields.field(index)
    if field is None or field.tag is not Tag.U8_ARRAY:
        return None
    return bytes(value or 0 for value in integers(fields, index))


def text(fields: Struct, index: int) -> str | None:
    """Read a text or a label, without the blanks and NULs that fill it up."""
    value = fields.get(index)
    content = value if isinstance(value, bytes) else octets(fields, index)
    if content is None:
        return None
    return content.partition(b"\x00")[0].decode(errors="replace").strip() or None


def nested(fields: Struct, index: int) -> Struct | None:
    """Read a struct."""
    value = fields.get(index)
    return value if isinstance(value, Struct) else None


def structs(fields: Struct, index: int) -> tuple[Struct, ...]:
    """Read an array of structs."""
    value = fields.get(index)
    if not isinstance(value, tuple):
        return ()
    return tuple(element for element in value if isinstance(element, Struct))


def member[EnumT: IntEnum](
    kind: type[EnumT], fields: Struct, index: int
) -> EnumT | None:
    """Read an enumeration; a number without a name reads as None."""
    value = raw(fields, index)
    return None if value is None or value not in kind else kind(value)


def parsed[T](parse: Callable[[Struct], T], fields: Struct, index: int) -> T | None:
    """Parse the struct in a field."""
    struct = nested(fields, index)
    return None if struct is None else parse(struct)


def annotated(fields: Struct, index: int) -> Annotated | None:
    """Read an annotated value: 1 mask, 2 value, 3 interpretation."""
    value = nested(fields, index)
    if value is None or not _is_valid(value) or (number := integer(value, 2)) is None:
        return None
    return Annotated(number, raw(value, 3) or 0, _is_settable(value))


def annotated_number(fields: Struct, index: int) -> int | None:
    """Read an annotated value whose unit is always the same."""
    reading = annotated(fields, index)
    return None if reading is None else reading.value


def annotated_flag(fields: Struct, index: int) -> bool | None:
    """Read an annotated truth value."""
    value = nested(fields, index)
    return flag(value, 2) if value is not None and _is_valid(value) else None


def ranged(fields: Struct, index: int) -> Ranged | None:
    """Read a generic value: 1 mask, 2 min, 3 max, 4 current, 5 step, 6 interpretation."""
    value = nested(fields, index)
    if value is None or not _is_valid(value) or (current := integer(value, 4)) is None:
        return None
    return Ranged(
        value=current,
        minimum=raw(value, 2) or 0,
        maximum=raw(value, 3) or 0,
        step=raw(value, 5) or 0,
        interpretation=raw(value, 6) or 0,
        settable=_is_settable(value),
    )


def celsius(reading: Annotated | None) -> float | None:
    """Convert to °C; None if it is not a temperature."""
    if reading is None:
        return None
    match reading.interpretation:
        case Interpretation.CELSIUS:
            return float(reading.value)
        case Interpretation.CENTI_CELSIUS:
            return reading.value / 100
        case Interpretation.DECI_CELSIUS:
            return reading.value / 10
        case Interpretation.FAHRENHEIT:
            return _from_fahrenheit(reading.value)
        case Interpretation.CENTI_FAHRENHEIT:
            return _from_fahrenheit(reading.value / 100)
        case Interpretation.DECI_FAHRENHEIT:
            return _from_fahrenheit(reading.value / 10)
    return None


def minutes(reading: Annotated | None) -> int | None:
    """Convert to whole minutes, begun ones included; None if it is not a duration."""
    if reading is None:
        return None
    match reading.interpretation:
        case Interpretation.MINUTES:
            return reading.value
        case Interpretation.SECONDS | Interpretation.SECONDS_OR_NONE:
            return -(-reading.value // 60)
    return None


def centi_celsius(fields: Struct, index: int) -> tuple[float | None, ...]:
    """Read an array of temperatures in hundredths of a degree."""
    return tuple(
        None if value is None else value / 100 for value in integers(fields, index)
    )


def moment(seconds: int | None) -> datetime | None:
    """Convert seconds since 1970; 0 means "never"."""
    if not seconds or not 0 < seconds <= _LAST_TIMESTAMP:
        return None
    return datetime.fromtimestamp(seconds, UTC)


def mac_address(fields: Struct, index: int) -> str | None:
    """Read a MAC, or the EUI-64 made of one by inserting FF FE. Lower case, with colons."""
    address = octets(fields, index) or b""
    if len(address) == 8 and address[3:5] == b"\xff\xfe":
        address = address[:3] + address[5:]
    return address.hex(":") if len(address) == 6 and any(address) else None


def _is_valid(value: Struct) -> bool:
    return bool((raw(value, 1) or 0) & 8)


def _is_settable(value: Struct) -> bool:
    return bool((raw(value, 1) or 0) & 1)


def _from_fahrenheit(degrees: float) -> float:
    return round((degrees - 32) / 1.8, 2)
