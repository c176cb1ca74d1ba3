"""What the numbers of alarms mean."""

import re

import pytest

from custom_components.freehold.families.hoymiles.protocol.alarms import (
    KEYS,
    alarm_code,
    alarm_key,
)
from custom_components.freehold.families.hoymiles.protocol.serials import Series


@pytest.mark.parametrize(
    ("raw", "code"),
    [(8316, 124), (16531, 147), (0x8001, 1), (0x4082, 130), (0xB002, 2), (124, 124)],
)
def test_the_kind_of_an_alarm_is_no_part_of_its_number(raw: int, code: int) -> None:
    """Recorded ones."""
    assert alarm_code(raw) == code


def test_words() -> None:
    """By the number, by who complains, and on three phases differently."""
    assert alarm_key(124) == "switched_off_by_remote"
    assert alarm_key(4, of_gateway=True) == "cloud_lost"
    assert alarm_key(4) == "gateway_lost"
    assert alarm_key(217) == "port_2_overvoltage"
    assert alarm_key(217, Series.HMT) == "port_5_without_input"
    assert alarm_key(124, Series.HMT) == "switched_off_by_remote"
    assert alarm_key(999) is None


def test_every_word_can_be_a_translation_key() -> None:
    """In snake case."""
    assert all(re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", key) for key in KEYS)
    assert alarm_key(301) in KEYS
