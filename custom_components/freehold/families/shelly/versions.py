"""Which firmware is newer, and who gets it (docs/protocols/shelly.md, Maintenance)."""

from functools import lru_cache
import re
from typing import Final

_VERSION: Final = re.compile(r"(\d+)\.(\d+)(?:\.(\d+))?(?:-(alpha|beta|rc)\.?(\d*))?")
_RELEASED: Final = 3
_STAGES: Final = {"alpha": 0, "beta": 1, "rc": 2, None: _RELEASED}

FROZEN: Final = frozenset(
    {
        *("Plus1", "Plus1PM", "Plus1Mini", "Plus1PMMini", "Plus2PM", "PlusPMMini"),
        *("PlusI4", "PlusPlugS", "PlusPlugUS", "PlusHT", "Plus10V", "BluGw"),
    }
)
"""Lines of firmware that end with 1.x, says buliwyf42/shellyadmin."""
LAST_OF_FROZEN: Final = 1


@lru_cache(maxsize=256)
def parse_version(text: str) -> tuple[int, ...] | None:
    """Return what can be compared; None for what is no version. A factory's mark counts nothing."""
    match = _VERSION.match(text)
    if match is None:
        return None
    major, minor, patch, stage, number = match.groups()
    return (
        int(major),
        int(minor),
        int(patch or 0),
        _STAGES[stage],
        int(number or 0),
    )


def is_newer(offered: str, installed: str) -> bool:
    """Tell whether an offer is worth installing: a beta device is not taken back to a release."""
    ours, theirs = parse_version(installed), parse_version(offered)
    if ours is None or theirs is None:
        return offered != installed
    return theirs > ours


def is_for(app: str | None, offered: str) -> bool:
    """Tell whether a line of firmware goes on that far."""
    version = parse_version(offered)
    return app not in FROZEN or version is None or version[0] <= LAST_OF_FROZEN
