"""Who holds the event loop, and for how long."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
import gc
import os
from pathlib import Path
import sys
import threading
import time
from types import FrameType
from typing import Self
from unittest.mock import patch

_SAMPLE_SECONDS = 0.001
_SCHEDULED = Path("/proc/thread-self/schedstat")


@dataclass(frozen=True, slots=True)
class Hold:
    """One callback of the event loop: nothing else ran meanwhile."""

    seconds: float = 0
    """Without the time in which other programs had the processor, or memory was tidied up."""
    cpu_seconds: float = 0
    """Without what other threads of Home Assistant took either."""
    places: Counter[str] = field(default_factory=Counter)
    """The innermost code that was seen; empty if it was too short to be seen."""


class LoopWatch:
    """Finds the longest callback of the running loop. Use it as a context manager, once."""

    def __init__(self) -> None:
        """Watch the loop of this thread."""
        self.longest = Hold()
        self._began: float | None = None
        self._places: Counter[str] = Counter()
        self._thread = threading.get_ident()
        self._ended = threading.Event()
        self._queue = RunQueue()
        self.longest_collection = 0.0
        """Seconds: Python looks through all objects of Home Assistant once in a while."""
        self._collected = 0.0
        self._collecting = 0.0
        self._patch = patch.object(asyncio.Handle, "_run", self._timed())

    def __enter__(self) -> Self:
        """Begin."""
        self._patch.start()
        gc.callbacks.append(self._note_collection)
        threading.Thread(target=self._look, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """End."""
        self._patch.stop()
        gc.callbacks.remove(self._note_collection)
        self._ended.set()

    def _timed(self) -> object:
        """Return what runs a callback, and measures it."""
        run = asyncio.Handle._run  # noqa: SLF001

        def timed(handle: asyncio.Handle) -> None:
            self._places = Counter()
            queued, cpu = self._queue.seconds(), time.thread_time()
            collected = self._collected
            self._began = began = time.perf_counter()
            run(handle)
            self._began = None
            seconds = time.perf_counter() - began - self._queue.seconds() + queued
            collected = self._collected - collected
            seconds -= collected
            if seconds > self.longest.seconds:
                cpu = time.thread_time() - cpu - collected
                self.longest = Hold(seconds, cpu, self._places)

        return timed

    def _note_collection(self, phase: str, _: Mapping[str, int]) -> None:
        if threading.get_ident() != self._thread:
            return
        if phase == "start":
            self._collecting = time.perf_counter()
            return
        seconds = time.perf_counter() - self._collecting
        self._collected += seconds
        self.longest_collection = max(self.longest_collection, seconds)

    def _look(self) -> None:
        """Look from another thread where a long callback is."""
        while not self._ended.wait(_SAMPLE_SECONDS):
            began = self._began
            if began is not None and time.perf_counter() - began > _SAMPLE_SECONDS:
                frames = sys._current_frames()  # noqa: SLF001
                self._places[_place(frames[self._thread])] += 1


class RunQueue:
    """How long this thread was ready to run while others ran; 0 where Linux does not tell."""

    def __init__(self) -> None:
        """Follow this thread."""
        self._file = os.open(_SCHEDULED, os.O_RDONLY) if _SCHEDULED.exists() else None

    def seconds(self) -> float:
        """Return the time since the thread began."""
        if self._file is None:
            return 0
        return int(os.pread(self._file, 99, 0).split()[1]) / 1e9


def _place(frame: FrameType) -> str:
    """Say where code is: the innermost, and the innermost of Freehold."""
    return " in ".join(
        f"{at.f_code.co_filename}:{at.f_lineno}"
        for at in (frame, _ours(frame))
        if at is not None
    )


def _ours(frame: FrameType | None) -> FrameType | None:
    while (
        frame is not None
        and "/custom_components/freehold/" not in frame.f_code.co_filename
    ):
        frame = frame.f_back
    return frame
