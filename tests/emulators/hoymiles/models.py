"""What there is to unpack: firmware, inverters, meters, and gateways made of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from .modbus_memory import ModbusLayout


class Kind(StrEnum):
    """What can be unpacked, by the name it has on the command line."""

    BUILT_IN = "built-in"
    ENCRYPTED = "encrypted"
    DTU_PRO = "dtu-pro"
    DTU_PRO_S = "dtu-pro-s"
    THREE_PHASE = "three-phase"
    MODBUS = "modbus"
    MODBUS_WORDS = "modbus-words"
    """In the other layout."""


class Night(StrEnum):
    """What a gateway tells when the sun is gone."""

    OFF = "off"
    """Nothing: it lives on the inverter's power."""
    KEPT = "kept"
    """No power, totals and today's energy as last heard; today's begins anew at midnight."""
    STALE = "stale"
    """As `KEPT`, but today's energy stays over midnight, until the inverters wake."""
    NEW_DAY = "new-day"
    """No power, totals as last heard, today's energy already 0."""
    ZEROS = "zeros"
    """All zeros, the totals too."""


@dataclass(frozen=True, slots=True)
class Firmware:
    """How a gateway's firmware behaves."""

    number: int
    """4096 x 256 x: V00.02.08 is 520."""
    encrypted: bool = False
    tells_config: bool = True
    runtime_limit: bool = False
    """Takes action 211."""
    limit_in_readings: bool = False
    adds_up: bool = True
    """Tells power and energy of the whole plant."""
    own_counter: bool = False
    """Its A201 has the sequence number of its own counter."""
    pushes: bool = False
    """Its cloud messages go to whoever is connected."""
    segment: int | None = None
    """Longer frames come in two pieces, this is the size of the first."""
    only_hello: bool = False
    signal_in_dbm: bool = True


FIRMWARE: Mapping[str, Firmware] = {
    "V00.01.11": Firmware(267),
    "V00.02.08": Firmware(
        520,
        adds_up=False,
        own_counter=True,
        pushes=True,
        segment=512,
        signal_in_dbm=False,
    ),
    "V00.06.05": Firmware(1541),
    "V00.08.03": Firmware(2051, only_hello=True),
    "V01.01.00": Firmware(4352, encrypted=True),
    "V01.01.01": Firmware(
        4353,
        encrypted=True,
        tells_config=False,
        runtime_limit=True,
        limit_in_readings=True,
    ),
}


@dataclass(frozen=True, slots=True)
class InverterType:
    """A model of inverter. Numbers of hardware and software as they are told."""

    name: str
    watts: int
    """AC, built in."""
    ports: int
    part_number: int
    """The first three bytes tell the exact model."""
    phases: int = 1
    software: int = 10012
    hardware: int = 256


HM_1500 = InverterType("HM-1500-4T", 1500, 4, 0x10123008)
HMS_800W = InverterType("HMS-800W-2T", 800, 2, 0x10214100, software=10008, hardware=266)
HMS_1000W = InverterType("HMS-1000W-2T", 1000, 2, 0x10217100, software=10027)
HMS_1800 = InverterType("HMS-1800-4T", 1800, 4, 0x10225100)
HMT_2250 = InverterType("HMT-2250-6T", 2250, 6, 0x10333100, phases=3)


@dataclass(frozen=True, slots=True)
class MeterType:
    """A model of meter."""

    name: str
    kind: int
    phases: int


DTSU666 = MeterType("DTSU666", 2, 3)


@dataclass(frozen=True, slots=True)
class Model:
    """A gateway and what is behind it, as it leaves the shop."""

    title: str
    serial: str
    """Twelve hexadecimal digits."""
    firmware: str
    inverters: Mapping[str, InverterType]
    """By serial number, in the order in which they are told."""
    access_point: str
    """What its name begins with."""
    hardware: int = 4096
    meters: Mapping[str, MeterType] | None = None
    built_in: bool = False
    page_ports: int = 12
    """Ports on a page at most."""
    night: Night = Night.KEPT
    upload_minutes: int = 15
    modbus: ModbusLayout | None = None
    """It is on its network cable, which speaks nothing else."""


MODELS: Mapping[Kind, Model] = {
    Kind.BUILT_IN: Model(
        "HMS-800W-2T",
        "4143A0000041",
        "V00.01.11",
        {"1412A0000041": HMS_800W},
        "DTUBI",
        built_in=True,
        night=Night.OFF,
    ),
    Kind.ENCRYPTED: Model(
        "HMS-1000W-2T",
        "4143A0000042",
        "V01.01.01",
        {"1412A0000042": HMS_1000W},
        "DTUBI",
        built_in=True,
        night=Night.OFF,
        upload_minutes=5,
    ),
    Kind.DTU_PRO: Model(
        "DTU-Pro",
        "10F800000043",
        "V00.02.08",
        {f"11618000004{number}": HM_1500 for number in range(3)},
        "DTUP",
        hardware=37122,
    ),
    Kind.DTU_PRO_S: Model(
        "DTU-Pro-S",
        "412100000044",
        "V00.06.05",
        {f"11648000004{number}": HMS_1800 for number in range(4)},
        "DTUP",
        meters={"37FF00000044": DTSU666},
        page_ports=4,
        upload_minutes=5,
    ),
    Kind.THREE_PHASE: Model(
        "DTU-Lite-S",
        "413000000045",
        "V00.06.05",
        {"138280000045": HMT_2250},
        "DTUW",
    ),
    Kind.MODBUS: Model(
        "DTU-Pro",
        "10F800000046",
        "V00.02.08",
        {f"11618000006{number}": HM_1500 for number in range(3)},
        "DTUP",
        hardware=37122,
        modbus=ModbusLayout.A,
    ),
    Kind.MODBUS_WORDS: Model(
        "DTU-Pro-S",
        "412100000047",
        "V00.06.05",
        {f"11648000007{number}": HMS_1800 for number in range(2)},
        "DTUP",
        modbus=ModbusLayout.B,
    ),
}
