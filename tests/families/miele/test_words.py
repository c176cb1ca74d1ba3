"""Everything that the tables can show has a word, a picture, and no word is left over."""

from collections.abc import Callable, Iterator
import inspect
import json
from pathlib import Path
import re
from typing import Any

import pytest

from custom_components.freehold import sensor
from custom_components.freehold.connection import errors
from custom_components.freehold.connection.errors import DeviceError, WrongMomentError
from custom_components.freehold.families.miele import MIELE, remote
from custom_components.freehold.families.miele.entities import ENTITIES
from custom_components.freehold.families.miele.protocol.tables import phases, programs
from custom_components.freehold.families.miele.protocol.tables.kinds import (
    ApplianceKind,
)
from custom_components.freehold.families.miele.protocol.tables.status import (
    drying_step_labels,
    plate_level_labels,
    program_type_labels,
    remote_state_labels,
    residual_heat_labels,
    status_labels,
)
from homeassistant.components.sensor import SensorDeviceClass

FOLDER = Path(inspect.getfile(sensor)).parent
WORDS: dict[str, Any] = json.loads((FOLDER / "translations" / "en.json").read_text())
ICONS: dict[str, Any] = json.loads((FOLDER / "icons.json").read_text())["entity"]

TABLES: dict[str, tuple[Any, ...]] = {
    "sensor": (*ENTITIES.sensors, *sensor.HEALTH),
    "binary_sensor": ENTITIES.binary_sensors,
    "button": ENTITIES.buttons,
    "switch": ENTITIES.switches,
}
DESCRIPTIONS = [
    pytest.param(platform, each, id=f"{platform}.{each.key}")
    for platform, table in TABLES.items()
    for each in table
]


def of_all_kinds(labels: Callable[[ApplianceKind | None], list[str]]) -> set[str]:
    """Return what any kind of appliance can show."""
    return {label for kind in (None, *ApplianceKind) for label in labels(kind)}


def texts(node: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Return every text with its place."""
    if isinstance(node, str):
        yield path, node
        return
    for key, value in node.items():
        yield from texts(value, f"{path}.{key}".lstrip("."))


def subclasses(kind: type[DeviceError]) -> Iterator[type[DeviceError]]:
    """Return a class and all below it."""
    yield kind
    for below in kind.__subclasses__():
        yield from subclasses(below)


def error_keys() -> set[str]:
    """Return the translation keys of all errors; a wrong moment has one for each reason."""
    return {
        kind.key
        for kind in subclasses(DeviceError)
        if kind.__module__ == errors.__name__ and kind is not WrongMomentError
    }


@pytest.mark.parametrize(
    ("key", "labels"),
    [
        ("program", of_all_kinds(programs.program_labels)),
        ("phase", of_all_kinds(phases.phase_labels)),
        ("status", set(status_labels())),
        ("program_type", set(program_type_labels())),
        ("drying_step", set(drying_step_labels())),
        ("remote_control", set(remote_state_labels())),
        ("hob_zone_level", set(plate_level_labels())),
        ("hob_zone_residual_heat", set(residual_heat_labels())),
    ],
)
def test_every_label_has_a_word(key: str, labels: set[str]) -> None:
    """And every word a label."""
    assert set(WORDS["entity"]["sensor"][key]["state"]) == labels


@pytest.mark.parametrize(("platform", "description"), DESCRIPTIONS)
def test_every_entity_has_a_name(platform: str, description: Any) -> None:
    """With exactly the placeholders that the table fills."""
    name = WORDS["entity"][platform][description.translation_key]["name"]

    placeholders = description.translation_placeholders or {}
    assert set(re.findall(r"{(\w+)}", name)) == set(placeholders)


@pytest.mark.parametrize(("platform", "description"), DESCRIPTIONS)
def test_every_entity_has_an_icon(platform: str, description: Any) -> None:
    """Its own, or that of its device class; "enum" has none."""
    has_class = description.device_class not in (None, SensorDeviceClass.ENUM)

    assert has_class or description.translation_key in ICONS[platform]


@pytest.mark.parametrize("platform", TABLES)
def test_keys_are_unique_within_a_platform(platform: str) -> None:
    """They make the unique id."""
    keys = [each.key for each in TABLES[platform]]

    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("platform", TABLES)
def test_an_icon_is_shown_for_a_state_that_exists(platform: str) -> None:
    """A misspelt state would never show."""
    for key, icons in ICONS[platform].items():
        words = WORDS["entity"][platform][key].get("state")
        if words is not None:
            assert set(icons.get("state", {})) <= set(words), key


def test_every_icon_can_be_drawn() -> None:
    """By the frontend that is installed."""
    frontend = pytest.importorskip("hass_frontend")
    drawable = {
        f"mdi:{icon['name']}"
        for icon in json.loads(
            (frontend.where() / "static" / "mdi" / "iconList.json").read_text()
        )
    }

    assert {icon for _, icon in texts(ICONS)} <= drawable


def test_every_error_of_a_device_has_a_message() -> None:
    """As an exception, and at a field of the wizard."""
    assert error_keys() <= set(WORDS["exceptions"])
    assert error_keys() <= set(WORDS["config"]["error"])


def test_every_wrong_moment_has_a_message() -> None:
    """It says what to do about it."""
    keys = re.findall(
        r'WrongMomentError\("[^"]+", "(\w+)"\)', inspect.getsource(remote)
    )

    assert keys
    assert set(keys) <= set(WORDS["exceptions"])


@pytest.mark.parametrize("step", ["credentials", "reauth_confirm"])
def test_every_part_of_a_credential_is_explained(step: str) -> None:
    """Where it is asked for."""
    fields = {field.key for field in MIELE.credential_fields}

    assert set(WORDS["config"]["step"][step]["data"]) == fields
    assert set(WORDS["config"]["step"][step]["data_description"]) == fields


def test_every_option_is_explained() -> None:
    """Nobody has to guess what a switch does."""
    step = WORDS["options"]["step"]["init"]

    assert {option.key for option in MIELE.options} <= set(step["data"])
    assert set(step["data"]) == set(step["data_description"])


def test_texts_are_plain() -> None:
    """No markup, no address of a page, no reference; sentences end with a period, names do not."""
    for place, text in texts(WORDS):
        assert not re.search(r"<|://|\[%|  ", text), place
        assert text == text.strip(), place
        is_sentence = re.search(
            r"(description|message)$|(data|option)_descriptions?\.|\.(error|abort|progress)\.",
            place,
        )
        assert text.endswith((".", "```")) is bool(is_sentence), place
