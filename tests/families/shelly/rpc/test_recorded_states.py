"""What recorded devices show is something that Home Assistant takes."""

import logging
from typing import Any
from unittest.mock import MagicMock, PropertyMock, patch

import pytest

from custom_components.freehold import (
    binary_sensor,
    climate,
    cover,
    light,
    number,
    select,
    sensor,
    switch,
    text,
    update,
)
from custom_components.freehold.families.shelly.rpc.knowledge import Knowledge
from homeassistant.components.sensor import SensorEntity
from homeassistant.core import HomeAssistant
from tests.emulators.shelly.recorded import read

from .test_entities import BLUETOOTH, VIRTUALS, Device, ui
from .test_recorded_entities import RECORDED, known

CLASSES: dict[str, Any] = {
    "binary_sensors": binary_sensor.FreeholdBinarySensor,
    "climates": climate.FreeholdClimate,
    "covers": cover.FreeholdCover,
    "lights": light.FreeholdLight,
    "numbers": number.FreeholdNumber,
    "selects": select.FreeholdSelect,
    "sensors": sensor.FreeholdSensor,
    "switches": switch.FreeholdSwitch,
    "texts": text.FreeholdText,
    "updates": update.FreeholdUpdate,
}

DYNAMIC = [
    Device(
        VIRTUALS,
        {
            "boolean:200": ui("toggle"),
            "number:200": ui("label", unit="°C"),
            "number:201": ui("field"),
            "text:200": ui("label"),
            "text:201": ui("field"),
            "enum:200": ui("label") | {"options": ["one"]},
            "enum:201": ui("dropdown") | {"options": ["two"]},
        },
    ).known,
    Device({key: {"value": 1} for key in BLUETOOTH}, BLUETOOTH).known,
]


def states(hass: HomeAssistant, knowledge: Knowledge) -> int:
    """Work out the state of every entity, and return how many there are."""
    coordinator = MagicMock(data=knowledge.state)
    count = 0
    for table, entity_class in CLASSES.items():
        for description in getattr(knowledge.entities, table):
            entity = entity_class(coordinator, description)
            entity.hass, entity.entity_id = hass, f"{table}.{description.key}"
            entity.platform = MagicMock(platform_name="freehold")
            assert isinstance(entity.state, str | int | float | None), description.key
            assert isinstance(entity.state_attributes, dict | None)
            assert isinstance(entity.capability_attributes, dict | None)
            count += 1
    return count


def test_every_state_is_taken(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    """Units, options and kinds fit, whatever a device told."""
    found = [known(read(path)) for path in RECORDED if path.exists()]
    with patch.object(
        SensorEntity,
        "_unit_of_measurement_translation_key",
        new_callable=PropertyMock,
        return_value=None,
    ):
        assert all(states(hass, knowledge) for knowledge in [*found, *DYNAMIC])
    assert not [r for r in caplog.records if r.levelno >= logging.WARNING]
