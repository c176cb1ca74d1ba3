"""What a family of emulators offers to the command line."""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from .announce import Announcer


class Emulated(Protocol):
    """An emulated device that runs alone."""

    async def start(self) -> dict[str, object]:
        """Switch on, and return what its users need to know, addresses above all."""

    async def stop(self) -> None:
        """Switch off. Can be called after a failed start."""


@dataclass(frozen=True, slots=True)
class EmulatorFamily:
    """One sub-command, and a part of the demo home."""

    name: str
    help: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    create: Callable[[argparse.Namespace, Announcer | None], Emulated]
    demo_home: Callable[[float, Announcer | None], Sequence[Emulated]]
    """Device seconds per second, and where to announce."""
