"""Every recorded Gen1 device becomes state, parts and entities, and every value can be read."""

from datetime import UTC, datetime
from typing import Any

import pytest

from custom_components.freehold.families.descriptions import TABLES
from custom_components.freehold.families.shelly.gen1.entities import describe
from custom_components.freehold.families.shelly.gen1.knowledge import Knowledge
from custom_components.freehold.families.shelly.protocol.gen1.coiot_description import (
    parse_description,
)
from custom_components.freehold.families.shelly.protocol.gen1.status import Gen1Status

from .recordings import coiot_pairs, dumps

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PARTS_OF_A_DUMP = {"shelly", "settings", "status"}


def known(dump: Any) -> Knowledge:
    """Take in a whole device."""
    knowledge = Knowledge(dump["shelly"]["mac"], describe, lambda: NOW)
    status = Gen1Status.parse(dump["status"])
    knowledge.take_configuration(
        dump["shelly"], dump["settings"], status.config_changes
    )
    knowledge.take_status(dump["status"], status, crossed=False)
    return knowledge


def values(knowledge: Knowledge) -> dict[str, Any]:
    """Read everything that its entities show."""
    state = knowledge.state
    assert state
    return {
        f"{platform}.{description.key}": description.value(state)
        for platform, table in TABLES.items()
        for description in getattr(knowledge.entities, table)
        if hasattr(description, "value")
    }


def test_every_recorded_device_becomes_entities(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """No recorded device is left out but those that are not whole."""
    skipped, seen = [], 0
    for name, dump in dumps():
        if not dump.keys() >= PARTS_OF_A_DUMP:
            skipped.append(name)
            continue
        knowledge = known(dump)
        shown = values(knowledge)
        assert len(shown) > 5, name
        assert all(part for part in knowledge.parts.values()), name
        for table in TABLES.values():
            for description in getattr(knowledge.entities, table):
                assert not description.part or description.part in knowledge.parts
        seen += 1
    with capsys.disabled():
        print(f"\n{seen} recorded Gen1 devices; skipped: {skipped or 'none'}")  # noqa: T201
    assert not caplog.records


def test_every_recorded_device_is_remembered(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """After a restart it shows the same."""
    for name, dump in dumps():
        before = known(dump)
        after = Knowledge(dump["shelly"]["mac"], describe, lambda: NOW)

        after.recall(before.remember())

        assert values(after) == values(before), name
        assert after.parts == before.parts, name
    assert not caplog.records


def test_every_recorded_push_is_taken_in(caplog: pytest.LogCaptureFixture) -> None:
    """Of each pair of description and status, onto the device that it was recorded of."""
    devices = {dump["shelly"]["mac"][-6:]: dump for _, dump in dumps()}
    seen = 0
    for name, description, pushed in coiot_pairs():
        mac = name.split(".")[0].split("-")[-1][-6:]
        if mac not in devices:
            continue
        knowledge = known(devices[mac])
        knowledge.description = parse_description(description)
        knowledge.take_push({number: value for _, number, value in pushed["G"]})
        assert values(knowledge)
        seen += 1
    assert seen
    assert not caplog.records
