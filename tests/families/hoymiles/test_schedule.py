"""When a gateway is asked."""

from datetime import UTC, datetime

import pytest

from custom_components.freehold.families.hoymiles.schedule import (
    pause_for_upload,
    usual_cycle,
)


@pytest.mark.parametrize(
    ("firmware", "separate", "seconds"),
    [
        (None, False, 60),
        ("", True, 60),
        ("whatever", False, 60),
        ("V00.01.11", False, 60),
        ("V00.08.03", False, 60),
        ("V01.01.00", False, 120),
        ("V02.00.00", False, 120),
        ("V00.06.05", True, 60),
        ("V00.07.00", True, 120),
        ("V01.00.01", True, 120),
    ],
)
def test_later_firmware_is_asked_less_often(
    firmware: str | None, separate: bool, seconds: int
) -> None:
    """It does not get its uploads done otherwise."""
    assert usual_cycle(firmware, separate=separate) == seconds


@pytest.mark.parametrize(
    ("minute", "second", "interval", "seconds"),
    [
        (0, 0, 15, 46),
        (0, 45, 15, 1),
        (0, 46, 15, 0),
        (7, 0, 15, 0),
        (14, 14, 15, 0),
        (14, 15, 15, 91),
        (59, 30, 15, 76),
        (5, 0, 5, 46),
        (2, 30, 5, 0),
        # No room between two of them: it would never be asked.
        (0, 0, 3, 0),
        (0, 0, 0, 0),
        (0, 0, None, 0),
    ],
)
def test_how_long_an_upload_is_waited_for(
    minute: int, second: int, interval: int | None, seconds: float
) -> None:
    """At the minutes that are a multiple of the interval."""
    now = datetime(2026, 6, 20, 12, minute, second, tzinfo=UTC)
    assert pause_for_upload(now, interval) == seconds
