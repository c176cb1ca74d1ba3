"""Everything that a Gen1 device told, and what follows from it."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import datetime
import logging
from typing import Any, Final

from ....connection.errors import ProtocolError
from ...contract import JsonObject, Part
from ...descriptions import DeviceEvent, Entities
from ..identity import identity_of
from ..protocol.gen1.coiot import CoiotValue
from ..protocol.gen1.coiot_description import CoiotSensor
from ..protocol.gen1.coiot_update import apply_readings
from ..protocol.gen1.components import Roller
from ..protocol.gen1.device_settings import Gen1Settings
from ..protocol.gen1.settings import redacted
from ..protocol.gen1.status import Gen1Status
from ..protocol.info import DeviceInfo
from .evidence import was_reset
from .happenings import Presses
from .layout import Layout, layout_of
from .model import Gen1State, assemble, start_of

_LOGGER = logging.getLogger(__name__)

type Describe = Callable[[Layout], Entities[Any, Gen1State]]
"""Tells the entities of channels."""

_ONLY_PUSHED: Final = ("energy_wh",)
"""What CoIoT tells of a roller and `/status` does not."""


class Knowledge:
    """Takes in what the device tells; asks nothing."""

    def __init__(
        self, mac: str, describe: Describe, now: Callable[[], datetime]
    ) -> None:
        """Know nothing but the MAC, 12 upper-case digits."""
        self._describe = describe
        self._now = now
        self.info = DeviceInfo(mac=mac, generation=1, model="")
        self.identity = identity_of(self.info)
        self.settings = Gen1Settings()
        self.description: dict[int, CoiotSensor] = {}
        self.state: Gen1State | None = None
        self.entities: Entities[Any, Gen1State] = Entities()
        self.heard: datetime | None = None
        self.sleeps = False
        """It is reachable for seconds after it woke."""
        self._status = Gen1Status()
        self._layout = Layout()
        self._seen: dict[str, frozenset[str]] = {}
        self._presses = Presses()
        self._info_body: JsonObject = {}
        self._settings_body: JsonObject = {}
        self._status_body: JsonObject = {}
        self._readings: dict[int, CoiotValue] = {}
        self._updating = False
        self.settings_count: int | None = None
        """How many changes were counted when the configuration was read."""

    @property
    def parts(self) -> Mapping[str, Part]:
        """What gets a place of its own in the device registry."""
        return self._layout.parts

    @property
    def is_battery_powered(self) -> bool:
        """It has a battery and nothing charges it."""
        sensors = self._status.sensors
        return sensors.battery_percent is not None and not sensors.charging

    @property
    def is_moving(self) -> bool:
        """A roller is on its way."""
        return any(r.state in ("open", "close") for r in self._status.rollers)

    def forgot(
        self, info_body: JsonObject, settings_body: JsonObject, status: Gen1Status
    ) -> bool:
        """Tell whether a configuration that was read is that of a device that was reset."""
        if self.state is None:
            return False
        found = assemble(
            DeviceInfo.parse(info_body),
            Gen1Settings.parse(settings_body),
            status,
            started_at=self._started_at(status),
            updating=False,
        )
        return was_reset(self.state, found)

    def has_restarted(self, status: Gen1Status) -> bool:
        """Tell whether it started again since the last reading."""
        known, found = (
            self.state.started_at if self.state else None,
            self._started_at(status),
        )
        return known is not None and found is not None and found > known

    def take_configuration(
        self,
        info_body: JsonObject,
        settings_body: JsonObject,
        settings_count: int | None,
    ) -> None:
        """Take in `/shelly` and `/settings`. Raises ProtocolError, NotShellyError."""
        info, settings = (
            DeviceInfo.parse(info_body),
            Gen1Settings.parse(settings_body),
        )
        if settings.mode != self.settings.mode:
            # Another mode is another device: nothing of the last one counts.
            self._seen.clear()
            self.description = {}
        self.info = replace(info, name=settings.name or info.name)
        self.settings = settings
        self.sleeps = bool(info.sleeps or _sleeps(settings_body))
        self.identity = identity_of(self.info)
        self._info_body, self._settings_body = info_body, settings_body
        self.settings_count = settings_count

    def take_status(
        self, body: JsonObject, status: Gen1Status, *, crossed: bool
    ) -> list[DeviceEvent]:
        """Take in `/status`; `crossed` by a push, it is older than that or as old."""
        status = _kept(status, self._status)
        self._status_body = body
        if crossed:
            status = apply_readings(status, self.description, self._readings)
        else:
            self._readings = {}
        self.heard = self._now()
        self._show(status)
        return self._presses.follow(status.inputs)

    def take_push(self, readings: Mapping[int, CoiotValue]) -> list[DeviceEvent]:
        """Take in what CoIoT told."""
        self._readings |= readings
        self.heard = self._now()
        self._show(apply_readings(self._status, self.description, readings))
        inputs, reasons = self._status.inputs, self._status.wake_reasons
        return self._presses.follow(
            inputs, woke_for_press=self.sleeps and reasons == ("button",)
        )

    def take_updating(self, *, updating: bool) -> None:
        """New firmware is on its way, or is not any more."""
        self._updating = updating
        if self.state is not None:
            self.state = replace(
                self.state, updating=updating or self._status.update.in_progress
            )

    def remember(self) -> JsonObject:
        """Return what `recall` reads. It holds no password, no place and no network."""
        return {
            "info": redacted(self._info_body),
            "settings": redacted(self._settings_body),
            "status": redacted(self._status_body),
            "description": {
                str(number): asdict(sensor)
                for number, sensor in self.description.items()
            },
            "readings": {str(n): value for n, value in self._readings.items()},
            "settings_count": self.settings_count,
            "seen": {key: sorted(members) for key, members in self._seen.items()},
            "started_at": _text(self.state.started_at if self.state else None),
            "heard": _text(self.heard),
        }

    def recall(self, memory: Mapping[str, Any]) -> None:
        """Take up what was remembered; drop what this version cannot read."""
        try:
            info_body = {**memory["info"], "mac": self.info.mac}
            self.description = {
                int(number): CoiotSensor(**sensor)
                for number, sensor in memory["description"].items()
            }
            description = self.description
            self.take_configuration(
                info_body, dict(memory["settings"]), memory["settings_count"]
            )
            self.description = description
            self._seen = {key: frozenset(m) for key, m in memory["seen"].items()}
            self._status_body = dict(memory["status"])
            self._readings = {
                int(number): tuple(value) if isinstance(value, list) else value
                for number, value in memory["readings"].items()
            }
            started_at, self.heard = (
                _moment(memory["started_at"]),
                _moment(memory["heard"]),
            )
        except (KeyError, TypeError, ValueError, AttributeError, ProtocolError) as err:
            _LOGGER.warning(
                "What was remembered of %s cannot be read and is asked anew: %r",
                self.identity.name,
                err,
            )
            return
        status = Gen1Status.parse(self._status_body)
        status = apply_readings(status, self.description, self._readings)
        # Its uptime was that of another day.
        status = replace(status, uptime_seconds=None)
        self._presses.recall(status.inputs)
        self._show(status, started_at)

    def _show(self, status: Gen1Status, started_at: datetime | None = None) -> None:
        started_at = started_at or self._started_at(status)
        # From now on the uptime is older than the rest.
        self._status = status = replace(status, uptime_seconds=None)
        layout = layout_of(
            self.identity.name,
            self.info,
            self._settings_body,
            status,
            self._seen,
        )
        if layout != self._layout:
            self._layout = layout
            self.entities = self._describe(layout)
        self.state = assemble(
            self.info,
            self.settings,
            status,
            started_at=started_at,
            updating=self._updating,
        )

    def _started_at(self, status: Gen1Status) -> datetime | None:
        known = self.state.started_at if self.state else None
        return start_of(status.uptime_seconds, known, self._now())


def _kept(status: Gen1Status, before: Gen1Status) -> Gen1Status:
    """Keep of the last reading what only pushes tell."""
    if len(status.rollers) != len(before.rollers):
        return status

    def merged(roller: Roller, known: Roller) -> Roller:
        return replace(
            roller, **{member: getattr(known, member) for member in _ONLY_PUSHED}
        )

    return replace(
        status, rollers=tuple(map(merged, status.rollers, before.rollers, strict=True))
    )


def _sleeps(settings_body: JsonObject) -> bool:
    device = settings_body.get("device")
    return isinstance(device, dict) and device.get("sleep_mode") is True


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
