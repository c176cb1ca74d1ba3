"""What a sleeping device shall do as soon as it wakes."""

from collections.abc import Awaitable, Callable
import logging
from typing import Final

from ...connection.errors import (
    ConnectionLostError,
    DeviceBusyError,
    DeviceError,
    ReconnectionError,
)

_LOGGER = logging.getLogger(__name__)

type Write = Callable[[], Awaitable[None]]

_NOT_NOW: Final = (ConnectionLostError, ReconnectionError, DeviceBusyError)


class WakeQueue:
    """Writes that wait, by name: of two that are for the same, the later one counts."""

    def __init__(self, sleeps: Callable[[], bool]) -> None:
        """Nothing waits. `sleeps` tells whether the device does between two reports."""
        self._sleeps = sleeps
        self._writes: dict[str, Write] = {}

    def __len__(self) -> int:
        """Return how many wait."""
        return len(self._writes)

    async def carry_out(self, name: str, write: Write) -> None:
        """Write now; one for a device that sleeps waits until it wakes."""
        if not self._sleeps():
            await write()
            return
        self._writes.pop(name, None)
        self._writes[name] = write

    async def flush(self, device: str) -> None:
        """Carry out all in their order; keep those that the device does not stay awake for.

        What it refuses is dropped with a warning: nobody waits for the answer any more.
        """
        for name, write in list(self._writes.items()):
            try:
                await write()
            except _NOT_NOW as err:
                _LOGGER.debug("%s went back to sleep before %s: %s", device, name, err)
                return
            except DeviceError as err:
                _LOGGER.warning("%s refused %s when it woke: %s", device, name, err)
            if self._writes.get(name) is write:
                del self._writes[name]
