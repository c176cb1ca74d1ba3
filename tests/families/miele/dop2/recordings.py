"""Leaves that owners recorded. They lie beside the repository, never in it."""

from dataclasses import dataclass, field
import json
import os
from pathlib import Path
from typing import Any

import pytest

FOLDER = (
    Path(
        os.environ.get("FREEHOLD_FIXTURES")
        or Path(__file__).parents[5] / "shared" / "fixtures"
    )
    / "miele"
    / "dop2"
)
needs_recordings = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="FREEHOLD_FIXTURES has no recorded DOP2 leaves"
)

# The first is garbled where it was published, the second was broken on purpose there.
BROKEN = ("oven_1_1599", "synthetic_garbage_invalid_boolean")


@dataclass(frozen=True)
class Recording:
    """A recorded frame and, where its source decoded it, its fields as tag and value."""

    name: str
    frame: bytes
    fields: dict[str, Any] | None = field(default=None, repr=False)


def recordings() -> dict[str, Recording]:
    """Read all of them; none where the folder is absent."""
    if not FOLDER.is_dir():
        return {}
    washer = json.loads((FOLDER / "washer_wxf660.json").read_text())
    others = json.loads((FOLDER / "dop2rs_test_leaves.json").read_text())
    washer_dryer = (FOLDER / "wtw870_2_1585.hex").read_text().strip()
    return {
        f"washer {path}": Recording(
            f"washer {path}", bytes.fromhex(leaf["hex"]), leaf["fields"]
        )
        for path, leaf in washer.items()
    } | {
        name: Recording(name, bytes.fromhex(frame))
        for name, frame in (others | {"washer-dryer 2/1585": washer_dryer}).items()
    }


RECORDINGS = recordings()


def recorded(name: str) -> bytes:
    """Return one recorded frame, or skip the test."""
    if not RECORDINGS:
        pytest.skip("FREEHOLD_FIXTURES has no recorded DOP2 leaves")
    return RECORDINGS[name].frame
