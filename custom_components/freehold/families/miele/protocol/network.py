"""What the network module tells of itself: `/WLAN` and `/Update` (docs/protocols/miele.md, Endpoints)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .fields import FieldReader


@dataclass(frozen=True, slots=True, kw_only=True)
class WlanState:
    """The radio link. Unknown parts are None; the network's key is never read."""

    ssid: str | None = None
    ip_address: str | None = None
    gateway: str | None = None
    dns: str | None = None
    signal_dbm: int | None = None
    signal_percent: int | None = None

    @classmethod
    def parse(cls, body: Mapping[str, Any]) -> WlanState:
        """Read a `/WLAN` object. Never raises."""
        reader = FieldReader(body)
        return cls(
            ssid=reader.text("SSID"),
            ip_address=reader.text("IP"),
            gateway=reader.text("Gateway"),
            dns=reader.text("DNS1"),
            signal_dbm=reader.integer("RSSI"),
            signal_percent=reader.integer("Percentage"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateState:
    """The module's firmware. Unknown parts are None."""

    module_type: str | None = None
    current_version: str | None = None
    available_version: str | None = None
    newer_available: bool | None = None
    in_progress: bool | None = None
    release_notes: str | None = None

    @classmethod
    def parse(cls, body: Mapping[str, Any]) -> UpdateState:
        """Read an `/Update` object. Never raises."""
        reader = FieldReader(body)
        return cls(
            module_type=reader.text("Type"),
            current_version=reader.text("CurrentVersion"),
            available_version=reader.text("AvailableVersion"),
            newer_available=reader.boolean("NewerAvailable"),
            in_progress=reader.boolean("UpdateInProgress"),
            release_notes=reader.text("ReleaseNotes"),
        )
