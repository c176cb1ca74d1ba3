"""What of `/settings` decides how a device is treated (docs/protocols/shelly-gen1.md, Settings)."""

from dataclasses import dataclass
from typing import Any, Final

from .reader import JsonReader

_UNIT_SECONDS: Final = {"m": 60, "h": 3600}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gen1Settings:
    """A device's configuration, as far as this program itself needs it."""

    name: str | None = None
    """Given by the owner; gone after a reset."""
    hostname: str | None = None
    model: str | None = None
    firmware: str | None = None
    mode: str | None = None
    """`relay`, `roller`, `color` or `white`."""
    login_enabled: bool | None = None
    username: str | None = None
    access_point_enabled: bool | None = None
    access_point_protected: bool | None = None
    """None: firmware that does not show the key."""
    cloud_enabled: bool | None = None
    mqtt_enabled: bool | None = None
    coiot_enabled: bool | None = None
    coiot_peer: str | None = None
    """Where pushes go; None: to everybody."""
    coiot_period_seconds: int | None = None
    sleep_period_seconds: int | None = None
    """None: it does not sleep."""
    unreadable: frozenset[str] = frozenset()
    """Paths of members whose value made no sense."""

    @classmethod
    def parse(cls, body: Any) -> Gen1Settings:
        """Read a `/settings` object. Never raises."""
        reader = JsonReader(body)
        device, login, access_point, coiot = (
            reader.child(name) for name in ("device", "login", "wifi_ap", "coiot")
        )
        return cls(
            name=reader.text("name"),
            hostname=device.text("hostname"),
            model=device.text("type"),
            firmware=reader.text("fw"),
            mode=reader.text("mode"),
            login_enabled=login.truth("enabled"),
            username=login.text("username"),
            access_point_enabled=access_point.truth("enabled"),
            access_point_protected=access_point.text("key") is not None
            if "key" in access_point
            else None,
            cloud_enabled=reader.child("cloud").truth("enabled"),
            mqtt_enabled=reader.child("mqtt").truth("enable"),
            coiot_enabled=coiot.truth("enabled"),
            coiot_peer=coiot.text("peer"),
            coiot_period_seconds=coiot.whole("update_period"),
            sleep_period_seconds=_sleep_seconds(reader.child("sleep_mode")),
            unreadable=frozenset(reader.unreadable),
        )

    @property
    def push_period_seconds(self) -> int | None:
        """How often a push is due; None: never."""
        if self.coiot_enabled is False:
            return None
        return self.sleep_period_seconds or self.coiot_period_seconds


def _sleep_seconds(reader: JsonReader) -> int | None:
    period = reader.whole("period")
    unit = _UNIT_SECONDS.get(reader.text("unit") or "")
    return None if period is None or unit is None else period * unit
