"""What a person beside any Shelly can do, for the control port."""

from collections.abc import Mapping

from ..control import Action
from .device import ShellyDevice


def actions(device: ShellyDevice) -> Mapping[str, Action]:
    """Return the actions by path, those of its generation among them."""
    return {
        "/mains/off": lambda wish: device.lose_power(),
        "/mains/on": lambda wish: device.start(),
        "/reset": lambda wish: device.factory_reset(),
        "/clock/advance": lambda wish: device.advance(wish["seconds"]),
        "/fault": lambda wish: device.misbehave(
            wish["fault"], times=wish.get("times"), where=wish.get("where", "")
        ),
        "/fault/clear": lambda wish: device.behave(),
        **device.actions(),
    }
