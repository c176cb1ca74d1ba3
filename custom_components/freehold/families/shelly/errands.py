"""What a device has to be asked because of something that it told."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from ...connection.errors import DeviceError


class Errands:
    """Runs each errand in the background, once at a time."""

    def __init__(self, failed: Callable[[str, DeviceError], None]) -> None:
        """`failed` hears of errands that the device did not answer."""
        self._failed = failed
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._closed = False

    def run(self, name: str, errand: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run one, unless it is under way or all is over."""
        if name not in self._tasks and not self._closed:
            self._tasks[name] = asyncio.create_task(
                self._finish(name, errand), name=f"Shelly: {name}"
            )

    async def close(self) -> None:
        """End all, wait until they are ended, and begin none again: pushes may still come."""
        self._closed = True
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        self._tasks.clear()

    async def _finish(
        self, name: str, errand: Callable[[], Coroutine[Any, Any, None]]
    ) -> None:
        try:
            await errand()
        except DeviceError as err:
            self._failed(name, err)
        finally:
            self._tasks.pop(name, None)
