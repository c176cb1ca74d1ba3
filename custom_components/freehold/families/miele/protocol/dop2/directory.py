"""The object directory of a unit: what exists, and what may be done with it.

Source: docs/protocols/miele-dop2.md, Directory.
"""

from dataclasses import dataclass
from typing import Final, Self

from .frame import Leaf
from .paths import LeafPath
from .values import integer, raw

ATTRIBUTE: Final = 19

_NO_RIGHTS: Final = 0x8000
"""Set where nobody may do it, and beside the real rights too."""


def directory_path(unit: int) -> LeafPath:
    """Return where the directory of a unit begins; `next_page` leads on."""
    return LeafPath(unit, ATTRIBUTE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectEntry:
    """One attribute of a unit: a page of its directory."""

    unit: int
    attribute: int
    instances: int
    readable: bool
    writable: bool
    subscribable: bool

    @classmethod
    def parse(cls, leaf: Leaf) -> Self | None:
        """Read a page of the directory; None if it is empty."""
        attribute = integer(leaf.root, 1)
        if not attribute:
            return None
        return cls(
            unit=leaf.unit,
            attribute=attribute,
            instances=integer(leaf.root, 2) or 0,
            readable=_granted(leaf, 3),
            writable=_granted(leaf, 4),
            subscribable=_granted(leaf, 5),
        )


def _granted(leaf: Leaf, index: int) -> bool:
    return bool((raw(leaf.root, index) or 0) & ~_NO_RIGHTS)
