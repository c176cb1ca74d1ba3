"""Count what polls do that find nothing new."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
import time
from typing import Any

from aiohttp import ClientSession

from homeassistant.const import EVENT_STATE_CHANGED, EVENT_STATE_REPORTED
from homeassistant.core import Event, HomeAssistant, callback

from ..orders import EntryFields, Observation, Order
from .entities import add, coordinators, enable_all, requests

QUIET_SECONDS = 5
"""After the start, and after a reload, the slow sources of an appliance are read."""
ROUNDS = 10


async def observe(hass: HomeAssistant, order: Order) -> Observation:
    """Poll with the usual entities and with all. What is told is for one poll, in seconds."""
    polls = ROUNDS * len(order["entries"])
    entities = await add(hass, order["entries"], quiet_seconds=QUIET_SECONDS)
    asked, cpu = requests(hass), time.process_time()
    with states_written(hass, entities) as written:
        await poll(hass)
    cpu, asked = time.process_time() - cpu, requests(hass) - asked
    bare_cpu = time.process_time()
    await ask_barely(order["entries"])
    bare_cpu = time.process_time() - bare_cpu
    all_entities = await enable_all(hass)
    await asyncio.sleep(QUIET_SECONDS)
    with states_written(hass, all_entities) as all_written:
        await poll(hass)
    return {
        "entities": len(entities),
        "states": len(written) / polls,
        "all_entities": len(all_entities),
        "all_states": len(all_written) / polls,
        "requests": asked / polls,
        "cpu": cpu / polls,
        "bare_cpu": bare_cpu / polls,
    }


async def poll(hass: HomeAssistant) -> None:
    """Poll each device some times, all devices at once."""
    for _ in range(ROUNDS):
        await asyncio.gather(
            *(coordinator.async_refresh() for coordinator in coordinators(hass))
        )


async def ask_barely(entries: list[EntryFields]) -> None:
    """Send as many requests as `poll` does, which appliances refuse without a signature."""
    urls = [
        f"http://{data['host']}:{data['port']}/Devices/{data['serial']}/State"
        for data in (fields["data"] for fields in entries)
    ]

    async def ask(url: str) -> None:
        async with session.get(url) as response:
            await response.read()

    async with ClientSession() as session:
        for _ in range(ROUNDS):
            await asyncio.gather(*(ask(url) for url in urls))


@contextmanager
def states_written(
    hass: HomeAssistant, entities: frozenset[str]
) -> Iterator[list[str]]:
    """Collect the entity of each state that is written, changed or not."""
    written: list[str] = []

    @callback
    def is_ours(data: object) -> bool:
        return isinstance(data, dict) and data["entity_id"] in entities

    @callback
    def note(event: Event[Any]) -> None:
        written.append(event.data["entity_id"])

    stops = [
        hass.bus.async_listen(kind, note, event_filter=is_ours)
        for kind in (EVENT_STATE_CHANGED, EVENT_STATE_REPORTED)
    ]
    try:
        yield written
    finally:
        for stop in stops:
            stop()
