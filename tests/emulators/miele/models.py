"""What kinds of appliances and Wi-Fi modules there are, as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum


class Kind(StrEnum):
    """What an appliance is for."""

    WASHER = "washer"
    DISHWASHER = "dishwasher"
    OVEN = "oven"
    FRIDGE_FREEZER = "fridge-freezer"


class Generation(StrEnum):
    """The Wi-Fi module: behaviour on the network follows it."""

    XKM3100W = "xkm3100w"
    EK037 = "ek037"
    EK057 = "ek057"


class Dop2Access(StrEnum):
    """How much of the DOP2 tree a firmware offers."""

    FULL = "full"
    READ_ONLY = "read-only"
    ABSENT = "absent"
    HANGUP = "hangup"
    """The connection is cut on every DOP2 request."""


class Status(IntEnum):
    """`Status` in `/State`."""

    OFF = 1
    ON = 2
    PROGRAMMED = 3
    WAITING = 4
    RUNNING = 5
    PAUSED = 6
    ENDED = 7
    FAILURE = 8
    ABORTED = 9
    SERVICE = 12
    SUPER_FREEZING = 13
    SUPER_COOLING = 14
    SUPER_COOLING_AND_FREEZING = 146


class Standby(IntEnum):
    """`StandbyState` in `/State`."""

    NORMAL = 1
    DEEP = 2
    ENTERING = 3


@dataclass(frozen=True, slots=True)
class Phase:
    """A section of a program and its share of the whole time."""

    id: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A program as the panel offers it. Durations and shares are modelled."""

    id: int
    minutes: int
    phases: tuple[Phase, ...]
    target_celsius: int | None = None
    spin_rpm: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """What all appliances of one kind have in common."""

    kind: Kind
    device_type: int
    names: Mapping[Generation, str]
    programs: tuple[Program, ...] = ()
    idle_phase: int = 0
    has_light: bool = False
    can_pause: bool = True
    dop2: Mapping[Generation, Dop2Access] = field(default_factory=dict)

    def program(self, program_id: int) -> Program:
        """Look a program up. Raises KeyError for one this model does not have."""
        for program in self.programs:
            if program.id == program_id:
                return program
        raise KeyError(program_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """How one generation of the Wi-Fi module speaks.

    Recorded: where the blanks go, the pairing header of EK057, the 403 of cooling appliances.
    Modelled: which of the codes seen in the field belongs to which generation.
    """

    tech_type: str
    firmware: str
    read_only_firmware: str
    blanks_after_body: bool
    needs_pairing_header: bool
    foreign_group_status: int
    commissioned_status: int
    waits_for_app: bool
    refusal_status: int
    """For an action understood and refused; 200 means a list with `Failure` in it."""
    done_status: int
    reports_standby: bool


MODULES: Mapping[Generation, Module] = {
    Generation.XKM3100W: Module(
        tech_type="XKM3100W",
        firmware="02.31",
        read_only_firmware="02.31",
        blanks_after_body=False,
        needs_pairing_header=False,
        foreign_group_status=404,
        commissioned_status=204,
        waits_for_app=False,
        refusal_status=200,
        done_status=200,
        reports_standby=False,
    ),
    Generation.EK037: Module(
        tech_type="EK037",
        firmware="05.14",
        read_only_firmware="05.14",
        blanks_after_body=True,
        needs_pairing_header=False,
        foreign_group_status=404,
        commissioned_status=202,
        waits_for_app=False,
        refusal_status=200,
        done_status=200,
        reports_standby=True,
    ),
    Generation.EK057: Module(
        tech_type="EK057",
        firmware="09.14",
        read_only_firmware="08.32",
        blanks_after_body=True,
        needs_pairing_header=True,
        foreign_group_status=403,
        commissioned_status=200,
        waits_for_app=True,
        refusal_status=400,
        done_status=204,
        reports_standby=True,
    ),
}

_WASH = (Phase(260, 0.55), Phase(261, 0.25), Phase(266, 0.15), Phase(267, 0.05))
_DISH = (
    Phase(1794, 0.1),
    Phase(1795, 0.4),
    Phase(1797, 0.1),
    Phase(1798, 0.15),
    Phase(1799, 0.25),
)
_BAKE = (Phase(3073, 0.25), Phase(3074, 0.75))

MODELS: Mapping[Kind, Model] = {
    model.kind: model
    for model in (
        Model(
            kind=Kind.WASHER,
            device_type=1,
            names={
                Generation.XKM3100W: "WCI960",
                Generation.EK037: "WCI960",
                Generation.EK057: "WXF660",
            },
            programs=(
                Program(
                    id=1, minutes=179, phases=_WASH, target_celsius=60, spin_rpm=1600
                ),
                Program(
                    id=4, minutes=59, phases=_WASH, target_celsius=30, spin_rpm=900
                ),
                Program(
                    id=8, minutes=39, phases=_WASH, target_celsius=30, spin_rpm=1200
                ),
                Program(
                    id=122, minutes=20, phases=_WASH, target_celsius=40, spin_rpm=1200
                ),
                Program(
                    id=190, minutes=239, phases=_WASH, target_celsius=40, spin_rpm=1600
                ),
            ),
            idle_phase=256,
            dop2={Generation.EK057: Dop2Access.FULL},
        ),
        Model(
            kind=Kind.DISHWASHER,
            device_type=7,
            names={
                Generation.XKM3100W: "G6865",
                Generation.EK037: "G7310",
                Generation.EK057: "G7191",
            },
            programs=(
                Program(id=28, minutes=235, phases=_DISH, target_celsius=50),
                Program(id=32, minutes=118, phases=_DISH, target_celsius=55),
                Program(id=38, minutes=58, phases=_DISH, target_celsius=65),
            ),
            idle_phase=1792,
            dop2={
                Generation.EK037: Dop2Access.FULL,
                Generation.EK057: Dop2Access.READ_ONLY,
            },
        ),
        Model(
            kind=Kind.OVEN,
            device_type=12,
            names={
                Generation.XKM3100W: "H6260",
                Generation.EK037: "H7260",
                Generation.EK057: "H7260",
            },
            programs=(
                Program(id=9, minutes=20, phases=_BAKE, target_celsius=240),
                Program(id=13, minutes=45, phases=_BAKE, target_celsius=160),
                Program(id=24, minutes=60, phases=_BAKE, target_celsius=180),
            ),
            has_light=True,
            can_pause=False,
            dop2={Generation.EK057: Dop2Access.FULL},
        ),
        Model(
            kind=Kind.FRIDGE_FREEZER,
            device_type=21,
            names={
                Generation.XKM3100W: "KFN37452",
                Generation.EK037: "KFN4795",
                Generation.EK057: "KFN4799",
            },
            dop2={Generation.EK057: Dop2Access.READ_ONLY},
        ),
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Nameplate:
    """Who this very appliance is."""

    model: Model
    generation: Generation
    fab: str
    mac: str
    """Twelve upper-case hex digits."""
    dop2: Dop2Access

    @property
    def module(self) -> Module:
        """Return what the Wi-Fi module does."""
        return MODULES[self.generation]

    @property
    def tech_type(self) -> str:
        """Return the name of the model."""
        return self.model.names[self.generation]

    @property
    def firmware(self) -> str:
        """Return the version of the module's firmware: 08.x locks DOP2 writes."""
        if self.dop2 is Dop2Access.READ_ONLY:
            return self.module.read_only_firmware
        return self.module.firmware

    @property
    def eui64(self) -> str:
        """Return the MAC with FFFE in the middle and no bit flipped."""
        return f"{self.mac[:6]}FFFE{self.mac[6:]}"

    @property
    def refuses_writes(self) -> bool:
        """Cooling appliances with EK057 answer 403 to every write."""
        return (
            self.model.kind is Kind.FRIDGE_FREEZER
            and self.generation is Generation.EK057
        )
