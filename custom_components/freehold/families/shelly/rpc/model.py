"""What Freehold knows of a device of generation 2 to 4 at one moment."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from ..protocol.info import DeviceInfo
from ..protocol.rpc.status import ComponentStatus, Status
from ..versions import is_for, is_newer

EMPTY: Final[Mapping[str, Any]] = {}

_WAVER: Final = timedelta(minutes=1)
"""Whole seconds of uptime, and the way of an answer: a moment is not told anew for that."""


@dataclass(frozen=True, slots=True)
class FirmwareOffers:
    """Firmware that is newer than the installed one; None where there is none."""

    stable: str | None = None
    beta: str | None = None

    @classmethod
    def of(cls, info: DeviceInfo, sys: ComponentStatus) -> FirmwareOffers:
        """Compare what the device was offered with what it runs."""
        offers = sys.get("available_updates")
        if not isinstance(offers, dict):
            return cls()

        def newer(stage: str) -> str | None:
            offer = offers.get(stage)
            version = offer.get("version") if isinstance(offer, dict) else None
            if not isinstance(version, str) or not is_for(info.app, version):
                return None
            return version if is_newer(version, info.firmware or "") else None

        return cls(newer("stable"), newer("beta"))


@dataclass(frozen=True, slots=True)
class Updating:
    """New firmware is on its way into the device."""

    percent: float | None = None
    """None: it does not say how far it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityFacts:
    """Which doors of the device are open; None: it does not say."""

    no_password: bool
    open_access_point: bool | None
    bluetooth_commands: bool | None
    """Anybody near can command it: Bluetooth asks for no password."""
    cloud: bool | None
    """The maker can reach it. That is its owner's choice, and no open door."""

    @classmethod
    def of(cls, info: DeviceInfo, config: Status) -> SecurityFacts:
        """Read the configuration."""
        ble = config.get("ble", EMPTY)
        commands = _flag(_part(ble, "rpc"), "enable")
        return cls(
            no_password=not info.auth_required,
            open_access_point=_both(
                _flag(access_point := _part(config.get("wifi", EMPTY), "ap"), "enable"),
                _flag(access_point, "is_open"),
            ),
            # Firmware 2 has no switch above it any more.
            bluetooth_commands=commands and ble.get("enable") is not False,
            cloud=_flag(config.get("cloud", EMPTY), "enable"),
        )

    @property
    def is_open(self) -> bool:
        """Whether somebody on the network or near it can do what the owner would not allow."""
        return bool(
            self.no_password or self.open_access_point or self.bluetooth_commands
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RpcState:
    """What a device told of itself. A component that did not change is the same object as before."""

    info: DeviceInfo
    config: Status
    status: Status
    security: SecurityFacts
    offers: FirmwareOffers
    started_at: datetime | None = None
    updating: Updating | None = None

    @property
    def revision(self) -> int | None:
        """Of the configuration: every change of it counts one up."""
        told = revision_of(self.status)
        return revision_of(self.config) if told is None else told


def changed_between(before: RpcState | None, after: RpcState) -> Collection[str] | None:
    """Return the keys of components whose status is another; None where more is another."""
    if (
        before is None
        or before.info is not after.info
        or before.config is not after.config
        or before.updating is not after.updating
    ):
        return None
    old, new = before.status, after.status
    changed = {key for key, part in new.items() if old.get(key) is not part}
    return changed | (old.keys() - new.keys())


def revision_of(place: Status) -> int | None:
    """Return the revision that `sys` tells, in its status or its configuration."""
    revision = number_of(place.get("sys", EMPTY).get("cfg_rev"))
    return None if revision is None else int(revision)


def number_of(value: Any) -> float | None:
    """Return a number as it came; None for anything else. Firmwares change int for float."""
    return value if type(value) in (int, float) else None


def assemble(
    info: DeviceInfo,
    config: Status,
    status: Status,
    *,
    previous: RpcState | None,
    now: datetime,
    updating: Updating | None = None,
) -> RpcState:
    """Make a state, working out again only what can have changed."""
    sys = status.get("sys", EMPTY)
    same_sys = previous is not None and previous.status.get("sys", EMPTY) is sys
    same_info = previous is not None and previous.info is info
    if previous is not None and same_sys:
        started_at = previous.started_at
    else:
        started_at = _started_at(sys, previous.started_at if previous else None, now)
    return RpcState(
        info=info,
        config=config,
        status=status,
        security=previous.security
        if previous is not None and same_info and previous.config is config
        else SecurityFacts.of(info, config),
        offers=previous.offers
        if previous is not None and same_info and same_sys
        else FirmwareOffers.of(info, sys),
        started_at=started_at,
        updating=updating,
    )


def _started_at(
    sys: ComponentStatus, previous: datetime | None, now: datetime
) -> datetime | None:
    """Turn the uptime into a moment that does not waver with the way it is told."""
    uptime = number_of(sys.get("uptime"))
    if uptime is None:
        return previous
    moment = now.replace(microsecond=0) - timedelta(seconds=int(uptime))
    if previous is not None and abs(moment - previous) <= _WAVER:
        return previous
    return moment


def _part(component: ComponentStatus, name: str) -> ComponentStatus:
    part = component.get(name)
    return part if isinstance(part, dict) else EMPTY


def _flag(component: ComponentStatus, name: str) -> bool | None:
    value = component.get(name)
    return value if isinstance(value, bool) else None


def _both(first: bool | None, second: bool | None) -> bool | None:
    """Three-valued: a network that is off is closed, whatever its password."""
    if first is False or second is False:
        return False
    return None if first is None or second is None else True
