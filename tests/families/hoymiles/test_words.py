"""Everything that can be shown of a gateway has a word and a picture."""

import inspect
import json
from pathlib import Path
import re
from typing import Any

import pytest

from custom_components.freehold import sensor
from custom_components.freehold.families.descriptions import TABLES
from custom_components.freehold.families.hoymiles.active_alarms import ALARM_LABELS
from custom_components.freehold.families.hoymiles.entities import ENTITIES
from custom_components.freehold.families.hoymiles.protocol.alarms import KEYS
from homeassistant.components.sensor import SensorDeviceClass

_FOLDER = Path(inspect.getfile(sensor)).parent
WORDS: dict[str, Any] = json.loads((_FOLDER / "translations" / "en.json").read_text())[
    "entity"
]
ICONS: dict[str, Any] = json.loads((_FOLDER / "icons.json").read_text())["entity"]
DESCRIPTIONS = [
    pytest.param(platform, each, id=f"{platform}.{each.key}")
    for platform, table in TABLES.items()
    for each in getattr(ENTITIES, table)
]


@pytest.mark.parametrize(("platform", "description"), DESCRIPTIONS)
def test_every_entity_has_a_name(platform: str, description: Any) -> None:
    """With exactly the placeholders that the table fills."""
    name = WORDS[platform][description.translation_key]["name"]

    placeholders = description.translation_placeholders or {}
    assert set(re.findall(r"{(\w+)}", name)) == set(placeholders)


@pytest.mark.parametrize(("platform", "description"), DESCRIPTIONS)
def test_every_entity_has_an_icon(platform: str, description: Any) -> None:
    """Its own, or that of its device class; "enum" has none."""
    has_class = description.device_class not in (None, SensorDeviceClass.ENUM)

    assert has_class or description.translation_key in ICONS[platform]


def test_every_alarm_has_its_words() -> None:
    """The same ones wherever it is shown."""
    states = WORDS["sensor"]["alarm"]["state"]
    attributes = (
        WORDS["binary_sensor"]["alarm"]["state_attributes"]["alarms"]["state"],
        WORDS["event"]["alarm"]["state_attributes"]["alarm"]["state"],
    )
    assert set(states) == set(ALARM_LABELS)
    assert len(set(states.values())) == len(states)
    for words in attributes:
        assert words == {key: states[key] for key in KEYS}


def test_every_kind_of_event_has_a_word() -> None:
    """An alarm begins and ends."""
    (event,) = ENTITIES.events
    words = WORDS["event"]["alarm"]["state_attributes"]["event_type"]["state"]
    assert set(words) == set(event.event_types or ())
