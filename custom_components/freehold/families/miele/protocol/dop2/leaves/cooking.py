"""The parts of the device context that ovens and coffee machines fill."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Self

from ..frame import Struct
from ..values import (
    annotated,
    annotated_number,
    celsius,
    flag,
    integer,
    member,
    moment,
    nested,
    nonzero,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CookingProgram:
    """The program: field 7 of the device context. Temperatures in °C."""

    program_id: int | None
    """Numbered differently than in the JSON state."""
    phase: int | None
    sub_phase: int | None
    progress: int | None
    """Never seen filled, so its unit is unknown."""
    display_temperature: float | None
    core_temperature: float | None
    setpoint_temperature: float | None
    setpoint_moisture_percent: int | None
    start_time: datetime | None
    next_action_time: datetime | None

    @classmethod
    def parse_fields(cls, fields: Struct) -> Self:
        """Read the struct."""
        return cls(
            program_id=nonzero(fields, 28),
            phase=nonzero(fields, 1),
            sub_phase=nonzero(fields, 2),
            progress=annotated_number(fields, 3),
            display_temperature=celsius(annotated(fields, 6)),
            core_temperature=celsius(annotated(fields, 7)),
            setpoint_temperature=celsius(annotated(fields, 21)),
            setpoint_moisture_percent=annotated_number(fields, 22),
            start_time=moment(annotated_number(fields, 26)),
            next_action_time=moment(annotated_number(fields, 29)),
        )


class DoorLock(IntEnum):
    """Field 11."""

    UNLOCKED = 0
    LOCKING = 1
    LOCKED = 2
    UNLOCKING = 3


class FrontPanel(IntEnum):
    """Field 17: the motorised panel before the water tank."""

    UNKNOWN = 0
    CLOSED = 1
    OPEN = 2
    CLOSING = 3
    OPENING = 4
    STUCK_OPENING = 5
    STUCK_CLOSING = 6


class BeanContainer(IntEnum):
    """Each element of field 9."""

    UNKNOWN = 0
    EMPTY = 1
    FULL = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class CookingDevice:
    """The appliance: field 8 of the device context.

    An oven sends the coffee machine's fields too, as zeros: look at the kind of appliance first.
    """

    water_tank_level: int | None
    door_lock: DoorLock | None
    front_panel: FrontPanel | None
    sabbath_mode: bool | None
    descaling_required: bool | None
    cleaning_required: bool | None
    programs_until_descaling: int | None
    drinks_until_descaling: int | None
    drinks_until_degreasing: int | None
    days_until_milk_cleaning: int | None
    milk_cleaning_count: int | None
    degreasing_count: int | None
    descaling_count: int | None
    descaling_cartridge_level: int | None
    cleaning_cartridge_level: int | None
    heating_minutes: int | None
    heating_minutes_until_descaling: int | None
    bean_containers: tuple[BeanContainer | None, ...]

    @classmethod
    def parse_fields(cls, fields: Struct) -> Self:
        """Read the struct."""
        beans = nested(fields, 9) or Struct()
        return cls(
            water_tank_level=integer(fields, 15),
            door_lock=member(DoorLock, fields, 11),
            front_panel=member(FrontPanel, fields, 17),
            sabbath_mode=flag(fields, 18),
            descaling_required=flag(fields, 19),
            cleaning_required=flag(fields, 20),
            programs_until_descaling=integer(fields, 12),
            drinks_until_descaling=integer(fields, 5),
            drinks_until_degreasing=integer(fields, 6),
            days_until_milk_cleaning=integer(fields, 25),
            milk_cleaning_count=integer(fields, 2),
            degreasing_count=integer(fields, 3),
            descaling_count=integer(fields, 4),
            descaling_cartridge_level=integer(fields, 23),
            cleaning_cartridge_level=integer(fields, 24),
            heating_minutes=integer(fields, 13),
            heating_minutes_until_descaling=integer(fields, 14),
            bean_containers=tuple(
                member(BeanContainer, beans, field.index) for field in beans.fields
            ),
        )
