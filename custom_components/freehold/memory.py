"""What is remembered of a device, so that a restart beside a silent one shows everything."""

from collections.abc import Callable
from functools import partial

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.storage import Store

from .const import DOMAIN
from .families.contract import JsonObject

VERSION = 1
SAVE_DELAY = 60
"""Seconds. A poll may change the state every few seconds; a disk need not follow each."""
UNHURRIED_DELAY = 900
"""Seconds. What is always in reach is asked at the next start, and may tell something every second."""


class DeviceMemory:
    """The last accepted state of one device, in Home Assistant's storage."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Name the file."""
        self._store: Store[JsonObject] = Store(
            hass, VERSION, f"{DOMAIN}.{entry_id}", private=True, atomic_writes=True
        )
        self._pending = False

    async def async_load(self) -> JsonObject | None:
        """Return what was remembered, or None."""
        return await self._store.async_load()

    async def async_save(self, memory: JsonObject) -> None:
        """Remember now."""
        self._pending = False
        await self._store.async_save(memory)

    @callback
    def async_save_later(
        self, remember: Callable[[], JsonObject], delay: float
    ) -> None:
        """Remember within `delay` seconds, and in any case before Home Assistant stops.

        A later call does not put it off: a program changes something all the time.
        """
        if self._pending:
            return
        self._pending = True
        self._store.async_delay_save(partial(self._remembered, remember), delay)

    def _remembered(self, remember: Callable[[], JsonObject]) -> JsonObject:
        self._pending = False
        return remember()

    async def async_remove(self) -> None:
        """Forget."""
        await self._store.async_remove()
