"""What a model is."""

from collections.abc import Mapping
from dataclasses import dataclass

from .coiot_sensors import Description
from .values import Json


@dataclass(frozen=True, slots=True)
class Model:
    """One model in one of its modes."""

    type: str
    """The code in `/shelly`."""
    host_prefix: str
    app: str
    """The name of its firmware in mDNS."""
    mac: str
    """The one a device has whose user chose none."""
    build: str
    """Date and time of the firmware, and its commit."""
    identity: Json
    """What `/shelly` and `device` tell beyond type and MAC."""
    settings: Json
    """Beyond what all models have."""
    status: Json
    actions: tuple[str, ...]
    descriptions: Mapping[str, Description]
    """By mode; "" is any."""
    mode: str | None = None
    modes: tuple[str, ...] = ()
    input_events: frozenset[str] = frozenset({"S", "L"})
    sleeping: bool = False
    long_id: bool = True
    """Whether all twelve digits of the MAC are in its names; else the last six."""

    def short_mac(self, mac: str) -> str:
        """Return as much of the MAC as names have."""
        return mac if self.long_id else mac[-6:]

    def firmware(self, version: str) -> str:
        """Return the whole name of a firmware version, of a full name itself."""
        date, commit = self.build.split("/")
        return version if "/" in version else f"{date}/v{version}-{commit}"
