"""A home to measure in: a configuration folder and the Home Assistant processes that use it."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
import json
from pathlib import Path
import shutil
import socket
import subprocess
import sys
from tempfile import TemporaryDirectory, mkdtemp
from threading import Timer
import time

from custom_components.freehold.const import DOMAIN
from homeassistant.config_entries import STORAGE_VERSION, STORAGE_VERSION_MINOR
from homeassistant.helpers.storage import STORAGE_DIR
from scripts.demo.installation import ROOT, Installation

from .household import CREDENTIAL, keep
from .orders import EntryFields, Observation, Order, config_entry

LOGS = ROOT / "build" / "benchmarks"
SECONDS = 300
"""No observation takes half as long."""

_RECORDING = ("energy:", "history:", "logbook:")


class Home:
    """One configuration folder."""

    def __init__(self, folder: Path) -> None:
        """Use a folder that is there."""
        self.folder = folder

    def copy(self) -> Home:
        """Copy the folder to beside itself."""
        copy = mkdtemp(dir=self.folder.parent)
        shutil.copytree(self.folder, copy, symlinks=True, dirs_exist_ok=True)
        return Home(Path(copy))

    def copy_with(self, entries: Sequence[EntryFields]) -> Home:
        """Copy the folder; the next start there finds these entries."""
        copy = self.copy()
        content = {
            "key": "core.config_entries",
            "version": STORAGE_VERSION,
            "minor_version": STORAGE_VERSION_MINOR,
            "data": {"entries": [config_entry(fields).as_dict() for fields in entries]},
        }
        path = copy.folder / STORAGE_DIR / "core.config_entries"
        path.write_text(json.dumps(content))
        return copy

    def remove_recorder(self) -> None:
        """Have Home Assistant do without the recorder, and without what needs it."""
        path = self.folder / "configuration.yaml"
        lines = path.read_text().splitlines()
        kept = (line for line in lines if line not in _RECORDING)
        path.write_text("\n".join(kept))

    def run(
        self,
        observer: str,
        entries: Sequence[EntryFields] = (),
        *,
        domain: str = DOMAIN,
        kill: bool = False,
    ) -> Observation:
        """Start Home Assistant, have a module observe it, and stop it, in order or not."""
        command = (sys.executable, "-m", "scripts.benchmarks.inside", observer)
        path = LOGS / f"{observer}.log"
        path.parent.mkdir(parents=True, exist_ok=True)
        with (
            path.open("w") as log,
            subprocess.Popen(
                (*command, self.folder),
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            ) as process,
        ):
            assert process.stdin is not None and process.stdout is not None
            too_long = Timer(SECONDS, process.kill)
            too_long.start()
            order = Order(entries=list(entries), domain=domain, began=time.monotonic())
            process.stdin.write(json.dumps(order))
            process.stdin.close()
            for line in process.stdout:
                if line.startswith("{"):
                    too_long.cancel()
                    if kill:
                        process.kill()
                    observation: Observation = json.loads(line)
                    return observation
        raise RuntimeError(f"Home Assistant ended early, see {path}")


@contextmanager
def empty_home() -> Iterator[Home]:
    """Make a home without devices that has been started once, the household's key in its vault."""
    with TemporaryDirectory(prefix="freehold-bench-") as folder:
        home = Home(Path(folder) / "home")
        Installation(
            environment=ROOT / ".venv", config=home.folder, port=_free_port()
        ).prepare()
        asyncio.run(keep(CREDENTIAL, home.folder))
        home.run("start")
        yield home


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
