"""Serial numbers, and the models that they and part numbers stand for."""

import json
from pathlib import Path

from hypothesis import given, strategies as st
import pytest

from custom_components.freehold.families.hoymiles.protocol.models import (
    gateway_model,
    inverter_model,
    is_separate,
)
from custom_components.freehold.families.hoymiles.protocol.serials import (
    Series,
    parse_serial,
    serial_text,
    series_of,
)

EXAMPLES = json.loads(
    (Path(__file__).parents[3] / "vectors" / "hoymiles_protobuf.json").read_text()
)["serial_numbers"]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e["hex"])
def test_worked_numbers(example: dict[str, int | str]) -> None:
    """On the wire they are numbers."""
    assert serial_text(int(example["int"])) == str(example["hex"]).upper()


@pytest.mark.parametrize(
    ("prefix", "series"),
    [
        ("1021", Series.MI),
        ("1041", Series.MI),
        ("1060", Series.MI),
        ("1022", Series.HM),
        ("1121", Series.HM),
        ("1141", Series.HM),
        ("1161", Series.HM),
        ("1124", Series.HMS),
        ("1144", Series.HMS),
        ("114A", Series.HMS),
        ("1163", Series.HMS),
        ("1222", Series.HMS),
        ("1412", Series.HMS),
        ("1361", Series.HMT),
        ("1382", Series.HMT),
        ("2821", Series.HERF),
        ("FFFF", None),
    ],
)
def test_series(prefix: str, series: Series | None) -> None:
    """An unknown one is None, and no error."""
    assert series_of(f"{prefix}00000001") is series


@pytest.mark.parametrize(
    ("written", "serial"),
    [
        ("1161-7220 7281", "116172207281"),
        ("1161b8cee001", "1161B8CEE001"),
        ("D03012345678J", "D03012345678"),
    ],
)
def test_what_people_type(written: str, serial: str) -> None:
    """With spaces and in lower case."""
    assert parse_serial(written) == serial


@pytest.mark.parametrize("written", ["", "1234", "11617220728Z", "000000000", "OOOOO"])
def test_what_is_no_serial_number(written: str) -> None:
    """Is said, not guessed."""
    with pytest.raises(ValueError):
        parse_serial(written)


@given(st.integers(0x2400_0000_0000, 0x37FF_FFFF_FFFF))
def test_short_forms(number: int) -> None:
    """Newer labels have nine characters, which leave two bits out."""
    number &= ~(3 << 30)
    letters = "0123456789ABCDEFGHJKLMNPRSTUVWXY"
    shifts = (42, 37, 32, 25, 20, 15, 10, 5, 0)
    printed = "".join(letters[number >> shift & 31] for shift in shifts)
    assert parse_serial(printed) == serial_text(number)


@pytest.mark.parametrize(
    ("serial", "model", "separate"),
    [
        ("10F800000001", "DTU-Pro", True),
        ("412100000001", "DTU-Pro-S", True),
        ("D03000000001", "DTU-SLS", True),
        ("4143A0123456", "DTUBI", False),
        ("FFFF00000001", "DTU", False),
    ],
)
def test_gateways(serial: str, model: str, separate: bool) -> None:
    """By how their serial numbers begin."""
    assert gateway_model(serial) == model
    assert is_separate(serial) is separate


def test_inverters() -> None:
    """By the hardware's part number; the last byte does not count."""
    assert inverter_model(0x10123008) == "HM-1500-4T"
    assert inverter_model(0x10213001) is None
