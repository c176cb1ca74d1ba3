"""How notifications change a status."""
# ruff: noqa: D103 - names of tests state their rules

import copy
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.freehold.connection.errors import ProtocolError
from custom_components.freehold.families.shelly.protocol.rpc.components import (
    ComponentKey,
    ComponentPage,
)
from custom_components.freehold.families.shelly.protocol.rpc.events import (
    DeviceEvent,
    parse_events,
)
from custom_components.freehold.families.shelly.protocol.rpc.frames import Notification
from custom_components.freehold.families.shelly.protocol.rpc.status import (
    apply,
    merge,
    parse_status,
    replace,
)

STATUS = {
    "sys": {"uptime": 5, "wakeup_reason": {"boot": "poweron"}},
    "switch:0": {"output": False, "aenergy": {"total": 1.5, "by_minute": [1, 2]}},
}

NAMES = st.sampled_from(["a", "b", "c"])
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2) | st.lists(st.integers(0, 2)),
    lambda inner: st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=6,
)
PARTS = st.dictionaries(NAMES, VALUES, max_size=3)
STATUSES = st.dictionaries(NAMES, PARTS, max_size=3)
CHANGES = st.dictionaries(NAMES, PARTS | st.none() | st.floats(0, 1), max_size=3)


def naive_merge(status: Any, changes: Any) -> Any:
    """As one would write it without a thought for speed."""

    def overlay(old: Any, new: Any) -> Any:
        if not isinstance(old, dict) or not isinstance(new, dict):
            return new
        return old | {name: overlay(old.get(name), new[name]) for name in new}

    merged = copy.deepcopy(status)
    for key, change in changes.items():
        if change is None:
            merged.pop(key, None)
        elif isinstance(change, dict):
            merged[key] = overlay(merged.get(key), change)
    return merged


@given(STATUSES, CHANGES)
def test_merging_equals_the_naive_way_and_alters_nothing(
    status: Any, changes: Any
) -> None:
    before, asked = copy.deepcopy(status), copy.deepcopy(changes)

    merged = merge(status, changes)

    assert merged == naive_merge(status, changes)
    assert (status, changes) == (before, asked)
    assert all(merged[key] is status[key] for key in status if key not in changes)
    if merged == status:
        assert {key: type(v) for key, v in merged.items()} == {
            key: type(v) for key, v in status.items()
        }


@given(STATUSES)
def test_what_changes_nothing_gives_the_very_same_status(status: Any) -> None:
    assert merge(status, {"ts": 1.5, **copy.deepcopy(status)}) is status
    assert replace(status, copy.deepcopy(status)) is status


def test_a_change_overlays_deeply_and_leaves_the_rest_shared() -> None:
    changes = {"switch:0": {"output": True, "aenergy": {"total": 2.5}}}

    merged = merge(STATUS, changes)

    assert merged["switch:0"] == {
        "output": True,
        "aenergy": {"total": 2.5, "by_minute": [1, 2]},
    }
    assert merged["sys"] is STATUS["sys"]


def test_null_takes_a_component_away_but_is_a_value_within_one() -> None:
    merged = merge(STATUS, {"sys": None, "gone": None, "switch:0": {"output": None}})

    assert "sys" not in merged
    assert merged["switch:0"]["output"] is None


def test_false_is_not_zero() -> None:
    assert (
        merge({"input:0": {"state": 0}}, {"input:0": {"state": False}})["input:0"][
            "state"
        ]
        is False
    )


def test_components_of_unknown_types_appear() -> None:
    assert merge({}, {"teleport:7": {"on": True}}) == {"teleport:7": {"on": True}}


def test_a_full_status_replaces_all_and_shares_what_is_equal() -> None:
    notification = Notification(
        "s",
        "notifyfullstatus",
        {"ts": 1.0, "sys": copy.deepcopy(STATUS["sys"]), "ble": None, "wifi": {}},
    )

    status = apply(STATUS, notification)

    assert status == {"sys": STATUS["sys"], "wifi": {}}
    assert status["sys"] is STATUS["sys"]


def test_a_notification_of_changes_is_merged() -> None:
    notification = Notification("s", "notifystatus", {"switch:0": {"output": True}})

    assert apply(STATUS, notification)["switch:0"]["output"] is True


def test_other_notifications_change_no_status() -> None:
    assert apply(STATUS, Notification("s", "notifyevent", {"sys": None})) is STATUS


@pytest.mark.parametrize("result", [None, [], 7, "status"])
def test_a_null_status_is_a_protocol_error(result: Any) -> None:
    with pytest.raises(ProtocolError):
        parse_status(result)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("switch:0", ComponentKey("switch", 0)),
        ("sys", ComponentKey("sys")),
        ("bthomesensor:201", ComponentKey("bthomesensor", 201)),
        ("teleport:7", ComponentKey("teleport", 7)),
        ("switch:x", ComponentKey("switch:x")),
        (":1", ComponentKey(":1")),
        ("", ComponentKey("")),
    ],
)
def test_a_component_key_is_read(text: str, key: ComponentKey) -> None:
    assert ComponentKey.parse(text) == key
    assert str(key) == text


@pytest.mark.parametrize(
    "result",
    [
        None,
        {},
        {"components": [], "cfg_rev": None, "total": 0},
        {"components": [], "cfg_rev": 1, "total": "0"},
        {"components": [{}], "cfg_rev": 1, "total": 1},
        {"components": [None], "cfg_rev": 1, "total": 1},
    ],
)
def test_a_malformed_list_of_components_is_a_protocol_error(result: Any) -> None:
    with pytest.raises(ProtocolError):
        ComponentPage.parse(result)


def test_events_are_read_and_nonsense_between_them_is_passed_over() -> None:
    entries = [
        {"component": "input:0", "id": 0, "event": "single_push", "ts": 1.5},
        None,
        {"component": "sys"},
        {
            "component": "sys",
            "event": "config_changed",
            "restart_required": True,
            "cfg_rev": 12.0,
        },
        {"component": "sys", "event": "ota_progress", "progress_percent": 40},
        {"component": "sys", "event": "ota_error", "msg": "no space", "ts": True},
    ]

    push, config, progress, failure = parse_events(
        Notification("s", "notifyevent", {"events": entries})
    )

    assert (push.component, push.name, push.time) == (
        ComponentKey("input", 0),
        "single_push",
        1.5,
    )
    assert (config.revision, config.restart_required) == (12, True)
    assert progress.progress_percent == 40
    assert (failure.message, failure.time) == ("no space", None)
    assert failure.details == entries[-1]


@pytest.mark.parametrize(
    "notification",
    [
        Notification("s", "notifyevent", {}),
        Notification("s", "notifyevent", {"events": 7}),
        Notification("s", "notifystatus", {"events": [{}]}),
    ],
)
def test_no_events_are_none(notification: Notification) -> None:
    assert parse_events(notification) == ()


def test_an_event_without_a_name_is_none() -> None:
    assert DeviceEvent.parse({"component": "sys", "event": 7}) is None
