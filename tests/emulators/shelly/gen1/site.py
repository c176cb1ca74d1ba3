"""The resources of a device, by path: a query or a form is a write, the answer an echo."""

from collections.abc import Callable, Mapping
import re

from . import setters
from .actions import Actions
from .coiot_sensors import Description
from .login import Login
from .machine import Machine
from .parts import Parts, hidden
from .setters import Setters
from .values import Json, bad
from .wifi import Network, Wifi

type Params = list[tuple[str, str]]
type Handler = Callable[[Params], Json]

_CHANNEL = re.compile(r"^(/.*?)/(\d+)(/calibrate)?$")
_RESTART_SECONDS = 1.0
_LEAVE_SECONDS = 0.5
"""Modelled: the answer still arrives before the network changes."""
_SETTINGS_OF: Mapping[str, tuple[str, Setters]] = {
    "/settings/relay": ("relays", setters.RELAY),
    "/settings/roller": ("rollers", setters.ROLLER),
    "/settings/light": ("lights", setters.LIGHT),
    "/settings/white": ("lights", setters.LIGHT),
    "/settings/input": ("inputs", setters.INPUT),
    "/settings/favorites": ("favorites", setters.FAVORITE),
}
_CONTROLS: Mapping[str, str] = {
    "/relay": "relays",
    "/roller": "rollers",
    "/light": "lights",
    "/white": "lights",
}


class NotFoundError(Exception):
    """There is no such resource on this device."""


class Site:
    """What can be read and written. It knows no HTTP."""

    def __init__(
        self,
        machine: Machine,
        wifi: Wifi,
        login: Login,
        actions: Actions,
        parts: Parts,
        base_status: Json,
        *,
        address: Callable[[], str],
        serial: Callable[[], int],
        reset: Callable[[], None],
    ) -> None:
        """Serve this device; `base_status` is what never changes in `/status`."""
        self._machine = machine
        self._wifi = wifi
        self._login = login
        self._actions = actions
        self.parts = parts
        self._base_status = base_status
        self._address = address
        self._serial = serial
        self._reset = reset
        self._routes: Mapping[str, Handler] = {
            "/shelly": lambda params: self.identity(),
            "/status": lambda params: self.status(),
            "/settings": self._write_settings,
            "/settings/advanced": self._write_settings,
            "/settings/ap": self._write_access_point,
            "/settings/sta": lambda params: self._write_station("wifi_sta", params),
            "/settings/sta1": lambda params: self._write_station("wifi_sta1", params),
            "/settings/login": lambda params: login.write(dict(params)),
            "/settings/cloud": self._write_cloud,
            "/settings/actions": self._write_actions,
            "/ota": lambda params: machine.firmware.update(dict(params)),
            "/ota/check": lambda params: {"status": "ok"},
            "/reboot": self._reboot,
            "/wifiscan": lambda params: wifi.scan(),
            "/cit/d": lambda params: self._description(),
        }

    def forget_actions(self, actions: Actions) -> None:
        """Have other actions from now on: those of the factory."""
        self._actions = actions

    def serve(self, path: str, params: Params) -> Json:
        """Answer a request."""
        if handler := self._routes.get(path):
            return handler(params)
        if found := _CHANNEL.match(path):
            base, index, calibrate = found[1], int(found[2]), bool(found[3])
            if base in _SETTINGS_OF and not calibrate:
                return self._write_channel(base, index, dict(params))
            if base in _CONTROLS:
                return self._control(base, index, dict(params), calibrate=calibrate)
        raise NotFoundError(path)

    def identity(self) -> Json:
        """Return `/shelly`."""
        device, model = self._machine.section("device"), self._machine.model
        return {
            "type": device["type"],
            "mac": self._machine.mac,
            "auth": self._login.enabled,
            "fw": self._machine.firmware.installed,
            "discoverable": self._machine.settings["discoverable"],
            **({"longid": 1} if model.long_id else {}),
            **{
                name: value
                for name, value in device.items()
                if name not in {"type", "mac", "hostname"}
            },
        }

    def status(self) -> Json:
        """Return `/status`."""
        machine = self._machine
        cloud = self._cloud()
        left_out = hidden(machine.settings.get("mode"))
        base = {
            name: value for name, value in self._base_status.items() if name != left_out
        }
        return {
            "wifi_sta": self._wifi.status(self._address()),
            "cloud": cloud,
            "mqtt": {"connected": False},
            "time": machine.wall_clock(),
            "unixtime": machine.unixtime(),
            "serial": self._serial(),
            "has_update": machine.firmware.has_update,
            "mac": machine.mac,
            "cfg_changed_cnt": machine.config_changes,
            "actions_stats": {"skipped": 0},
            **base,
            **self.parts.status(),
            "update": machine.firmware.status(),
            "ram_total": 51688,
            "ram_free": 39720,
            "fs_size": 233681,
            "fs_free": 150851,
            "uptime": machine.uptime,
        }

    def settings(self) -> Json:
        """Return `/settings`."""
        machine = self._machine
        names = machine.section("actions")["names"]
        return {
            **machine.settings,
            "device": {**machine.section("device"), "mac": machine.mac},
            "login": self._login.echo(),
            "fw": machine.firmware.installed,
            "build_info": {
                **machine.section("build_info"),
                "build_id": machine.firmware.installed,
            },
            "cloud": self._cloud(),
            "actions": {"active": self._actions.active, "names": names},
            "time": machine.wall_clock(),
            "unixtime": machine.unixtime(),
            **self.parts.settings(),
        }

    def values(self) -> Json:
        """Return `cit/s`."""
        facts = {**self.status(), "mode": self._machine.settings.get("mode")}
        return self._of_mode().values(facts)

    def _description(self) -> Json:
        if not self._machine.firmware.describes_over_http:
            raise NotFoundError("/cit/d")
        return self.description()

    def description(self) -> Json:
        """Return `cit/d`."""
        return self._of_mode().describe()

    def _of_mode(self) -> Description:
        descriptions = self._machine.model.descriptions
        return descriptions.get(str(self._machine.settings.get("mode"))) or next(
            iter(descriptions.values())
        )

    def _cloud(self) -> Json:
        enabled = self._machine.section("cloud")["enabled"]
        return {
            "enabled": enabled,
            "connected": bool(enabled) and self._wifi.network is Network.HOME,
        }

    def _write_settings(self, params: Params) -> Json:
        wishes = dict(params)
        if wishes.get("reset", "").lower() in {"true", "1"}:
            self._machine.timers.after(_RESTART_SECONDS, self._reset)
            return self.settings()
        modes = self._machine.model.modes
        if "mode" in wishes and modes and wishes["mode"] not in modes:
            raise bad("mode")
        if self._machine.write(
            setters.SETTINGS, self._machine.settings, wishes, "mqtt"
        ):
            self._restart_soon()
        return self.settings()

    def _write_access_point(self, params: Params) -> Json:
        target = self._machine.section("wifi_ap")
        self._machine.write(setters.ACCESS_POINT, target, dict(params))
        if params:
            self._machine.timers.after(
                _LEAVE_SECONDS, self._follow(self._wifi.access_point_written)
            )
        return target

    def _write_station(self, name: str, params: Params) -> Json:
        target = self._machine.section(name)
        if params:
            self._wifi.check_station(name, dict(params))
            self._machine.write(setters.STATION, target, dict(params), name)
            self._machine.timers.after(
                _LEAVE_SECONDS, self._follow(lambda: self._wifi.station_written(name))
            )
        return target

    def _follow(self, act: Callable[[], None]) -> Callable[[], None]:
        def follow() -> None:
            act()
            self._machine.on_change()

        return follow

    def _write_cloud(self, params: Params) -> Json:
        self._machine.write(setters.CLOUD, self._machine.section("cloud"), dict(params))
        return self._cloud()

    def _write_actions(self, params: Params) -> Json:
        if params and self._actions.write(params):
            self._machine.count_change()
        return self._actions.echo()

    def _write_channel(self, base: str, index: int, params: dict[str, str]) -> Json:
        name, known = _SETTINGS_OF[base]
        targets = self._machine.settings.get(name)
        if not isinstance(targets, list) or index >= len(targets):
            raise NotFoundError(base)
        self._machine.write(known, targets[index], params)
        live = getattr(self.parts, name, [])
        if index < len(live) and hasattr(live[index], "settings"):
            echo: Json = live[index].settings()
            return echo
        target: Json = targets[index]
        return target

    def _control(
        self, base: str, index: int, params: dict[str, str], *, calibrate: bool
    ) -> Json:
        parts = getattr(self.parts, _CONTROLS[base])
        if index >= len(parts) or (calibrate and base != "/roller"):
            raise NotFoundError(base)
        if calibrate:
            self._machine.section("rollers", index)["positioning"] = True
        else:
            parts[index].control(params)
        status: Json = parts[index].status()
        return status

    def _reboot(self, params: Params) -> Json:
        self._restart_soon()
        return {"ok": True}

    def _restart_soon(self) -> None:
        self._machine.timers.after(_RESTART_SECONDS, self._machine.on_restart)
