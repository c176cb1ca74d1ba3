"""Holds a job right after a line of its journal, so that it can be killed there and nowhere else.

From outside nobody is fast enough: a job writes several lines in a few milliseconds. A Python
whose PYTHONPATH names this folder loads this file before anything else.
"""

from collections.abc import Callable
import os
from pathlib import Path
import time

FOLDER = Path(os.environ["FREEHOLD_HOLD"])
"""Holds the number of the line to hold at, and a file for each journal that is held."""


def holding(fsync: Callable[[int], None]) -> Callable[[int], None]:
    """Return one that makes a journal durable and then, at that line, does not come back."""

    def hold(descriptor: int) -> None:
        fsync(descriptor)
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        if path.suffix != ".jsonl":
            return
        if path.read_bytes().count(b"\n") == int((FOLDER / "line").read_text()):
            (FOLDER / path.name).touch()
            while True:
                time.sleep(60)

    return hold


setattr(os, "fsync", holding(os.fsync))  # noqa: B010 - a function is no variable to mypy
