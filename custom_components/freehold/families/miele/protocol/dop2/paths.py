"""Where a leaf lies in the tree, and how to turn its pages (docs/protocols/miele-dop2.md, Access)."""

from dataclasses import dataclass
from typing import Final, override

from .frame import Leaf

MAX_PAGES: Final = 256
"""The longest recorded list has two pages; no appliance may keep us reading for ever."""


@dataclass(frozen=True, slots=True)
class LeafPath:
    """The address of a leaf. As text it follows `/Devices/<fab>/DOP2/` in a URL."""

    unit: int
    attribute: int
    idx1: int = 0
    """Page, entry or instance."""
    idx2: int = 0

    @override
    def __str__(self) -> str:
        """Return unit, attribute and query, as in `2/1586?idx1=0&idx2=0`."""
        return f"{self.unit}/{self.attribute}?idx1={self.idx1}&idx2={self.idx2}"


def next_page(asked: LeafPath, answer: Leaf) -> LeafPath | None:
    """Return what to ask for after `answer`, None after the last page.

    An appliance that does not answer the page it was asked for does not turn pages at all.
    """
    if answer.idx1 != asked.idx1 or answer.idx1 >= min(answer.idx2, MAX_PAGES - 1):
        return None
    return LeafPath(asked.unit, asked.attribute, answer.idx1 + 1, answer.idx2)
