"""An emulated Miele appliance that runs alone, and the person in front of it."""

from collections.abc import Sequence
import json
from pathlib import Path
import secrets
import signal
import sys
from typing import Any

from aiohttp import ClientSession

from .polling import eventually
from .program import Program


class Household:
    """Appliances of one owner, whose key no other run of the tests knows."""

    def __init__(self, folder: Path) -> None:
        """Make a key."""
        self.group_id = secrets.token_hex(8).upper()
        self.group_key = secrets.token_hex(64).upper()
        self._folder = folder

    def own(self, kind: str, *, host: str) -> Appliance:
        """Return an appliance that holds the key; it is not switched on."""
        key = ("--group-id", self.group_id, "--group-key", self.group_key)
        return Appliance(kind, host, self._folder, key)

    def find(
        self, kind: str, *, host: str, generation: str, latency: float | None = None
    ) -> Appliance:
        """Return an appliance that nobody ever set up; it is not switched on.

        `latency` is how many seconds each of its answers takes.
        """
        slow = () if latency is None else ("--latency", str(latency))
        options = ("--generation", generation, *slow)
        return Appliance(kind, host, self._folder, options)


class Appliance:
    """One appliance; it keeps its serial and its address when it is switched on again."""

    def __init__(
        self, kind: str, host: str, folder: Path, options: Sequence[str]
    ) -> None:
        """Unpack it."""
        # Other runs on this machine hear the announcements too and must not mix them up.
        self.serial = f"0001{secrets.randbelow(10**8):08}"
        self._command = (
            *(sys.executable, "-m", "tests.emulators", "miele", "--announce"),
            *("--kind", kind, "--fab", self.serial, "--host", host, *options),
        )
        self._ports = ("--port", "0", "--control-port", "0")
        self._log = folder / f"{kind}.log"
        self._program: Program | None = None
        self._control = ""

    @property
    def mac(self) -> str:
        """The address of its Wi-Fi module, as Home Assistant writes it."""
        digits = self.serial[-6:]
        return ":".join(("00:1d:63", digits[:2], digits[2:4], digits[4:]))

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
        """Use its panel; see `tests/emulators/README.md` for what there is."""
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
