"""The table of settings: what may be sent, how, and what it is."""
# ruff: noqa: D103 - names of tests state their rules

from typing import Any
from urllib.parse import parse_qsl

from hypothesis import given, strategies as st
import pytest
from yarl import URL

from custom_components.freehold.connection.errors import DeviceError
from custom_components.freehold.families.shelly.protocol.gen1.field import (
    Field,
    FieldClass,
    Kind,
    SettingError,
    Value,
)
from custom_components.freehold.families.shelly.protocol.gen1.resource import Resource
from custom_components.freehold.families.shelly.protocol.gen1.settings import (
    CONCEALED,
    RESOURCES,
    classify,
    redacted,
)

from .recordings import dumps

FIELDS = [
    (resource, field)
    for resource in RESOURCES.values()
    for field in resource.fields.values()
]
DIFFERENT = [(resource, field) for resource, field in FIELDS if field.echo]
NAMES = [f"{resource.name}.{field.name}" for resource, field in FIELDS]

PRINTABLE = st.text(st.characters(exclude_categories=("C", "Z")))
RULES = PRINTABLE.filter(bool).filter(lambda rule: "," not in rule)


def values_of(field: Field) -> st.SearchStrategy[Any]:
    """Return all that a field takes."""
    if field.choices:
        return st.sampled_from(sorted(field.choices))
    low, high = field.low, field.high
    match field.kind:
        case Kind.BOOLEAN:
            return st.booleans()
        case Kind.WHOLE:
            return st.integers(
                int(low) if low is not None else -(10**9),
                int(high) if high is not None else 10**9,
            )
        case Kind.NUMBER:
            return st.floats(
                low if low is not None else -1e9, high if high is not None else 1e9
            )
        case Kind.TEXT:
            return st.text(
                st.characters(exclude_categories=("C", "Z")),
                min_size=int(low or 0),
                max_size=int(high or 256),
            )
        case _:
            return st.lists(RULES, min_size=1, max_size=5)


def shown(field: Field, query: list[tuple[str, str]]) -> dict[str, Any]:
    """Return what a device shows after such a query, as far as one field goes."""
    _, text = query[0]
    found: Any
    match field.kind:
        case Kind.BOOLEAN:
            found = text == "true"
        case Kind.WHOLE:
            found = float(text)
        case Kind.NUMBER:
            found = float(text)
        case Kind.TEXT:
            found = text or None
        case _:
            found = text.split(",")
    for step in reversed(field.path.split(".")):
        found = {step: found}
    assert isinstance(found, dict)
    return found


@given(st.data())
def test_what_a_device_shows_of_a_write_agrees_with_it(data: st.DataObject) -> None:
    resource, field = data.draw(st.sampled_from(FIELDS))
    values: dict[str, Value] = {field.name: data.draw(values_of(field))}
    if field.together:
        values[field.together] = True
    query = resource.query(values)

    sent = parse_qsl(URL("http://x/").with_query(query).raw_query_string, True)
    outcome = resource.outcome({field.name: values[field.name]}, shown(field, sent))

    assert sent == query
    assert not outcome.refused
    assert (field.name in outcome.applied) is field.echoed


@pytest.mark.parametrize(("resource", "field"), DIFFERENT, ids=lambda part: part.name)
def test_an_echoed_name_is_refused_and_the_setter_named(
    resource: Resource, field: Field
) -> None:
    if field.echo in resource.fields:
        return

    with pytest.raises(SettingError, match=f"set by {field.name}"):
        resource.query({field.echo: True})


WRONG: list[tuple[str, str, Any]] = [
    ("settings", "name", 5),
    ("settings", "name", "a\nb"),
    ("settings", "name", "x" * 257),
    ("settings", "discoverable", 1),
    ("settings", "discoverable", "true"),
    ("settings", "coiot_update_period", 14),
    ("settings", "coiot_update_period", 65536),
    ("settings", "coiot_update_period", 20.0),
    ("settings", "coiot_update_period", True),
    ("settings", "lat", 91),
    ("settings", "lat", float("nan")),
    ("settings", "lat", float("inf")),
    ("settings", "lat", "50"),
    ("settings", "mode", "dimmer"),
    ("settings", "mqtt_max_qos", 3),
    ("settings", "reset", True),
    ("settings", "nonsense", 1),
    ("relay", "btn_type", "double"),
    ("relay", "schedule_rules", ["0700-0123456-on"]),
    ("login", "password", ""),
    ("login", "password", "x" * 51),
]


@pytest.mark.parametrize(("resource", "name", "value"), WRONG)
def test_what_no_device_takes_is_not_sent(resource: str, name: str, value: Any) -> None:
    with pytest.raises(SettingError):
        RESOURCES[resource].query({name: value})


@pytest.mark.parametrize("rules", ["0700", ["a,b"], [""], [1], 5])
def test_a_list_is_a_list_of_texts_without_commas(rules: Any) -> None:
    with pytest.raises(SettingError):
        RESOURCES["relay"].query({"schedule": True, "schedule_rules": rules})


def test_nothing_is_no_write() -> None:
    with pytest.raises(SettingError):
        RESOURCES["settings"].query({})


def test_a_wrong_setting_is_a_value_error_and_one_of_ours() -> None:
    error = SettingError("name", "is text")

    assert isinstance(error, ValueError)
    assert isinstance(error, DeviceError)


def test_a_list_travels_joined_and_an_empty_one_as_nothing() -> None:
    relay = RESOURCES["relay"]

    assert relay.query({"schedule": True, "schedule_rules": ["a", "b"]}) == [
        ("schedule", "true"), ("schedule_rules", "a,b"),
    ]  # fmt: skip
    assert relay.query({"schedule": False, "schedule_rules": []})[1][1] == ""


@pytest.mark.parametrize(
    ("name", "wanted", "found", "agrees"),
    [
        ("max_power", 60, 60.0, True),
        ("max_power", 60, "60", False),
        ("max_power", 60, True, False),
        ("max_power", 60, 10**400, False),
        ("lat", 50.12345, 50.1234, True),
        ("lat", 50.12345, 50.125, False),
        ("name", "", None, True),
        ("name", "x", None, False),
        ("discoverable", True, 1, True),
        ("discoverable", False, 0, True),
        ("discoverable", True, None, False),
        ("sntp_server", "a", {"server": "a"}, False),
    ],
)
def test_values_agree_by_meaning(
    name: str, wanted: Value, found: Any, agrees: bool
) -> None:
    assert RESOURCES["settings"].fields[name].agrees(wanted, found) is agrees


def test_a_nested_echo_that_is_no_object_tells_nothing() -> None:
    outcome = RESOURCES["settings"].outcome({"sntp_server": "a"}, {"sntp": 5})

    assert outcome.unverified == ("sntp_server",)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("device.mac", FieldClass.IDENTITY),
        ("device.mode", FieldClass.STRUCTURAL),
        ("mode", FieldClass.STRUCTURAL),
        ("relays[].ison", FieldClass.VOLATILE),
        ("relays[].auto_on", FieldClass.INTENT),
        ("lights[].brightness", FieldClass.VOLATILE),
        ("mqtt.id", FieldClass.IDENTITY),
        ("mqtt.server", FieldClass.SITE),
        ("wifi_ap.key", FieldClass.SECRET),
        ("wifi_sta1.ssid", FieldClass.SITE),
        ("login.password", FieldClass.SECRET),
        ("pin_code", FieldClass.SECRET),
        ("lat", FieldClass.SITE),
        ("nonsense", None),
    ],
)
def test_each_field_is_of_a_class(path: str, expected: FieldClass | None) -> None:
    assert classify(path) is expected


def test_the_device_owns_its_time_zone_where_it_finds_it_itself() -> None:
    assert classify("timezone", tz_automatic=True) is FieldClass.DERIVED
    assert classify("name", tz_automatic=True) is FieldClass.INTENT


def test_secrets_are_concealed_wherever_they_are() -> None:
    document: dict[str, Any] = {
        "wifi_ap": {"enabled": True, "ssid": "shelly1-1", "key": "hunter2"},
        "login": {"username": "admin", "password": "hunter2"},
        "mqtt": {"user": "hunter2", "max_qos": 0},
        "lights": [{"out_on_url": "http://hunter2", "ison": True}],
        "actions": {"out_on_url": [{"index": 0, "urls": ["http://hunter2"]}]},
        "pin_code": "",
        "lat": 50.5,
    }

    shown = redacted(document)

    assert "hunter2" not in repr(shown)
    assert shown["lat"] == CONCEALED
    assert shown["pin_code"] == ""
    assert shown["wifi_ap"]["enabled"] is True
    assert shown["lights"][0]["ison"] is True
    assert document["wifi_ap"]["key"] == "hunter2"


def leaves(document: Any, path: str = "") -> list[str]:
    """Return the paths of all members that hold a value."""
    if isinstance(document, dict) and document:
        return [
            leaf
            for name, value in document.items()
            for leaf in leaves(value, f"{path}.{name}" if path else name)
        ]
    if isinstance(document, list) and any(isinstance(m, dict) for m in document):
        return [leaf for member in document for leaf in leaves(member, f"{path}[]")]
    return [path]


def test_every_recorded_setting_is_of_a_class() -> None:
    unknown = {
        (name, leaf)
        for name, dump in dumps()
        for leaf in leaves(dump["settings"])
        if classify(leaf) is None
    }

    assert not unknown
