"""A number, what it is compared to, and what it should be."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

HEADINGS = ("what", "measured", "compared to", "target")


@dataclass(frozen=True, slots=True)
class Target:
    """The worst value that is good enough."""

    limit: float
    at_least: bool = False

    def is_met_by(self, value: float) -> bool:
        """Tell whether a value is good enough."""
        return value >= self.limit if self.at_least else value <= self.limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One line of the table."""

    what: str
    value: float
    unit: str
    compared_to: str
    target: Target | None = None

    def row(self) -> tuple[str, str, str, str]:
        """Return the line's cells."""
        return (
            self.what,
            quantity(self.value, self.unit),
            self.compared_to,
            self._goal(),
        )

    def _goal(self) -> str:
        if self.target is None:
            return "none"
        sign = "≥" if self.target.at_least else "≤"
        verdict = "met" if self.target.is_met_by(self.value) else "MISSED"
        return f"{sign} {quantity(self.target.limit, self.unit)}: {verdict}"


def quantity(value: float, unit: str) -> str:
    """Write a number that is not negative with the digits that mean something, and its unit."""
    number = f"{value:.0f}" if value >= 10 or value == round(value) else f"{value:.2g}"
    return f"{number} {unit}".rstrip()


def table(measurements: Iterable[Measurement]) -> Iterator[str]:
    """Lay measurements out in columns: a table in Markdown too."""
    rows = [HEADINGS, *(measurement.row() for measurement in measurements)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for number, row in enumerate(rows):
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield f"| {' | '.join(cells)} |"
        if number == 0:
            yield f"|{'|'.join('-' * (width + 2) for width in widths)}|"
