"""The device context, leaf 1585: the one leaf worth reading again and again."""

from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar, Self

from ..frame import Leaf
from ..paths import LeafPath
from ..values import flag, identifiers, member, parsed
from .cooking import CookingDevice, CookingProgram
from .laundry import LaundryDevice, LaundryProgram
from .state import CombinedState


class WashToDry(IntEnum):
    """What a dryer knows of the load that a washer announced to it."""

    INACTIVE = 0
    AVAILABLE = 1
    ACTIVE = 2
    AWAITING = 3
    RECEIVED = 4
    NO_PROGRAM = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceContext:
    """What the appliance does, holds, and would do if asked."""

    PATHS: ClassVar = (LeafPath(2, 1585), LeafPath(1, 1585), LeafPath(1, 391))

    state: CombinedState | None
    laundry_program: LaundryProgram | None
    laundry_device: LaundryDevice | None
    cooking_program: CookingProgram | None
    cooking_device: CookingDevice | None
    supported_requests: frozenset[int]
    """What it would do right now: other numbers than those of `UserRequest` occur."""
    mobile_start: bool | None
    """A person at the panel has allowed to start it from afar."""
    wash_to_dry: WashToDry | None

    @classmethod
    def parse(cls, leaf: Leaf) -> Self:
        """Read leaf 1585, or 391 on older ovens."""
        fields = leaf.root
        return cls(
            state=parsed(CombinedState.parse_fields, fields, 1),
            laundry_program=parsed(LaundryProgram.parse_fields, fields, 5),
            laundry_device=parsed(LaundryDevice.parse_fields, fields, 6),
            cooking_program=parsed(CookingProgram.parse_fields, fields, 7),
            cooking_device=parsed(CookingDevice.parse_fields, fields, 8),
            supported_requests=frozenset(identifiers(fields, 9)),
            mobile_start=flag(fields, 11),
            wash_to_dry=member(WashToDry, fields, 16),
        )
