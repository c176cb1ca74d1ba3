"""The conventions that all leaves share: validity, units, "not available"."""

from datetime import UTC, datetime

import pytest

from custom_components.freehold.families.miele.protocol.dop2 import values
from custom_components.freehold.families.miele.protocol.dop2.frame import (
    Struct,
    Tag,
    Value,
)
from custom_components.freehold.families.miele.protocol.dop2.leaves.cooking import (
    DoorLock,
)
from custom_components.freehold.families.miele.protocol.dop2.values import (
    Annotated,
    Ranged,
)

from .trees import annotated, fields


@pytest.mark.parametrize(
    ("tag", "absent"),
    [
        (Tag.U8, 0xFF),
        (Tag.U16, 0xFFFF),
        (Tag.U32, 0xFFFF_FFFF),
        (Tag.I16, -0x8000),
        (Tag.I32, -0x8000_0000),
    ],
)
def test_one_number_of_each_type_means_not_available(tag: Tag, absent: int) -> None:
    """Its neighbour is an ordinary number."""
    neighbour = absent + 1 if absent < 0 else absent - 1

    assert values.integer(fields(_1=(tag, absent)), 1) is None
    assert values.integer(fields(_1=(tag, neighbour)), 1) == neighbour


def test_an_array_tells_for_each_element() -> None:
    """As the temperatures of three zones."""
    zones = fields(_1=(Tag.I16_ARRAY, (500, -1807, -0x8000)))

    assert values.centi_celsius(zones, 1) == (5.0, -18.07, None)


@pytest.mark.parametrize("number", [0, 0xFFFF])
def test_an_identifier_may_be_none(number: int) -> None:
    """Whatever the type of the field."""
    assert values.nonzero(fields(_1=(Tag.E16, number)), 1) is None


def test_arrays_of_identifiers_are_filled_up_with_zeros() -> None:
    """Which do not count."""
    assert values.identifiers(fields(_1=(Tag.E16_ARRAY, (19, 13, 0, 0))), 1) == (19, 13)


@pytest.mark.parametrize(
    ("mask", "expected"),
    [
        (0, None),
        (1, None),
        (8, Annotated(7, 6)),
        (9, Annotated(7, 6, settable=True)),
    ],
)
def test_an_annotated_value_is_there_if_its_mask_says_so(
    mask: int, expected: Annotated | None
) -> None:
    """Bit 3: valid, bit 0: settable."""
    tree = fields(_4=annotated(Tag.U16, 7, interpretation=6, mask=mask))

    assert values.annotated(tree, 4) == expected


def test_a_valid_annotated_value_may_still_be_not_available() -> None:
    """A sentinel wins over the mask."""
    assert values.annotated(fields(_4=annotated(Tag.U16, 0xFFFF)), 4) is None


def test_a_generic_value_has_limits() -> None:
    """The hygiene level of a recorded washer: 10 between 0 and 20."""
    level = fields(
        _1=(Tag.U8, 8),
        _2=(Tag.U8, 0),
        _3=(Tag.U8, 20),
        _4=(Tag.U8, 10),
        _5=(Tag.U8, 0),
        _6=(Tag.E8, 0),
    )

    assert values.ranged(fields(_27=(Tag.STRUCT, level)), 27) == Ranged(
        value=10, minimum=0, maximum=20, step=0, interpretation=0
    )
    assert values.ranged(fields(_27=(Tag.STRUCT, Struct())), 27) is None


@pytest.mark.parametrize(
    ("value", "interpretation", "degrees"),
    [
        (60, 2, 60.0),
        (2147, 3, 21.47),
        (605, 144, 60.5),
        (212, 48, 100.0),
        (10400, 4, 40.0),
        (1040, 147, 40.0),
        (60, 1, None),
    ],
)
def test_temperatures_become_celsius(
    value: int, interpretation: int, degrees: float | None
) -> None:
    """Whatever the unit that the owner has chosen."""
    assert values.celsius(Annotated(value, interpretation)) == degrees


@pytest.mark.parametrize(
    ("value", "interpretation", "expected"),
    [(86, 6, 86), (120, 5, 2), (61, 5, 2), (0, 128, 0), (5, 3, None)],
)
def test_durations_become_minutes(
    value: int, interpretation: int, expected: int | None
) -> None:
    """A begun minute counts."""
    assert values.minutes(Annotated(value, interpretation)) == expected


def test_what_is_missing_converts_to_nothing() -> None:
    """No special case for the caller."""
    assert values.celsius(None) is None
    assert values.minutes(None) is None
    assert values.moment(None) is None


@pytest.mark.parametrize("seconds", [0, -1, 1 << 63, (1 << 64) - 1])
def test_a_moment_outside_of_time_is_none(seconds: int) -> None:
    """0 means never; the others would not fit."""
    assert values.moment(seconds) is None


def test_a_moment_is_utc() -> None:
    """Seconds since 1970."""
    assert values.moment(1_760_040_180) == datetime(2025, 10, 9, 20, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("tag", "value", "expected"),
    [
        (Tag.TEXT, b"08:50:49\x00", "08:50:49"),
        (Tag.TEXT, b"\x00", None),
        (Tag.U8_ARRAY, tuple(b"WXF660    "), "WXF660"),
        (Tag.U8_ARRAY, tuple(b"EK057S\x00\x00"), "EK057S"),
        (Tag.TEXT, b"\xff", "�"),
        (Tag.U8, 5, None),
    ],
)
def test_labels_lose_what_fills_them_up(
    tag: Tag, value: Value, expected: str | None
) -> None:
    """Texts and arrays of bytes alike."""
    assert values.text(fields(_1=(tag, value)), 1) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("001d63fffe000003", "00:1d:63:00:00:03"),
        ("020000000003", "02:00:00:00:00:03"),
        ("0000000000000000", None),
        ("000000000000", None),
        ("001d63", None),
    ],
)
def test_macs_are_read_from_both_forms(address: str, expected: str | None) -> None:
    """Six bytes, or eight with FF FE in the middle."""
    tree = fields(_1=(Tag.U8_ARRAY, tuple(bytes.fromhex(address))))

    assert values.mac_address(tree, 1) == expected


def test_an_enumeration_knows_its_names_only() -> None:
    """A number of a newer firmware is no error."""
    assert values.member(DoorLock, fields(_1=(Tag.E8, 2)), 1) is DoorLock.LOCKED
    assert values.member(DoorLock, fields(_1=(Tag.E8, 99)), 1) is None


@pytest.mark.parametrize("tree", [Struct(), fields(_1=(Tag.TEXT, b"x"))])
def test_a_missing_field_or_another_type_reads_as_none(tree: Struct) -> None:
    """Readers never fail."""
    for read in (values.raw, values.integer, values.nonzero, values.flag):
        assert read(tree, 1) is None
    for read_struct in (values.nested, values.annotated, values.annotated_flag):
        assert read_struct(tree, 1) is None
    assert values.ranged(tree, 1) is None
    assert values.integers(tree, 1) == ()
    assert values.structs(tree, 1) == ()
    assert values.mac_address(tree, 1) is None
