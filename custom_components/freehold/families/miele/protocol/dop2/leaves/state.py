"""What the appliance is doing: leaves 1586, 256 and 1584."""

from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar, Self

from ..frame import Leaf, Struct
from ..paths import LeafPath
from ..values import (
    centi_celsius,
    flag,
    identifiers,
    integer,
    member,
    nested,
    nonzero,
    raw,
)


class ApplianceState(IntEnum):
    """Field 1 of the combined state: the appliance."""

    UNKNOWN = 0
    OFF = 1
    SYNCHRONISING = 2
    STARTING_UP = 3
    ON = 4
    DEMO = 5
    SERVICED = 6
    FAULT = 7
    CHECKING = 8
    ASLEEP = 9
    SUPERVISED = 10
    DISPLAY_MODEL = 11


class OperationState(IntEnum):
    """Field 2 of the combined state: what it occupies itself with."""

    UNKNOWN = 0
    FACTORY_TEST = 1
    SERVICED = 2
    IN_SETTINGS = 3
    FIRST_SETUP = 4
    CHOOSING = 5
    RUNNING = 6
    DELAYED = 7
    MAINTAINING = 8
    LOW_VOLTAGE = 9
    WELCOMING = 10
    LOCKED = 11
    SETTING_CLOCK = 12
    DISPLAY_OFF = 15
    COLD_RINSE = 21
    RINSE = 22
    EMERGENCY_STOP = 32


class ProcessState(IntEnum):
    """Field 3 of the combined state: the program."""

    UNKNOWN = 0
    NONE = 1
    SELECTED = 2
    STARTED = 3
    RUNNING = 4
    STOPPED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class CombinedState:
    """Three views of the same moment."""

    PATHS: ClassVar = (LeafPath(2, 1586),)

    appliance: ApplianceState | None
    operation: OperationState | None
    process: ProcessState | None

    @classmethod
    def parse(cls, leaf: Leaf) -> Self:
        """Read leaf 1586."""
        return cls.parse_fields(leaf.root)

    @classmethod
    def parse_fields(cls, fields: Struct) -> Self:
        """Read the struct, which the device context holds too."""
        return cls(
            appliance=member(ApplianceState, fields, 1),
            operation=member(OperationState, fields, 2),
            process=member(ProcessState, fields, 3),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceState:
    """The older leaf 256, with the numbers of the JSON state. Times are seconds, °C are °C."""

    PATHS: ClassVar = (LeafPath(2, 256),)

    status: int | None
    remote_setting: bool | None
    remote_control: bool | None
    smart_grid: bool | None
    mobile_start: bool | None
    program_type: int | None
    """Numbered differently than in the JSON state."""
    program_id: int | None
    phase: int | None
    start_in_seconds: int | None
    remaining_seconds: int | None
    elapsed_seconds: int | None
    target_temperatures: tuple[float | None, ...]
    temperatures: tuple[float | None, ...]
    core_target_temperatures: tuple[float | None, ...]
    core_temperatures: tuple[float | None, ...]
    door_open: bool | None
    info: bool | None
    spin_speed_rpm: int | None
    drying_step: int | None
    light: int | None
    standby: int | None

    @classmethod
    def parse(cls, leaf: Leaf) -> Self:
        """Read leaf 256."""
        fields = leaf.root
        remote = nested(fields, 2) or Struct()
        return cls(
            status=raw(fields, 1),
            remote_setting=flag(remote, 1),
            remote_control=flag(remote, 2),
            smart_grid=flag(remote, 3),
            mobile_start=flag(remote, 4),
            program_type=raw(fields, 3),
            program_id=nonzero(fields, 4),
            phase=nonzero(fields, 5),
            start_in_seconds=integer(fields, 6),
            remaining_seconds=integer(fields, 7),
            elapsed_seconds=integer(fields, 8),
            target_temperatures=centi_celsius(fields, 9),
            temperatures=centi_celsius(fields, 10),
            core_target_temperatures=centi_celsius(fields, 11),
            core_temperatures=centi_celsius(fields, 12),
            door_open=flag(fields, 13),
            info=flag(fields, 14),
            spin_speed_rpm=integer(fields, 15),
            drying_step=raw(fields, 16),
            light=raw(fields, 17),
            standby=raw(fields, 18),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramListPage:
    """One page of the programs that the appliance offers; `next_page` leads on."""

    PATHS: ClassVar = (LeafPath(2, 1584),)

    programs: tuple[int, ...]

    @classmethod
    def parse(cls, leaf: Leaf) -> Self:
        """Read a page of leaf 1584."""
        programs = identifiers(leaf.root, 2)
        return cls(programs=programs[: integer(leaf.root, 1)])
