"""What devices cost that tell something every second, and how soon it is known."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
import gc
from statistics import quantiles
import time

from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback

from ..orders import Observation, Order
from ..push_clock import delay_of
from .entities import add, all_there

QUIET_SECONDS = 10
"""After the start, and after devices were added."""
SECONDS = 60
WATCHED_SECONDS = 20


async def observe(hass: HomeAssistant, order: Order) -> Observation:
    """Let devices push for a minute, and then watch when their pushes become states.

    CPU is that of the whole process, in seconds; delays are milliseconds.
    """
    await asyncio.sleep(QUIET_SECONDS)
    idle = await cpu_seconds(QUIET_SECONDS)
    entities = await add(hass, order["entries"])
    await all_there(hass, order["domain"], available=True)
    # What the set-up left would else be collected at one time or another, in a third of a second.
    gc.collect()
    await asyncio.sleep(QUIET_SECONDS)
    busy = await cpu_seconds(SECONDS)
    with delays(hass) as seen:
        await asyncio.sleep(WATCHED_SECONDS)
    percentiles = quantiles(seen, n=100)
    return {
        "entities": len(entities),
        "idle": idle * SECONDS / QUIET_SECONDS,
        "cpu": busy,
        "pushes": len(seen) / WATCHED_SECONDS,
        "p50": percentiles[49] * 1000,
        "p99": percentiles[98] * 1000,
    }


async def cpu_seconds(seconds: float) -> float:
    """Return what the process takes of the processor for a while."""
    before = time.process_time()
    await asyncio.sleep(seconds)
    return time.process_time() - before


@contextmanager
def delays(hass: HomeAssistant) -> Iterator[list[float]]:
    """Collect the seconds from each push to each state that it changes."""
    seen: list[float] = []

    @callback
    def note(event: Event[EventStateChangedData]) -> None:
        state = event.data["new_state"]
        if state and (delay := delay_of(state.state)) is not None:
            seen.append(delay)

    stop = hass.bus.async_listen(EVENT_STATE_CHANGED, note)
    try:
        yield seen
    finally:
        stop()
