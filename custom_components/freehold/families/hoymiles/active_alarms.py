"""What is wrong right now, in words (docs/protocols/hoymiles.md, Alarms)."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from ..descriptions import DeviceEvent
from .model import GATEWAY, HoymilesState
from .protocol.alarms import KEYS, alarm_code, alarm_key
from .protocol.serials import series_of

ALARM_EVENT: Final = "alarm"
"""Key of the events of alarms."""
BEGAN: Final = "began"
ENDED: Final = "ended"

NO_ALARM: Final = "none"
ALARM_LABELS: Final = [NO_ALARM, *sorted(KEYS)]
"""What a place can complain about; a code that nobody explained is shown as its number."""

_MERE_NEWS: Final = frozenset(
    {
        "cloud_lost",
        "gateway_lost",
        "inverter_offline",
        "offline",
        "reset",
        "switched_off_by_remote",
        "time_set",
    }
)
"""What happens each evening or was ordered, or what another entity shows."""

_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


def active_codes(state: HoymilesState, place: str) -> tuple[int, ...] | None:
    """Return the codes of the alarms of an inverter, or of the gateway, that are still there.

    The latest comes first. None: that is not known now.
    """
    if state.alarms is not None:
        alarms = sorted(
            state.alarms.get(place, ()),
            key=lambda alarm: (alarm.began or _LONG_AGO, alarm.number),
            reverse=True,
        )
        return tuple(dict.fromkeys(alarm.code for alarm in alarms))
    inverter = state.inverters.get(place)
    # One that is not heard has been seen to tell a code among zeros.
    if inverter is None or inverter.alarm_code is None or not inverter.link:
        return None
    return (alarm_code(inverter.alarm_code),) if inverter.alarm_code else ()


def alarm_label(code: int, place: str) -> str:
    """Return what an alarm says: a key that is translated, or its number."""
    of_gateway = place == GATEWAY
    series = None if of_gateway else series_of(place)
    return alarm_key(code, series, of_gateway=of_gateway) or f"alarm {code}"


def problems(state: HoymilesState, place: str) -> tuple[str, ...] | None:
    """Return the labels of those alarms that somebody should look after, the latest first."""
    codes = active_codes(state, place)
    if codes is None:
        return None
    labels = (alarm_label(code, place) for code in codes)
    return tuple(label for label in labels if label not in _MERE_NEWS)


def first_alarm(state: HoymilesState, place: str) -> str | None:
    """Return the label of what matters most: the latest problem, else the latest news."""
    codes, grave = active_codes(state, place), problems(state, place)
    if codes is None or grave is None:
        return None
    labels = (*grave, *[alarm_label(code, place) for code in codes], NO_ALARM)
    return labels[0]


def is_cloud_lost(state: HoymilesState) -> bool | None:
    """Tell whether the gateway complains that it does not reach the vendor's cloud."""
    codes = active_codes(state, GATEWAY)
    return (
        None
        if codes is None
        else any(alarm_label(code, GATEWAY) == "cloud_lost" for code in codes)
    )


def alarm_events(
    before: HoymilesState | None, after: HoymilesState
) -> Iterator[DeviceEvent]:
    """Yield which alarms began and ended; what is there from the beginning is no news."""
    if before is None:
        return
    for place in _places(before) | _places(after):
        was, is_now = active_codes(before, place), active_codes(after, place)
        if was is None or is_now is None:
            continue
        yield from (_event(BEGAN, c, place, after) for c in is_now if c not in was)
        yield from (_event(ENDED, c, place, after) for c in was if c not in is_now)


def _places(state: HoymilesState) -> set[str]:
    return {*state.inverters, *(state.alarms or ())}


def _event(kind: str, code: int, place: str, state: HoymilesState) -> DeviceEvent:
    return DeviceEvent(
        key=ALARM_EVENT,
        type=kind,
        attributes={
            "alarm": alarm_label(code, place),
            "code": code,
            "serial": state.information.serial if place == GATEWAY else place,
        },
    )
