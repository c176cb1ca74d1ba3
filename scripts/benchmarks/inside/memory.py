"""Tell how much memory appliances take."""

import asyncio
import gc
import os
from pathlib import Path
import tracemalloc

from homeassistant.core import HomeAssistant

from ..orders import COUNT, Observation, Order
from .entities import add, remove

QUIET_SECONDS = 12
"""The recorder writes every five seconds, a registry ten after it changed."""
_PAGE_KIB = os.sysconf("SC_PAGE_SIZE") / 1024


async def observe(hass: HomeAssistant, order: Order) -> Observation:
    """Add appliances, and then others in their place with a closer look. Memory is in KiB.

    Only the second ones are traced: the records of tracing are memory too. The first ones are gone by
    then, else what they replace meanwhile would be counted as well.
    """
    first, second = order["entries"][:COUNT], order["entries"][COUNT:]
    await asyncio.sleep(QUIET_SECONDS)
    gc.collect()
    before = await resident_memory()
    entities = await add(hass, first, quiet_seconds=QUIET_SECONDS)
    gc.collect()
    seen: Observation = {
        "before": before,
        "entities": len(entities),
        "resident": await resident_memory() - before,
    }
    if second:
        await remove(hass, first, quiet_seconds=QUIET_SECONDS)
        gc.collect()
        tracemalloc.start()
        await add(hass, second, quiet_seconds=QUIET_SECONDS)
        gc.collect()
        seen["traced"] = tracemalloc.get_traced_memory()[0] / 1024
    return seen


async def resident_memory() -> float:
    """Return what the process has in memory."""
    statm = await asyncio.to_thread(Path("/proc/self/statm").read_text)
    return int(statm.split()[1]) * _PAGE_KIB
