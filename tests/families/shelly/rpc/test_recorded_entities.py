"""Every recorded device of generation 2 to 4 becomes a state and entities without a complaint."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
import logging
from pathlib import Path
from typing import Any

import pytest

from custom_components.freehold.families.descriptions import TABLES
from custom_components.freehold.families.shelly.protocol.info import DeviceInfo
from custom_components.freehold.families.shelly.protocol.rpc.components import (
    Component,
    ComponentKey,
)
from custom_components.freehold.families.shelly.protocol.rpc.inventory import Inventory
from custom_components.freehold.families.shelly.protocol.rpc.status import parse_status
from custom_components.freehold.families.shelly.rpc.entities import ENTITIES, describe
from custom_components.freehold.families.shelly.rpc.knowledge import Knowledge
from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.components.sensor.const import (
    DEVICE_CLASS_STATE_CLASSES,
    DEVICE_CLASS_UNITS,
)
from tests.emulators.shelly.recorded import dumps, read

METHODS = frozenset({"shelly.reboot", "shelly.identify", "shelly.update"})

WITHOUT_ENTITIES = frozenset(
    {
        *("sys", "wifi", "cloud", "mqtt", "ble", "ws", "eth", "modbus", "knx", "ui"),
        *("bthome", "matter", "zigbee", "blugw", "dali", "media", "script", "schedule"),
        *("ht_ui", "plugs_ui", "pluguk_ui", "powerstrip_ui", "wd_ui", "plusrgbwpm"),
        *("awaiting_auth_code", "bm", "group", "tz_sntp", "webhook", "kvs"),
    }
)
"""What is no channel of the device."""

TOLD_BY_THEIR_DEVICE = frozenset({0x01, 0x3A})
"""Battery and buttons of a Bluetooth device are those of the device, not of its sensors."""

UNKNOWN_OBJECTS = frozenset({0xCD})
"""Recorded once, and in no specification."""


def known(dump: Mapping[str, Any]) -> Knowledge:
    """Return what is known of a device that told this."""
    now = datetime(2026, 9, 1, tzinfo=UTC)
    status, config = parse_status(dump["status"]), parse_status(dump["settings"])
    dynamic = {
        (key := ComponentKey.parse(entry["key"])): Component(
            key,
            entry.get("status") or {},
            entry.get("config") or {},
            entry.get("attrs") or {},
        )
        for entry in dump.get("components") or ()
        if entry["key"] not in status
    }
    info = DeviceInfo.parse(dump["shelly"])
    knowledge = Knowledge(info.mac, describe, lambda: now)
    knowledge.take_inventory(
        Inventory(
            info=info, config=config, status=status, methods=METHODS, dynamic=dynamic
        )
    )
    return knowledge


def shown(knowledge: Knowledge) -> dict[str, Any]:
    """Return what every entity of a device shows."""
    return {
        description.key: description.value(knowledge.state)
        for table in TABLES.values()
        for description in getattr(knowledge.entities, table)
        if hasattr(description, "value")
    }


RECORDED = [
    path for path in dumps() if int(read(path)["shelly"].get("gen", 1)) > 1
] or [Path("absent")]


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
def test_a_recorded_device(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Everything it measured is shown; what is skipped is listed."""
    if not path.exists():
        pytest.skip("recorded devices are not here; set FREEHOLD_FIXTURES")
    knowledge = known(read(path))
    values = shown(knowledge)
    assert not [r for r in caplog.records if r.levelno >= logging.WARNING]
    keys = [
        (table, description.key)
        for table in TABLES.values()
        for description in getattr(knowledge.entities, table)
    ]
    assert not [key for key, times in Counter(keys).items() if times > 1]
    skipped = {
        channel.key
        for channel in knowledge.channels.channels
        if channel.type not in WITHOUT_ENTITIES
        and channel.config.get("obj_id") not in TOLD_BY_THEIR_DEVICE
        and not any(key.startswith(f"{channel.key}_") for _, key in keys)
    }
    unknown = {
        channel.key
        for channel in knowledge.channels.channels
        if channel.config.get("obj_id") in UNKNOWN_OBJECTS
    }
    said = ", ".join(sorted(skipped)) or "nothing"
    print(f"{path.stem}: {len(keys)} entities, {len(values)} values; skipped {said}")  # noqa: T201
    assert skipped == unknown
    for part in (c.part for c in knowledge.channels.channels if c.part):
        assert part in knowledge.channels.parts
    assert knowledge.remember()["info"]["mac"] == knowledge.identity.serial


def test_every_sensor_has_a_unit_that_its_kind_allows() -> None:
    """Home Assistant warns of others, for each entity once."""
    for sensor in ENTITIES.sensors:
        kind = sensor.device_class
        if kind is None or kind in (
            SensorDeviceClass.ENUM,
            SensorDeviceClass.TIMESTAMP,
        ):
            continue
        units = DEVICE_CLASS_UNITS.get(kind)
        assert units is None or sensor.native_unit_of_measurement in units, sensor.key
        assert sensor.state_class in DEVICE_CLASS_STATE_CLASSES[kind], sensor.key
