"""An emulated device that is on for as long as somebody needs it."""

from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self


class SwitchedOn(ABC):
    """Used as an asynchronous context manager, a device is on inside of it and off afterwards."""

    @abstractmethod
    async def start(self) -> None:
        """Switch on."""

    @abstractmethod
    async def stop(self) -> None:
        """Pull the plug."""

    async def __aenter__(self) -> Self:
        """Switch on."""
        await self.start()
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Pull the plug."""
        await self.stop()
