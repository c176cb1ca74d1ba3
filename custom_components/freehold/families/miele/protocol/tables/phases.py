"""Names of program phases: numbers of `/State` by kind of appliance.

Numbers and words are those of Home Assistant's Miele integration (Apache-2.0), synonyms
joined (docs/protocols/miele.md, Tables).
"""

from collections.abc import Mapping
from typing import Final

from .kinds import ApplianceKind

_WASHER: Final[Mapping[int, str]] = {
    257: "pre_wash",
    258: "soak",
    259: "pre_wash",
    260: "main_wash",
    261: "rinse",
    262: "rinse_hold",
    263: "cleaning",
    264: "cooling_down",
    265: "drain",
    266: "spin",
    267: "anti_crease",
    268: "finished",
    269: "venting",
    270: "starch_stop",
    271: "freshen_up_and_moisten",
    272: "steam_smoothing",
    279: "hygiene",
    280: "drying",
    285: "disinfecting",
    295: "steam_smoothing",
    11004: "main_wash",
    11005: "rinse",
    11010: "spin",
    11012: "finished",
    11029: "anti_crease",
    11044: "automatic_start",
    11047: "flex_load_active",
}

_DRYER: Final[Mapping[int, str]] = {
    513: "process_running",
    514: "drying",
    515: "machine_iron",
    516: "hand_iron_2",
    517: "normal",
    518: "normal_plus",
    519: "cooling_down",
    520: "hand_iron_1",
    521: "anti_crease",
    522: "finished",
    523: "extra_dry",
    524: "hand_iron",
    526: "moisten",
    527: "thermo_spin",
    528: "timed_drying",
    529: "warm_air",
    530: "steam_smoothing",
    531: "comfort_cooling",
    532: "rinse_out_lint",
    533: "rinse",
    534: "smoothing",
    535: "not_running",
    536: "not_running",
    537: "not_running",
    538: "slightly_dry",
    539: "safety_cooling",
    11012: "finished",
    11018: "drying",
    11029: "anti_crease",
    11044: "automatic_start",
    11054: "perfect_dry_active",
    11055: "comfort_cooling",
}

_DISHWASHER: Final[Mapping[int, str]] = {
    1793: "reactivating",
    1794: "pre_dishwash",
    1795: "main_dishwash",
    1796: "rinse",
    1797: "interim_rinse",
    1798: "final_rinse",
    1799: "drying",
    1800: "finished",
    1801: "pre_dishwash",
}

_OVEN: Final[Mapping[int, str]] = {
    3073: "heating_up",
    3074: "process_running",
    3078: "finished",
    3080: "searing",
    3081: "roasting",
    3084: "energy_save",
    3099: "pre_heating",
}

_STEAM_OVEN: Final[Mapping[int, str]] = {
    3863: "steam_reduction",
    7938: "process_running",
    7939: "waiting_for_start",
    7940: "heating_up",
    7942: "finished",
}

_MICROWAVE: Final[Mapping[int, str]] = {
    3329: "heating_up",
    3330: "process_running",
    3334: "finished",
    3340: "energy_save",
}

_COFFEE_SYSTEM: Final[Mapping[int, str]] = {
    3073: "heating_up",
    4353: "espresso",
    4354: "hot_milk",
    4355: "milk_foam",
    4361: "dispensing",
    4369: "pre_brewing",
    4377: "grinding",
    4385: "second_espresso",
    4393: "second_pre_brewing",
    4401: "second_grinding",
    4404: "dispensing",
    4405: "rinse",
}

_WARMING_DRAWER: Final[Mapping[int, str]] = {
    3073: "heating_up",
    3075: "door_open",
    3088: "cooling_down",
    3094: "keeping_warm",
}

_ROBOT_VACUUM_CLEANER: Final[Mapping[int, str]] = {
    5889: "vacuum_cleaning",
    5890: "returning",
    5891: "vacuum_cleaning_paused",
    5892: "going_to_target_area",
    5903: "docked",
    5904: "docked",
    5910: "remote_controlled",
}

_STEAM_OVEN_COMBI: Final[Mapping[int, str]] = {
    **_OVEN,
    **_STEAM_OVEN,
    7959: "steam_reduction",
    7961: "drying",
    7962: "rinse",
}

_PHASES: Final[Mapping[ApplianceKind | None, Mapping[int, str]]] = {
    ApplianceKind.WASHING_MACHINE: _WASHER,
    ApplianceKind.WASHING_MACHINE_SEMI_PROFESSIONAL: _WASHER,
    ApplianceKind.WASHING_MACHINE_PROFESSIONAL: _WASHER,
    ApplianceKind.TUMBLE_DRYER: _DRYER,
    ApplianceKind.TUMBLE_DRYER_SEMI_PROFESSIONAL: _DRYER,
    ApplianceKind.TUMBLE_DRYER_PROFESSIONAL: _DRYER,
    ApplianceKind.WASHER_DRYER: {**_WASHER, **_DRYER},
    ApplianceKind.DISHWASHER: _DISHWASHER,
    ApplianceKind.DISHWASHER_SEMI_PROFESSIONAL: _DISHWASHER,
    ApplianceKind.DISHWASHER_PROFESSIONAL: _DISHWASHER,
    ApplianceKind.OVEN: _OVEN,
    ApplianceKind.OVEN_MICROWAVE: {**_MICROWAVE, **_STEAM_OVEN, 3339: "cooling_down"},
    ApplianceKind.STEAM_OVEN: _STEAM_OVEN,
    ApplianceKind.STEAM_OVEN_COMBI: _STEAM_OVEN_COMBI,
    ApplianceKind.STEAM_OVEN_MICRO: {
        **_MICROWAVE,
        **_STEAM_OVEN,
        7942: "process_running",
    },
    ApplianceKind.STEAM_OVEN_MK2: _STEAM_OVEN_COMBI,
    ApplianceKind.DIALOG_OVEN: _OVEN,
    ApplianceKind.MICROWAVE: _MICROWAVE,
    ApplianceKind.COFFEE_SYSTEM: _COFFEE_SYSTEM,
    ApplianceKind.WARMING_DRAWER: _WARMING_DRAWER,
    ApplianceKind.ROBOT_VACUUM_CLEANER: _ROBOT_VACUUM_CLEANER,
}

_NOT_RUNNING: Final = frozenset({0, 256, 512, 1792, 4352, 65535})
"""Nothing, and the first number of each kind's range."""


def phase_label(kind: ApplianceKind | None, phase: int | None) -> str | None:
    """Return the key of a phase, "phase 1234" for an unknown one, None for none sent."""
    if phase is None:
        return None
    if phase in _NOT_RUNNING:
        return "not_running"
    return _PHASES.get(kind, {}).get(phase, f"phase {phase}")


def phase_labels(kind: ApplianceKind | None) -> list[str]:
    """Return the keys of all known phases of a kind, each once."""
    return sorted({"not_running", *_PHASES.get(kind, {}).values()})
