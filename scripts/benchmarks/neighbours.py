"""Emulated devices that run beside us, in a process of their own: both ends of the pipe between."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
import json
import signal
import subprocess
import sys
from typing import Any

from scripts.demo.installation import ROOT


@contextmanager
def running(module: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """Run a module of this package that tells on its first line that all are ready."""
    command = (sys.executable, "-m", f"{__package__}.{module}", *map(str, arguments))
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


def told(process: subprocess.Popen[str]) -> Any:
    """Wait for its next line of JSON."""
    assert process.stdout is not None
    return json.loads(process.stdout.readline())


def tell(what: object) -> None:
    """Write a line of JSON, to be read with `told`."""
    sys.stdout.write(f"{json.dumps(what)}\n")
    sys.stdout.flush()


async def serve(addresses: object) -> None:
    """Tell that all are ready, and where; then let them live until SIGTERM."""
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    tell(addresses)
    await stopped.wait()
