"""Dumps of real devices that others recorded. They live beside this project and may be absent."""

import json
import os
from pathlib import Path
from typing import Any

FOLDER = (
    Path(
        os.environ.get(
            "FREEHOLD_FIXTURES", Path(__file__).parents[4] / "shared" / "fixtures"
        )
    )
    / "shelly"
)


def dumps() -> list[Path]:
    """Return the dumps of whole devices that are here."""
    return [
        path
        for folder in ("aioshelly", "matterbridge_devices")
        for path in sorted((FOLDER / folder).glob("*.json"))
    ]


def read(path: Path) -> dict[str, Any]:
    """Load a dump; configuration has two names in them."""
    dump: dict[str, Any] = json.loads(path.read_text())
    if "config" in dump:
        dump["settings"] = dump.pop("config")
    return dump
