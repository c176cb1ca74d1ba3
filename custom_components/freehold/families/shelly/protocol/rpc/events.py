"""What a device tells once: a button was pressed, its configuration changed (docs/protocols/shelly.md, Notifications)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from .components import ComponentKey
from .frames import Notification

EVENTS: Final = "notifyevent"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceEvent:
    """One event of one component."""

    component: ComponentKey
    name: str
    """"single_push", "config_changed", "ota_progress"; scripts make up their own."""
    time: float | None = None
    """Unix seconds by the device's clock, which may never have been set."""
    revision: int | None = None
    """Of the configuration, with "config_changed"."""
    restart_required: bool | None = None
    """With "config_changed"."""
    progress_percent: float | None = None
    """With "ota_progress"."""
    message: str | None = None
    """With "ota_error" and the like."""
    details: Mapping[str, Any] = field(default_factory=dict)
    """All members as they came."""

    @classmethod
    def parse(cls, entry: Any) -> DeviceEvent | None:
        """Read one event; None for what is none."""
        if not isinstance(entry, dict):
            return None
        component, name = entry.get("component"), entry.get("event")
        if not isinstance(component, str) or not isinstance(name, str):
            return None
        revision = _number(entry.get("cfg_rev"))
        restart, message = entry.get("restart_required"), entry.get("msg")
        return cls(
            component=ComponentKey.parse(component),
            name=name,
            time=_number(entry.get("ts")),
            revision=None if revision is None else int(revision),
            restart_required=restart if isinstance(restart, bool) else None,
            progress_percent=_number(entry.get("progress_percent")),
            message=message if isinstance(message, str) else None,
            details=entry,
        )


def parse_events(notification: Notification) -> tuple[DeviceEvent, ...]:
    """Return the events of a notification; none of one that is of another kind."""
    if notification.method != EVENTS:
        return ()
    entries = notification.params.get("events")
    parsed = map(DeviceEvent.parse, entries if isinstance(entries, list) else ())
    return tuple(event for event in parsed if event is not None)


def _number(value: Any) -> float | None:
    return value if type(value) in (int, float) else None
