"""What Freehold knows of a Gen1 device at one moment."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
import re
from typing import Final

from ..protocol.gen1.device_settings import Gen1Settings
from ..protocol.gen1.status import Gen1Status
from ..protocol.info import DeviceInfo
from ..versions import is_newer

_WAVER: Final = timedelta(minutes=1)
"""Whole seconds of uptime, and the way of an answer: a moment is not told anew for that."""
_VERSION: Final = re.compile(r"/v?(\d[\w.-]*?)(?:-g[0-9a-f]+|@[0-9a-f]+)?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityFacts:
    """Which doors of the device are open; None: it does not say."""

    no_password: bool
    open_access_point: bool | None
    cloud: bool | None
    """The maker can reach it. That is its owner's choice, and no open door."""

    @classmethod
    def of(cls, info: DeviceInfo, settings: Gen1Settings) -> SecurityFacts:
        """Read the configuration. An access point that is off is closed, whatever its key."""
        enabled, protected = (
            settings.access_point_enabled,
            settings.access_point_protected,
        )
        if enabled is False or protected:
            is_open: bool | None = False
        else:
            is_open = None if enabled is None or protected is None else True
        return cls(
            no_password=not info.auth_required,
            open_access_point=is_open,
            cloud=settings.cloud_enabled,
        )

    @property
    def is_open(self) -> bool:
        """Whether somebody near it or on the network can do what the owner would not allow."""
        return bool(self.no_password or self.open_access_point)


@dataclass(frozen=True, slots=True, kw_only=True)
class Firmware:
    """What runs, and what is newer; None where there is nothing newer."""

    installed: str | None = None
    """"1.14.0"."""
    stable: str | None = None
    beta: str | None = None

    @classmethod
    def of(cls, info: DeviceInfo, status: Gen1Status) -> Firmware:
        """Compare what the device was offered with what it runs."""
        update = status.update
        installed = version_of(info.firmware_id) or version_of(update.installed)

        def newer(offered: str | None) -> str | None:
            version = version_of(offered)
            if version is None or installed is None:
                return None
            return version if is_newer(version, installed) else None

        return cls(
            installed=installed,
            stable=newer(update.stable) if update.has_update is not False else None,
            beta=newer(update.beta),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Gen1State:
    """What a device told of itself. What runs on by itself is left out of `status`."""

    info: DeviceInfo
    settings: Gen1Settings
    status: Gen1Status
    security: SecurityFacts
    firmware: Firmware
    started_at: datetime | None = None
    updating: bool = False


def assemble(
    info: DeviceInfo,
    settings: Gen1Settings,
    status: Gen1Status,
    *,
    started_at: datetime | None,
    updating: bool,
) -> Gen1State:
    """Put a state together."""
    return Gen1State(
        info=info,
        settings=settings,
        status=replace(status, uptime_seconds=None, unixtime=None),
        security=SecurityFacts.of(info, settings),
        firmware=Firmware.of(info, status),
        started_at=started_at,
        updating=updating or status.update.in_progress,
    )


def start_of(
    uptime_seconds: int | None, previous: datetime | None, now: datetime
) -> datetime | None:
    """Turn the uptime into a moment that does not waver with the way it is told."""
    if uptime_seconds is None:
        return previous
    moment = now.replace(microsecond=0) - timedelta(seconds=uptime_seconds)
    if previous is not None and abs(moment - previous) <= _WAVER:
        return previous
    return moment


def version_of(firmware: str | None) -> str | None:
    """Return "1.14.1-rc1" of "20231107-164128/v1.14.1-rc1-g0617c15"."""
    match = _VERSION.search(firmware or "")
    return match[1] if match else None
