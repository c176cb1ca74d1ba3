"""Watch who holds the event loop."""

import asyncio
import sys

from homeassistant.core import HomeAssistant

from ..orders import Observation, Order
from .entities import add, requests
from .loop_watch import LoopWatch

QUIET_SECONDS = 5
"""What starting Home Assistant leaves to be done."""
BEFORE_SECONDS = 10
POLL_SECONDS = 30


async def observe(hass: HomeAssistant, order: Order) -> Observation:
    """Watch the loop without appliances, while they are set up, and while they are polled.

    Times are milliseconds; where the longest holds were seen goes to standard error.
    """
    await asyncio.sleep(QUIET_SECONDS)
    with LoopWatch() as before:
        await asyncio.sleep(BEFORE_SECONDS)
    with LoopWatch() as set_up:
        await add(hass, order["entries"])
    asked = requests(hass)
    with LoopWatch() as polled:
        await asyncio.sleep(POLL_SECONDS)
    observation: Observation = {"requests": requests(hass) - asked}
    watches = {"before": before, "set_up": set_up, "polled": polled}
    for name, watch in watches.items():
        hold = watch.longest
        observation[name] = hold.seconds * 1000
        observation[f"{name}_cpu"] = hold.cpu_seconds * 1000
        observation[f"{name}_collection"] = watch.longest_collection * 1000
        sys.stderr.write(f"{name}: {hold}\n")
    return observation
