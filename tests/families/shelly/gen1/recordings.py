"""Payloads that others recorded. They live beside this project and may be absent."""

from collections.abc import Iterator
import json
import os
from pathlib import Path
from typing import Any

import pytest

SHELLY = (
    Path(
        os.environ.get(
            "FREEHOLD_FIXTURES", Path(__file__).parents[5] / "shared" / "fixtures"
        )
    )
    / "shelly"
)


def dumps() -> Iterator[tuple[str, Any]]:
    """Yield the name and content of each recorded Gen1 device; skip the test without any."""
    if not SHELLY.exists():
        pytest.skip("recorded payloads are not here; set FREEHOLD_FIXTURES")
    for path in sorted(SHELLY.glob("*/*.json")):
        document = json.loads(path.read_text())
        if isinstance(document, dict) and is_gen1(document):
            yield path.name, document


def is_gen1(document: dict[str, Any]) -> bool:
    """Whether this is a device of the first generation."""
    shelly = document.get("shelly")
    return isinstance(shelly, dict) and "gen" not in shelly


def coiot_pairs() -> Iterator[tuple[str, Any, Any]]:
    """Yield name, description and status of each recorded CoIoT device."""
    folder = SHELLY / "matterbridge_coap"
    if not folder.exists():
        pytest.skip("recorded payloads are not here; set FREEHOLD_FIXTURES")
    for path in sorted(folder.glob("*.citd.json")):
        pushed = path.with_name(path.name.replace("citd", "cits"))
        yield path.name, json.loads(path.read_text()), json.loads(pushed.read_text())
