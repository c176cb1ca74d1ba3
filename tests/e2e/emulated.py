"""An emulated device that runs alone, and the person in front of it."""

from collections.abc import Sequence
import json
from pathlib import Path
import signal
import sys
from typing import Any

from aiohttp import ClientSession

from .polling import eventually
from .program import Program


class Emulated:
    """One device; it keeps its address when it is switched on again."""

    def __init__(self, name: str, folder: Path, command: Sequence[str]) -> None:
        """Unpack it. `command` says what it is to the command line of the emulators."""
        self._command = (sys.executable, "-m", "tests.emulators", *command)
        self._ports = ("--port", "0", "--control-port", "0")
        self._log = folder / f"{name}.log"
        self._program: Program | None = None
        self._control = ""

    async def switch_on(self) -> None:
        """Return when it answers and has announced itself."""
        self._log.unlink(missing_ok=True)
        self._program = Program(*self._command, *self._ports, log=self._log)
        self._program.start()
        ready = await eventually(f"{self._log.stem} is ready", self._ready)
        control = ready["control_port"]
        self._ports = ("--port", str(ready["port"]), "--control-port", str(control))
        self._control = f"http://127.0.0.1:{control}"

    def switch_off(self) -> None:
        """Take it from the network; it says goodbye, as far as it still can."""
        if self._program is not None:
            self._program.end(signal.SIGTERM)

    async def status(self) -> dict[str, Any]:
        """Look at it."""
        async with (
            ClientSession(raise_for_status=True) as session,
            session.get(f"{self._control}/status") as response,
        ):
            status: dict[str, Any] = await response.json()
            return status

    async def shows(self, what: str, value: object) -> bool:
        """Tell whether its status has this value."""
        return bool((await self.status())[what] == value)

    async def touch(self, path: str, /, **wish: Any) -> None:
        """Do what a person can do to it; see `tests/emulators/README.md` for what there is."""
        async with ClientSession(raise_for_status=True) as session:
            await session.post(f"{self._control}{path}", json=wish)

    async def _ready(self) -> dict[str, Any] | None:
        assert self._program is not None
        text = self._log.read_text()
        assert not self._program.has_ended, text
        if not text.endswith("\n"):
            return None
        ready: dict[str, Any] = json.loads(text.splitlines()[0])
        return ready
