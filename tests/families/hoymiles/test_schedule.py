"""When a gateway is asked."""

from datetime import UTC, datetime

import pytest

from custom_components.freehold.families.hoymiles.schedule import (
    is_upload_near,
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
    ("minute", "second", "interval", "near"),
    [
        (0, 0, 15, True),
        (0, 45, 15, True),
        (0, 46, 15, False),
        (7, 0, 15, False),
        (14, 14, 15, False),
        (14, 15, 15, True),
        (59, 30, 15, True),
        (5, 0, 5, True),
        (2, 30, 5, False),
        # No room between two of them: it would never be asked.
        (0, 0, 3, False),
        (0, 0, 0, False),
        (0, 0, None, False),
    ],
)
def test_where_uploads_are(
    minute: int, second: int, interval: int | None, near: bool
) -> None:
    """At the minutes that are a multiple of the interval."""
    now = datetime(2026, 6, 20, 12, minute, second, tzinfo=UTC)
    assert is_upload_near(now, interval) is near
