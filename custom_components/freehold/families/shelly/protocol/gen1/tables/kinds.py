"""Short ways to write down a field, so that the tables read as tables."""

from collections.abc import Mapping

from ..field import Field, FieldClass, Kind

INTENT = FieldClass.INTENT


def boolean(
    name: str, echo: str = "", *, of: FieldClass = INTENT, reboots: bool = False
) -> Field:
    """Describe a switch."""
    return Field(
        name=name, echo=echo, kind=Kind.BOOLEAN, field_class=of, reboots=reboots
    )


def whole(
    name: str,
    low: float | None = None,
    high: float | None = None,
    echo: str = "",
    *,
    of: FieldClass = INTENT,
) -> Field:
    """Describe a whole number."""
    return Field(
        name=name, echo=echo, kind=Kind.WHOLE, low=low, high=high, field_class=of
    )


def number(
    name: str,
    low: float | None = None,
    high: float | None = None,
    echo: str = "",
    *,
    of: FieldClass = INTENT,
    tolerance: float = 1e-9,
) -> Field:
    """Describe a number with decimals."""
    return Field(
        name=name,
        echo=echo,
        kind=Kind.NUMBER,
        low=low,
        high=high,
        field_class=of,
        tolerance=tolerance,
    )


def text(
    name: str,
    echo: str = "",
    *,
    low: int = 0,
    high: int = 256,
    of: FieldClass = INTENT,
    echoed: bool = True,
    reboots: bool = False,
) -> Field:
    """Describe text; limits are its length in characters."""
    return Field(
        name=name,
        echo=echo,
        kind=Kind.TEXT,
        low=low,
        high=high,
        field_class=of,
        echoed=echoed,
        reboots=reboots,
    )


def choice(name: str, *choices: str, echo: str = "") -> Field:
    """Describe one of several words."""
    return Field(name=name, echo=echo, kind=Kind.TEXT, choices=frozenset(choices))


def by_name(*fields: Field) -> Mapping[str, Field]:
    """Make a table: the order is the one in which they are written down."""
    return {field.name: field for field in fields}
