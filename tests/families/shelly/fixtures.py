"""Payloads that others recorded. They live beside this project and may be absent."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

FIXTURES = (
    Path(
        os.environ.get(
            "FREEHOLD_FIXTURES", Path(__file__).parents[4] / "shared" / "fixtures"
        )
    )
    / "shelly"
)


def recorded(name: str) -> Any:
    """Load a recorded Shelly payload, or skip the test."""
    path = FIXTURES / name
    if not path.exists():
        pytest.skip(f"recorded payload {name} is not here; set FREEHOLD_FIXTURES")
    return json.loads(path.read_text())


def recorded_devices() -> list[str]:
    """Return the names of all recorded devices; one that skips where there are none."""
    found = sorted(path.name for path in FIXTURES.glob("matterbridge_devices/*.json"))
    return found or ["shelly1g3-34B7DACAC830.json"]
