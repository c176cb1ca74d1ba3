"""When a gateway is asked (docs/protocols/hoymiles.md, Session)."""

from datetime import datetime
import re
from typing import Final

CYCLE: Final = 60
"""Seconds. Half a minute is what every firmware bears that is asked at all."""
LATER_CYCLE: Final = 120
"""Seconds. Later firmware does not get its uploads done beside somebody who asks more often."""
NIGHT_CYCLE: Final = 900
"""Seconds: the longest wait for a gateway whose inverter has no sun."""
CLOUD_MARGIN: Final = 45
"""Seconds before and after an upload: a request keeps the gateway from it for 35."""

_LATER: Final = {False: (1, 1), True: (0, 7)}
"""The first firmware that needs the longer cycle: built into an inverter, or with a case."""
_VERSION: Final = re.compile(r"V(\d+)\.(\d+)\.\d+")


def usual_cycle(firmware: str | None, *, separate: bool) -> int:
    """Return how many seconds a gateway needs between two times that it is asked."""
    version = _VERSION.fullmatch(firmware or "")
    if version and (int(version[1]), int(version[2])) >= _LATER[separate]:
        return LATER_CYCLE
    return CYCLE


def pause_for_upload(now: datetime, upload_minutes: int | None) -> float:
    """Return for how many seconds the gateway may be about to report to the cloud, or be at it.

    It does so when the minutes of the hour are a multiple of its interval. 0: it is not. Where
    there would be no room between two uploads, none is kept free.
    """
    if not upload_minutes or upload_minutes * 60 <= 4 * CLOUD_MARGIN:
        return 0
    since = (now.minute * 60 + now.second) % (upload_minutes * 60)
    if since <= CLOUD_MARGIN:
        return CLOUD_MARGIN - since + 1
    before = upload_minutes * 60 - since
    return before + CLOUD_MARGIN + 1 if before <= CLOUD_MARGIN else 0
