"""What a status has to show for a command to have taken effect."""
# ruff: noqa: D103 - names of tests state their rules

from typing import Any

import pytest

from custom_components.freehold.families.shelly.protocol.gen1 import commands
from custom_components.freehold.families.shelly.protocol.gen1.commands import Command
from custom_components.freehold.families.shelly.protocol.gen1.status import Gen1Status

OPEN = commands.roller(0, "open", duration_seconds=None)
STOP = commands.roller(0, "stop", duration_seconds=None)
HALF = commands.roller_position(0, 50)
RED = commands.light(0, "color", {"turn": "on", "red": 255, "transition": 500})
DARK = commands.light(0, "light", {"turn": "off"})
WHITE = commands.light(0, "light", {"mode": "white"})
WARM = commands.thermostat(0, {"target_t": 21, "schedule": None})
SECOND = commands.relay(1, on=True, timer_seconds=None)


@pytest.mark.parametrize(
    ("command", "status", "landed"),
    [
        (OPEN, {"rollers": [{"state": "open"}]}, True),
        (OPEN, {"rollers": [{"state": "stop", "current_pos": 100}]}, True),
        (OPEN, {"rollers": [{"state": "stop", "current_pos": 40}]}, False),
        (OPEN, {}, False),
        (STOP, {"rollers": [{"state": "stop"}]}, True),
        (STOP, {"rollers": [{"state": "open"}]}, False),
        (HALF, {"rollers": [{"state": "close", "current_pos": 80}]}, True),
        (HALF, {"rollers": [{"state": "stop", "current_pos": 50}]}, True),
        (HALF, {"rollers": [{"state": "stop", "current_pos": 80}]}, False),
        (RED, {"lights": [{"ison": True, "red": 255}]}, True),
        (RED, {"lights": [{"ison": True, "red": 254}]}, False),
        (RED, {"lights": [{"red": 255}]}, False),
        (DARK, {"lights": [{"ison": False}]}, True),
        (DARK, {"lights": [{"ison": True}]}, False),
        (WHITE, {"lights": [{"mode": "white"}]}, True),
        (WHITE, {"lights": [{"mode": "color"}]}, False),
        (WARM, {"thermostats": [{"target_t": {"value": 21.0}}]}, True),
        (WARM, {"thermostats": [{"target_t": {"value": 5}}]}, False),
        (SECOND, {"relays": [{"ison": False}, {"ison": True}]}, True),
        (SECOND, {"relays": [{"ison": True}]}, False),
    ],
)
def test_the_status_tells_whether_a_command_landed(
    command: Command, status: dict[str, Any], landed: bool
) -> None:
    assert command.has_landed(Gen1Status.parse(status)) is landed
