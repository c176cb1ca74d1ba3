"""Meanings of the numbers in `/State` that are the same for all kinds (docs/protocols/miele.md, State)."""

from collections.abc import Mapping
from enum import IntEnum
from typing import Final


class Status(IntEnum):
    """What an appliance is doing."""

    RESERVED = 0
    OFF = 1
    ON = 2
    PROGRAMMED = 3
    WAITING_TO_START = 4
    RUNNING = 5
    PAUSED = 6
    ENDED = 7
    FAILURE = 8
    ABORTED = 9
    IDLE = 10
    RINSE_HOLD = 11
    SERVICE = 12
    """Also while an appliance waits to be commissioned."""
    SUPER_FREEZING = 13
    SUPER_COOLING = 14
    SUPER_HEATING = 15
    DEFAULT = 144
    LOCKED = 145
    SUPER_COOLING_SUPER_FREEZING = 146
    AUTO_CLEANING = 147
    NOT_CONNECTED = 255


class StandbyState(IntEnum):
    """How far an appliance is asleep."""

    UNKNOWN = 0
    AWAKE = 1
    ASLEEP = 2
    FALLING_ASLEEP = 3


class Light(IntEnum):
    """Interior or hood light; the last two can be written."""

    UNSUPPORTED = 0
    ON = 1
    OFF = 2


_STATUS: Final[Mapping[int, str]] = {status: status.name.lower() for status in Status}

_PROGRAM_TYPES: Final[Mapping[int, str]] = {
    0: "normal",
    1: "own",
    2: "automatic",
    3: "automatic",
    4: "maintenance",
}

_DRYING_STEPS: Final[Mapping[int, str]] = {
    0: "extra_dry",
    1: "normal_plus",
    2: "normal",
    3: "slightly_dry",
    4: "hand_iron_1",
    5: "hand_iron_2",
    6: "machine_iron",
    7: "smoothing",
}

_REMOTE_STATES: Final[Mapping[int, str]] = {
    0: "off",
    7: "not_now",
    15: "full",
}

_PLATE_LEVELS: Final[Mapping[int, str]] = {
    0: "off",
    **{
        code: f"level_{(code + 1) // 2}" + ("" if code % 2 else "_5")
        for code in range(1, 24)
    },
    100: "residual_heat_low",
    101: "residual_heat_low",
    102: "residual_heat_medium",
    103: "residual_heat_high",
    104: "residual_heat_low",
    105: "residual_heat_low",
    106: "residual_heat_medium",
    107: "residual_heat_high",
    110: "keep_warm",
    117: "boost",
    118: "boost",
    217: "boost_plus",
    218: "boost",
    220: "keep_warm",
}

_RESIDUAL_HEAT: Final[Mapping[int, str]] = {
    0: "none",
    1: "low",
    2: "medium",
    3: "high",
}


def status_label(status: int | None) -> str | None:
    """Return the key of a status, "status 99" for an unknown one."""
    return _label(_STATUS, "status", status)


def status_labels() -> list[str]:
    """Return the keys of all known statuses."""
    return _labels(_STATUS)


def program_type_label(program_type: int | None) -> str | None:
    """Return the key of a program type, "program type 9" for an unknown one."""
    return _label(_PROGRAM_TYPES, "program type", program_type)


def program_type_labels() -> list[str]:
    """Return the keys of all known program types."""
    return _labels(_PROGRAM_TYPES)


def drying_step_label(step: int | None) -> str | None:
    """Return the key of a drying step, "drying step 9" for an unknown one."""
    return _label(_DRYING_STEPS, "drying step", step)


def drying_step_labels() -> list[str]:
    """Return the keys of all known drying steps."""
    return _labels(_DRYING_STEPS)


def remote_state_label(remote: int | None) -> str | None:
    """Return the key of the first number of `RemoteEnable`, "remote 3" for an unknown one."""
    return _label(_REMOTE_STATES, "remote", remote)


def remote_state_labels() -> list[str]:
    """Return the keys of all known remote states."""
    return _labels(_REMOTE_STATES)


def plate_level_label(level: int | None) -> str | None:
    """Return the key of a cooking zone's level, "level 99" for an unknown one."""
    return _label(_PLATE_LEVELS, "level", level)


def plate_level_labels() -> list[str]:
    """Return the keys of all known levels, from off to the highest."""
    return _labels(_PLATE_LEVELS)


def residual_heat_label(heat: int | None) -> str | None:
    """Return the key of a cooking zone's residual heat, "heat 9" for an unknown one."""
    return _label(_RESIDUAL_HEAT, "heat", heat)


def residual_heat_labels() -> list[str]:
    """Return the keys of all known degrees of residual heat."""
    return _labels(_RESIDUAL_HEAT)


def _label(table: Mapping[int, str], what: str, number: int | None) -> str | None:
    """Look a number up; name an unknown one, so that it is seen and can be reported."""
    return None if number is None else table.get(number, f"{what} {number}")


def _labels(table: Mapping[int, str]) -> list[str]:
    """Return each key once, in the order of the numbers."""
    return list(dict.fromkeys(table.values()))
