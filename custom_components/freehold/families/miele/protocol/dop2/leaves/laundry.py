"""The parts of the device context that washers, dryers and dishwashers fill."""

from dataclasses import dataclass
from enum import IntFlag
from typing import Self

from ..frame import Struct
from ..values import (
    Ranged,
    annotated,
    annotated_flag,
    annotated_number,
    integer,
    minutes,
    nonzero,
    ranged,
    raw,
    structs,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LaundryProgram:
    """The program: field 5 of the device context."""

    program_id: int | None
    phase: int | None
    remaining_minutes: int | None
    load_capacity_g: int | None
    """What the chosen program may be loaded with."""

    @classmethod
    def parse_fields(cls, fields: Struct) -> Self:
        """Read the struct."""
        remaining = minutes(annotated(fields, 22))
        return cls(
            program_id=nonzero(fields, 1),
            phase=nonzero(fields, 2),
            remaining_minutes=integer(fields, 3) if remaining is None else remaining,
            load_capacity_g=annotated_number(fields, 23),
        )


class ContainerInfo(IntFlag):
    """Field 2 of a container."""

    INSERTED = 1
    EMPTY = 2
    SUPPORTED = 4
    ACTIVE = 8
    LOW = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class DosingContainer:
    """A TwinDos container."""

    info: ContainerInfo | None
    level_percent: int | None
    size: int | None
    """14000 where the container holds 1.4 l: tenths of ml, it seems."""
    initial_dosage_ml: int | None
    dosage_ml: int | None

    @property
    def inserted(self) -> bool | None:
        """Is there a container at all."""
        return self._says(ContainerInfo.INSERTED)

    @property
    def empty(self) -> bool | None:
        """Nothing left to dose."""
        return self._says(ContainerInfo.EMPTY)

    @property
    def supported(self) -> bool | None:
        """The chosen program could use it."""
        return self._says(ContainerInfo.SUPPORTED)

    @property
    def active(self) -> bool | None:
        """The chosen program does use it."""
        return self._says(ContainerInfo.ACTIVE)

    @property
    def low(self) -> bool | None:
        """Soon empty."""
        return self._says(ContainerInfo.LOW)

    def _says(self, bit: ContainerInfo) -> bool | None:
        return None if self.info is None else bit in self.info

    @classmethod
    def parse_fields(cls, fields: Struct) -> Self:
        """Read one element of field 7."""
        info = raw(fields, 2)
        return cls(
            info=None if info is None else ContainerInfo(info),
            level_percent=annotated_number(fields, 6),
            size=integer(fields, 3),
            initial_dosage_ml=integer(fields, 4),
            dosage_ml=integer(fields, 5),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LaundryDevice:
    """The appliance: field 6 of the device context.

    Consumption, salt and rinse aid were "not available" in every recording: who shows them
    says that they are unproven.
    """

    containers: tuple[DosingContainer, ...]
    energy_last_program: Ranged | None
    water_last_program: Ranged | None
    energy_total: Ranged | None
    water_total: Ranged | None
    interior_light: bool | None
    heating: bool | None
    salt_low: bool | None
    rinse_aid_low: bool | None

    @classmethod
    def parse_fields(cls, fields: Struct) -> Self:
        """Read the struct."""
        return cls(
            containers=tuple(
                DosingContainer.parse_fields(each) for each in structs(fields, 7)
            ),
            energy_last_program=ranged(fields, 3),
            water_last_program=ranged(fields, 4),
            energy_total=ranged(fields, 5),
            water_total=ranged(fields, 6),
            interior_light=annotated_flag(fields, 25),
            heating=annotated_flag(fields, 26),
            salt_low=annotated_flag(fields, 33),
            rinse_aid_low=annotated_flag(fields, 34),
        )
