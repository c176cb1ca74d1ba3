"""What an appliance has gone through: leaves 119, 131/392 and 148."""

from dataclasses import dataclass
from typing import ClassVar, Self

from ..frame import Leaf
from ..paths import LeafPath
from ..values import flag, integer, nonzero, structs


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursOfOperation:
    """Leaf 119: counts minutes while the appliance works, in spite of its name.

    Two owners measured one count a minute, on an oven and on a dishwasher; another project
    reads hours.
    """

    PATHS: ClassVar = (LeafPath(2, 119),)

    total_minutes: int | None
    before_replacement_minutes: int | None
    since_maintenance_minutes: int | None

    @classmethod
    def parse(cls, leaf: Leaf) -> Self:
        """Read leaf 119."""
        return cls(
            total_minutes=integer(leaf.root, 1),
            before_replacement_minutes=integer(leaf.root, 2),
            since_maintenance_minutes=integer(leaf.root, 3),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Notifications:
    """Leaf 131 or 392: the ids of what the display shows now."""

    PATHS: ClassVar = (LeafPath(2, 131), LeafPath(1, 131), LeafPath(1, 392))

    messages: tuple[int, ...]
    errors: tuple[int, ...]

    @classmethod
    def parse(cls, leaf: Leaf) -> Self:
        """Read leaf 131 or 392."""
        return cls(messages=_ids(leaf, 2), errors=_ids(leaf, 3))


def _ids(leaf: Leaf, index: int) -> tuple[int, ...]:
    ids = (nonzero(entry, 1) for entry in structs(leaf.root, index))
    return tuple(each for each in ids if each is not None)


@dataclass(frozen=True, slots=True)
class Failure:
    """A failure that a technician would read out."""

    code: int
    present: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureList:
    """Leaf 148: every failure that the appliance remembers."""

    PATHS: ClassVar = (LeafPath(2, 148),)

    failures: tuple[Failure, ...]

    @classmethod
    def parse(cls, leaf: Leaf) -> Self:
        """Read leaf 148."""
        return cls(
            failures=tuple(
                Failure(code, flag(entry, 2) or False)
                for entry in structs(leaf.root, 1)
                if (code := integer(entry, 1))
            )
        )
