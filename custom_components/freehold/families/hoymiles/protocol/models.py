"""What gateways and inverters are called (docs/protocols/hoymiles.md, Models)."""

from collections.abc import Mapping
from typing import Final

UNKNOWN_GATEWAY: Final = "DTU"

_SEPARATE: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ("10F7", "10F8", "10FB", "10FC", "4100", "4101", "4120"), "DTU-Pro"
    ),
    **dict.fromkeys(("10FD", "4121"), "DTU-Pro-S"),
    **dict.fromkeys(
        ("10D3", "10D8", "10D9", "4110", "4111", "4130", "4132"), "DTU-W100/Lite-S"
    ),
    "4133": "DTU-WLite-S",
    "10D2": "DTU-G100",
    **dict.fromkeys(("10D6", "10D7", "4131"), "DTU-Lite"),
    "D030": "DTU-SLS",
    "4301": "DTS-WIFI-G1",
}
"""Gateways in a case of their own, by the first four digits of their serial numbers."""

_BUILT_IN: Final = frozenset(
    [
        "1124",
        "1125",
        "1143",
        "1144",
        "1145",
        "1164",
        "1165",
        "1166",
        "1167",
        "1222",
        "1361",
        "1362",
        "1381",
        "1382",
        "1403",
        "1410",
        "1412",
        "1422",
        "1423",
        "4141",
        "4143",
        "4144",
    ]
)
"""Gateways inside an inverter."""

_INVERTERS: Final[Mapping[int, str]] = {
    0x100000: "MI-250",
    0x100010: "MI-300",
    0x100020: "MI-350",
    0x100030: "MI-400",
    0x100100: "MI-500",
    0x100110: "MI-600",
    0x100120: "MI-700",
    0x100130: "MI-800",
    0x100200: "MI-1000",
    0x100210: "MI-1200",
    0x100230: "MI-1500",
    0x101010: "HM-300-1T",
    0x101020: "HM-350-1T",
    0x101030: "HM-400-1T",
    0x101040: "HM-400-1T",
    0x101110: "HM-600-2T",
    0x101120: "HM-700-2T",
    0x101130: "HM-800-2T",
    0x101140: "HM-800-2T",
    0x101210: "HM-1200-4T",
    0x101230: "HM-1500-4T",
    0x102011: "HMS-300-1T",
    0x102021: "HMS-350-1T",
    0x102041: "HMS-400-1T",
    0x101051: "HMS-450-1T",
    0x102051: "HMS-450-1T",
    0x101071: "HMS-500-1T",
    0x102071: "HMS-500-1T",
    0x102111: "HMS-600-2T",
    0x102121: "HMS-700-2T",
    0x101141: "HMS-800-2T-LV",
    0x102141: "HMS-800-2T",
    0x101151: "HMS-900-2T",
    0x102151: "HMS-900-2T",
    0x101171: "HMS-1000-2T",
    0x102171: "HMS-1000-2T",
    0x102241: "HMS-1600-4T",
    0x101251: "HMS-1800-4T",
    0x102251: "HMS-1800-4T",
    0x101271: "HMS-2000-4T",
    0x102271: "HMS-2000-4T",
    0x103241: "HMT-1600-4T",
    0x103251: "HMT-1800-4T",
    0x103271: "HMT-2000-4T",
    0x103311: "HMT-1800-6T",
    0x103331: "HMT-2250-6T",
    0xF10110: "HERF-600",
    0xF10114: "HERF-800",
    0xF10122: "HERF-1800",
    0xF10124: "HERF-1600",
}
"""By the first three bytes of the hardware's part number."""


def gateway_model(serial: str) -> str:
    """Return what a gateway is sold as; "DTU" where its serial number is of an unknown kind."""
    prefix = serial[:4]
    if prefix in _BUILT_IN:
        return "DTUBI"
    return _SEPARATE.get(prefix, UNKNOWN_GATEWAY)


def is_separate(serial: str) -> bool:
    """Tell whether a gateway is known to be a device of its own, not a part of an inverter."""
    return serial[:4] in _SEPARATE


def inverter_model(part_number: int) -> str | None:
    """Return the exact model by `pv_hw_part_number`; None where nobody knows."""
    return _INVERTERS.get(part_number >> 8)
