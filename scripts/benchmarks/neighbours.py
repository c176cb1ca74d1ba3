"""Emulated devices that run beside us, in a process of their own."""

from collections.abc import Iterator
from contextlib import contextmanager
import json
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
