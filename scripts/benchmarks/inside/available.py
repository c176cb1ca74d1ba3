"""Tell when every device was heard after a start."""

import time

from homeassistant.core import HomeAssistant

from ..orders import Observation, Order
from .entities import all_there


async def observe(hass: HomeAssistant, order: Order) -> Observation:
    """Tell how long it took from the start of the process until all entities were available."""
    entities = await all_there(hass, order["domain"], available=True)
    return {
        "entities": len(entities),
        "seconds": time.monotonic() - order["began"],
        "cpu_seconds": time.process_time(),
    }
