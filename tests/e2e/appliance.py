"""An emulated Miele appliance that runs alone, and the person in front of it."""

from collections.abc import Sequence
from pathlib import Path
import secrets

from .emulated import Emulated


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


class Appliance(Emulated):
    """One appliance; it keeps its serial when it is switched on again."""

    def __init__(
        self, kind: str, host: str, folder: Path, options: Sequence[str]
    ) -> None:
        """Unpack it."""
        # Other runs on this machine hear the announcements too and must not mix them up.
        self.serial = f"0001{secrets.randbelow(10**8):08}"
        which = ("--kind", kind, "--fab", self.serial, "--host", host)
        super().__init__(kind, folder, ("miele", "--announce", *which, *options))

    @property
    def mac(self) -> str:
        """The address of its Wi-Fi module, as Home Assistant writes it."""
        digits = self.serial[-6:]
        return ":".join(("00:1d:63", digits[:2], digits[2:4], digits[4:]))
