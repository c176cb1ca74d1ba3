"""What this program itself needs of `/settings`."""
# ruff: noqa: D103 - names of tests state their rules

from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.freehold.families.shelly.protocol.gen1.device_settings import (
    Gen1Settings,
)
from custom_components.freehold.families.shelly.protocol.gen1.settings import RESOURCES

from .recordings import dumps
from .test_status import JSON

MEMBERS = ["name", "device", "login", "wifi_ap", "cloud", "mqtt", "coiot", "sleep_mode"]


@given(JSON | st.dictionaries(st.sampled_from(MEMBERS), JSON))
def test_any_json_is_a_configuration(body: Any) -> None:
    _ = Gen1Settings.parse(body).push_period_seconds


def test_recorded_configurations_are_read_without_a_warning() -> None:
    for name, dump in dumps():
        settings = Gen1Settings.parse(dump["settings"])
        assert not settings.unreadable, name
        assert settings.model == dump["shelly"]["type"], name
        assert settings.push_period_seconds, name


@pytest.mark.parametrize(
    ("members", "seconds"),
    [
        ({"coiot": {"enabled": True, "update_period": 15}}, 15),
        ({"coiot": {"enabled": False, "update_period": 15}}, None),
        ({"coiot": {"update_period": 15}, "sleep_mode": {"period": 12, "unit": "h"}}, 43200),
        ({"coiot": {"update_period": 15}, "sleep_mode": {"period": 60, "unit": "m"}}, 3600),
        ({"coiot": {"update_period": 15}, "sleep_mode": {"period": 60, "unit": "?"}}, 15),
        ({}, None),
    ],
)  # fmt: skip
def test_the_period_of_pushes(members: Any, seconds: int | None) -> None:
    assert Gen1Settings.parse(members).push_period_seconds == seconds


@pytest.mark.parametrize(
    ("access_point", "protected"),
    [({"key": "longenough"}, True), ({"key": ""}, False), ({}, None)],
)
def test_an_access_point_is_open_or_not(
    access_point: Any, protected: bool | None
) -> None:
    settings = Gen1Settings.parse({"wifi_ap": access_point})

    assert settings.access_point_protected is protected


def test_a_resource_is_shown_by_the_names_that_set_it() -> None:
    shown = RESOURCES["sta"].shown({"enabled": True, "gw": None, "other": 1})

    assert shown == {"enabled": True, "gateway": None}
