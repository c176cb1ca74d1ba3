"""What all parts of one device share: settings, secrets, the clock, and who is told of changes."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from ...clock import DeviceClock
from ...faults import Faults
from ...timers import Timers
from .faults import Fault
from .firmware import Firmware
from .model import Model
from .setters import CLOCK_FIELDS, Setter, Setters
from .values import BadParameterError, Json, bad

_POWER_UP = 1_760_000_000
"""Unix time at which every emulated device gets its power."""
_WRAP = 0x10000


class Machine:
    """The board of one device, without its parts."""

    def __init__(
        self,
        model: Model,
        mac: str,
        firmware: Firmware,
        clock: DeviceClock,
        timers: Timers,
        faults: Faults[Fault],
        settings: Json,
    ) -> None:
        """Power a board up."""
        self.model = model
        self.mac = mac
        self.firmware = firmware
        self.clock = clock
        self.timers = timers
        self.faults = faults
        self.settings = settings
        self.secrets: dict[tuple[str, ...], str] = {}
        self.config_changes = 0
        self.booted_at = 0.0
        self.source = "init"
        """Who caused what happens now, in the words of `source`."""
        self.on_change: Callable[[], None] = lambda: None
        self.on_restart: Callable[[], None] = lambda: None

    @property
    def uptime(self) -> int:
        """Return seconds since the last restart."""
        return int(self.clock.now() - self.booted_at)

    @property
    def has_time(self) -> bool:
        """Return whether it ever heard the time: not on its own access point."""
        return not (
            self.section("wifi_ap")["enabled"] or self.faults.active(Fault.NO_CLOCK)
        )

    def unixtime(self) -> int:
        """Return the time of day, 0 if it never heard it."""
        return int(_POWER_UP + self.clock.now()) if self.has_time else 0

    def local_timestamp(self) -> int:
        """Return what meters stamp with: local time as if it were UTC (recorded)."""
        offset = self.settings["tz_utc_offset"]
        assert isinstance(offset, int)
        return self.unixtime() + offset if self.has_time else 0

    def wall_clock(self) -> str:
        """Return hours and minutes, empty if it never heard them."""
        if not self.has_time:
            return ""
        at = datetime.fromtimestamp(0, UTC) + timedelta(seconds=self.local_timestamp())
        return f"{at:%H:%M}"

    def section(self, *path: str | int) -> Json:
        """Return an object within the settings."""
        node: object = self.settings
        for step in path:
            node = node[step]  # type: ignore[index]  # the settings are our own
        assert isinstance(node, dict)
        return node

    def write(
        self, setters: Setters, target: Json, params: dict[str, str], where: str = ""
    ) -> bool:
        """Write what the device knows of these parameters, all or nothing; the rest is ignored.

        Returns whether a restart follows.
        """
        wishes = [
            (setter, _parse(name, setter, value))
            for name, value in params.items()
            if (setter := setters.get(name)) and _exists(setter, target)
        ]
        if any(setter.path[-1] == "schedule_rules" for setter, _ in wishes):
            self._need_time()
        changed = False
        for setter, value in wishes:
            changed |= self._assign(setter, target, value, where)
        if changed:
            self.count_change()
        return any(
            setter.reboots and (changed or setter.path == ("eco_mode_enabled",))
            for setter, _ in wishes
        )

    def count_change(self) -> None:
        """Let everybody see that settings are no longer what they were."""
        self.config_changes = (self.config_changes + 1) % _WRAP
        self.on_change()

    def _assign(self, setter: Setter, target: Json, value: object, where: str) -> bool:
        if setter.secret:
            place = (where, *setter.path)
            changed = self.secrets.get(place) != value
            self.secrets[place] = str(value)
            return changed
        owner = target
        for step in setter.path[:-1]:
            inner = owner[step]
            assert isinstance(inner, dict)
            owner = inner
        name = setter.path[-1]
        if name in CLOCK_FIELDS and self.settings["tzautodetect"]:
            return False
        changed = owner[name] != value
        owner[name] = value
        return changed

    def _need_time(self) -> None:
        if not self.has_time:
            raise BadParameterError("Timezone and time should be set")


def _exists(setter: Setter, target: Json) -> bool:
    node: object = target
    path = setter.path[:-1] if setter.secret else setter.path
    for step in path:
        if not isinstance(node, dict) or step not in node:
            return False
        node = node[step]
    return True


def _parse(name: str, setter: Setter, value: str) -> object:
    try:
        return setter.parse(value)
    except ValueError as err:
        raise bad(name) from err
