"""What a person beside the device can do, for the control port."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

from ...control import Action

if TYPE_CHECKING:
    from .emulator import Gen1Shelly

_SHOWN_REQUESTS = 20


def actions(device: Gen1Shelly) -> Mapping[str, Action]:
    """Return the actions by path."""
    return {
        "/load": lambda wish: device.loads.connect(wish.get("id", 0), wish["watts"]),
        "/input/press": lambda wish: device.parts.inputs[wish.get("id", 0)].press(
            wish.get("event", "S")
        ),
        "/input/flip": lambda wish: device.parts.inputs[wish.get("id", 0)].flip(
            closed=wish["closed"]
        ),
        "/roller/obstruct": lambda wish: device.parts.rollers[0].obstruct(),
        "/climate": lambda wish: device.set_climate(wish["celsius"], wish["humidity"]),
        "/wake": lambda wish: device.wake(wish.get("reason", "button")),
        "/sleep": lambda wish: device.fall_asleep(),
        "/password": lambda wish: device.login.change(wish["password"]),
        "/restart": lambda wish: device.restart(),
        "/firmware/offer": lambda wish: setattr(
            device.firmware, "offered", device.model.firmware(wish["version"])
        ),
    }


def report(device: Gen1Shelly) -> dict[str, object]:
    """Return how it is, and what it was asked last."""
    return {
        "mac": device.mac,
        "type": device.model.type,
        "host": device.host,
        "port": device.port,
        "coiot_port": device.coiot_port,
        "firmware": device.firmware.installed,
        "network": device.wifi.network,
        "protected": device.login.enabled,
        "awake": device.awake,
        "restarts": device.restarts,
        "pushes": device.coiot.pushes,
        "parts": device.parts.status(),
        "requests": [asdict(one) for one in device.requests[-_SHOWN_REQUESTS:]],
    }
