"""What the numbers of alarms mean (docs/protocols/hoymiles.md, Alarms)."""

from collections.abc import Mapping
from typing import Final

from .serials import Series

SWITCHED_OFF: Final = frozenset({124})
"""An inverter that was told not to work."""

_NUMBER: Final = 0xFFF
"""The bits above tell the kind, and morning or afternoon."""

_INVERTER: Final[Mapping[int, str]] = {
    1: "reset",
    2: "time_set",
    3: "memory_fault",
    4: "gateway_lost",
    11: "grid_surge",
    12: "grid_dip",
    13: "grid_frequency_jump",
    14: "grid_phase_jump",
    15: "grid_transient",
    36: "inverter_overload",
    46: "flyback_overvoltage",
    47: "flyback_overcurrent",
    48: "flyback_clamp_overvoltage",
    49: "flyback_fault",
    61: "calibration_fault",
    62: "system_configuration_fault",
    63: "energy_data_fault",
    71: "derated_for_voltage",
    72: "derated_for_frequency",
    73: "derated_for_temperature",
    95: "port_1_shaded",
    96: "port_2_shaded",
    97: "port_3_shaded",
    98: "port_4_shaded",
    121: "over_temperature",
    122: "locked_against_theft",
    123: "locked_by_remote",
    124: "switched_off_by_remote",
    125: "grid_profile_fault",
    126: "memory_fault",
    127: "firmware_fault",
    128: "hardware_configuration_fault",
    129: "bias_fault",
    130: "offline",
    141: "grid_overvoltage",
    142: "grid_overvoltage_for_ten_minutes",
    143: "grid_undervoltage",
    144: "grid_over_frequency",
    145: "grid_under_frequency",
    146: "grid_frequency_changes_fast",
    147: "no_grid",
    148: "grid_disconnected",
    149: "island_detected",
    150: "direct_current_injected",
    151: "grid_distorted",
    152: "grid_phase_fault",
    171: "grid_phase_fault",
    181: "insulation_fault",
    182: "grounding_fault",
    183: "relay_fault",
    205: "tracker_a_overvoltage",
    206: "tracker_b_overvoltage",
    207: "tracker_a_undervoltage",
    208: "tracker_b_undervoltage",
    209: "port_1_without_input",
    210: "port_2_without_input",
    211: "port_3_without_input",
    212: "port_4_without_input",
    213: "ports_1_2_miswired",
    214: "ports_3_4_miswired",
    215: "port_1_overvoltage",
    216: "port_1_undervoltage",
    217: "port_2_overvoltage",
    218: "port_2_undervoltage",
    219: "port_3_overvoltage",
    220: "port_3_undervoltage",
    221: "port_4_overvoltage",
    222: "port_4_undervoltage",
    **{number: f"hardware_fault_{number}" for number in range(301, 315)},
}

_THREE_PHASE: Final[Mapping[int, str]] = {
    215: "tracker_c_overvoltage",
    216: "tracker_c_undervoltage",
    217: "port_5_without_input",
    218: "port_6_without_input",
    219: "ports_5_6_miswired",
    221: "neutral_fault",
}
"""Numbers that mean something else on HMT."""

_GATEWAY: Final[Mapping[int, str]] = {4: "cloud_lost", 130: "inverter_offline"}

KEYS: Final = frozenset(
    {*_INVERTER.values(), *_THREE_PHASE.values(), *_GATEWAY.values()}
)
"""Every word that `alarm_key` can return."""


def alarm_code(raw: int) -> int:
    """Return the number that the tables know: the raw one if they do, else its low twelve bits."""
    return raw if raw in _INVERTER or raw > 0xFFFF else raw & _NUMBER


def alarm_key(
    code: int, series: Series | None = None, *, of_gateway: bool = False
) -> str | None:
    """Return what an alarm says, in snake case; None for a number that nobody explained."""
    special = (
        _GATEWAY if of_gateway else _THREE_PHASE if series is Series.HMT else _INVERTER
    )
    return special.get(code) or _INVERTER.get(code)
