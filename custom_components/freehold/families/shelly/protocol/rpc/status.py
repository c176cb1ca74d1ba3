"""A device's status, and what notifications change in it (docs/protocols/shelly.md, Notifications).

A status is never altered: each change makes a new one that shares every component that
stayed as it was, so that `is` tells what to look at again.
"""

from collections.abc import Mapping
from typing import Any, Final

from .....connection.errors import ProtocolError
from .frames import Notification

type ComponentStatus = Mapping[str, Any]
type Status = Mapping[str, ComponentStatus]
"""By component key, as devices write it."""

_ABSENT: Final = object()


def parse_status(result: Any) -> Status:
    """Read a whole status; a component that is null, or no object, is left out.

    Raises ProtocolError if the status itself is no object.
    """
    if not isinstance(result, dict):
        raise ProtocolError("the status is not a JSON object")
    return {key: part for key, part in result.items() if isinstance(part, dict)}


def apply(status: Status, notification: Notification) -> Status:
    """Return the status after a notification; the same one if nothing changed."""
    match notification.method:
        case "notifystatus":
            return merge(status, notification.params)
        case "notifyfullstatus":
            return replace(status, parse_status(notification.params))
    return status


def merge(status: Status, changes: Mapping[str, Any]) -> Status:
    """Overlay changes, member by member and however deep; null takes a component away.

    What is no component (the time stamp) is passed over. Null within a component is a value.
    """
    merged: dict[str, ComponentStatus] | None = None
    for key, change in changes.items():
        if isinstance(change, dict):
            before = status.get(key)
            after = change if before is None else _overlay(before, change)
            if after is before:
                continue
            if merged is None:
                merged = dict(status)
            merged[key] = after
        elif change is None and key in status:
            if merged is None:
                merged = dict(status)
            del merged[key]
    return status if merged is None else merged


def replace(status: Status, whole: Status) -> Status:
    """Return a whole new status, sharing every component that is equal to before."""
    shared = {
        key: before if (before := status.get(key)) == part else part
        for key, part in whole.items()
    }
    return status if shared == status else shared


def _overlay(before: Mapping[str, Any], change: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a component or a part of it after a change; the same one if it changes nothing."""
    after: dict[str, Any] | None = None
    for name, value in change.items():
        old = before.get(name, _ABSENT)
        if isinstance(value, dict) and isinstance(old, dict):
            value = _overlay(old, value)
            if value is old:
                continue
        elif type(value) is type(old) and value == old:
            continue
        if after is None:
            after = dict(before)
        after[name] = value
    return before if after is None else after
