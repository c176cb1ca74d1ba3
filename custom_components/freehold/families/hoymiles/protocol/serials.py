"""Serial numbers: how they are written, and what they tell (docs/protocols/hoymiles.md, Serial numbers)."""

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
import re
from typing import Final


class Series(StrEnum):
    """A line of inverters."""

    MI = "MI"
    HM = "HM"
    HMS = "HMS"
    HMT = "HMT"
    HERF = "HERF"


_SERIES: Final[Mapping[str, Series]] = {
    **dict.fromkeys(("101", "104", "106"), Series.MI),
    **dict.fromkeys(("1020", "1021"), Series.MI),
    **dict.fromkeys(("1022", "1042", "1062", "1121", "1141", "1161"), Series.HM),
    **dict.fromkeys(("112", "114", "116", "122", "14"), Series.HMS),
    "13": Series.HMT,
    "28": Series.HERF,
}
"""By how a serial number begins; the longest beginning counts."""

_LETTERS: Final = "0123456789ABCDEFGHJKLMNPRSTUVWXY"
_SHIFTS: Final = (42, 37, 32, 25, 20, 15, 10, 5, 0)
_PRINTED_SHORT: Final = range(0x2400_0000_0000, 0x3800_0000_0000)


@lru_cache(1024)
def serial_text(number: int) -> str:
    """Write a serial number as its twelve hexadecimal digits, upper case: the same object each cycle."""
    return f"{number:012X}"


def series_of(serial: str) -> Series | None:
    """Return the series of an inverter; None where nobody knows: new ones keep appearing."""
    beginnings = (serial[:length].upper() for length in (4, 3, 2))
    return next((_SERIES[text] for text in beginnings if text in _SERIES), None)


def parse_serial(text: str) -> str:
    """Read a serial number as a person writes it off a label: 12 hexadecimal digits, or 9 characters.

    Raises ValueError for anything else.
    """
    serial = re.sub(r"[\s:-]", "", text).upper()
    if re.fullmatch(r"[0-9A-F]{12}", serial):
        return serial
    # Gateways of Solenso end in a letter that is not part of the number.
    if re.fullmatch(r"[0-9A-F]{12}J", serial):
        return serial[:-1]
    if re.fullmatch(rf"[{_LETTERS}]{{9}}", serial):
        number = sum(
            _LETTERS.index(letter) << shift
            for letter, shift in zip(serial, _SHIFTS, strict=True)
        )
        if number in _PRINTED_SHORT:
            return serial_text(number)
    raise ValueError("not a serial number")
