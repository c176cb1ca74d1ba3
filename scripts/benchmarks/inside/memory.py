"""Tell how much memory appliances take."""

import asyncio
import gc
import os
from pathlib import Path
import tracemalloc

from homeassistant.core import HomeAssistant

from ..orders import COUNT, Observation, Order
from .entities import add

QUIET_SECONDS = 6
"""The recorder writes every five seconds."""
_PAGE_KIB = os.sysconf("SC_PAGE_SIZE") / 1024


async def observe(hass: HomeAssistant, order: Order) -> Observation:
    """Add appliances, and then others with a closer look. Memory is in KiB.

    Only the second ones are traced: the records of tracing are memory too.
    """
    await asyncio.sleep(QUIET_SECONDS)
    gc.collect()
    before = await resident_memory()
    entities = await add(hass, order["entries"][:COUNT], quiet_seconds=QUIET_SECONDS)
    gc.collect()
    resident = await resident_memory() - before
    tracemalloc.start()
    await add(hass, order["entries"][COUNT:], quiet_seconds=QUIET_SECONDS)
    gc.collect()
    return {
        "before": before,
        "entities": len(entities),
        "resident": resident,
        "traced": tracemalloc.get_traced_memory()[0] / 1024,
    }


async def resident_memory() -> float:
    """Return what the process has in memory."""
    statm = await asyncio.to_thread(Path("/proc/self/statm").read_text)
    return int(statm.split()[1]) * _PAGE_KIB
