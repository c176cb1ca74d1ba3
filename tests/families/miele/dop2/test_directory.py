"""The directory of a unit says what exists and what may be done with it."""

import pytest

from custom_components.freehold.families.miele.protocol.dop2.directory import (
    ObjectEntry,
    directory_path,
)
from custom_components.freehold.families.miele.protocol.dop2.frame import (
    Struct,
    Tag,
    decode_leaf,
)

from .recordings import recorded
from .trees import fields, leaf


def test_the_directory_of_a_unit_begins_at_attribute_19() -> None:
    """At its first page."""
    assert str(directory_path(2)) == "2/19?idx1=0&idx2=0"


def test_an_entry_has_rights() -> None:
    """Bit 15 alone grants nothing; 0 does not either."""
    entry = leaf(
        fields(
            _1=(Tag.U16, 1586),
            _2=(Tag.U16, 1),
            _3=(Tag.U16, 0xFA00),
            _4=(Tag.U16, 0x8000),
            _5=(Tag.U16, 0),
        ),
        attribute=19,
    )

    assert ObjectEntry.parse(entry) == ObjectEntry(
        unit=2,
        attribute=1586,
        instances=1,
        readable=True,
        writable=False,
        subscribable=False,
    )


@pytest.mark.parametrize("root", [Struct(), fields(_1=(Tag.U16, 0))])
def test_an_empty_page_has_no_entry(root: Struct) -> None:
    """Behind the end, or asleep."""
    assert ObjectEntry.parse(leaf(root, attribute=19)) is None


@pytest.mark.parametrize(
    ("name", "attribute", "rights"),
    [
        ("washer 1/19", 17, "r--"),
        ("washer 2/19", 1586, "rw-"),
        ("washer 14/19", 19, "r-s"),
        ("washer 15/19", 170, "r-s"),
        ("oven_9_19", 171, "rw-"),
    ],
)
def test_recorded_entries(name: str, attribute: int, rights: str) -> None:
    """The combined state of the washer is writable, its fingerprint is not."""
    entry = ObjectEntry.parse(decode_leaf(recorded(name)))

    assert entry is not None
    assert entry.attribute == attribute
    assert entry.instances == 1
    assert [entry.readable, entry.writable, entry.subscribable] == [
        letter != "-" for letter in rights
    ]
