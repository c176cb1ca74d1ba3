"""Payloads that others recorded. They live beside this project and may be absent."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

FIXTURES = Path(
    os.environ.get(
        "FREEHOLD_FIXTURES", Path(__file__).parents[4] / "shared" / "fixtures"
    )
)


def recorded(name: str) -> Any:
    """Load a recorded Miele payload, or skip the test."""
    path = FIXTURES / "miele" / name
    if not path.exists():
        pytest.skip(f"recorded payload {name} is not here; set FREEHOLD_FIXTURES")
    return json.loads(path.read_text())
