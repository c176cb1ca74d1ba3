"""On which network the device is: its own access point, one of the home's, or none."""

from collections.abc import Mapping
from enum import StrEnum

from .machine import Machine
from .values import Json, bad

_SCAN_SECONDS = 4.0
_OPEN, _WPA2 = 0, 3


class Network(StrEnum):
    """Where it can be reached."""

    ACCESS_POINT = "access-point"
    HOME = "home"
    NOWHERE = "nowhere"
    """It looks for a network it does not find, or whose key it does not have."""


class Wifi:
    """Station, access point and the scan for networks."""

    def __init__(self, machine: Machine, air: Mapping[str, str]) -> None:
        """Have these networks around, by name, with their keys."""
        self._machine = machine
        self._air = air
        self._scan_started: float | None = None

    @property
    def network(self) -> Network:
        """Return where the device is. The access point is at the same emulated address."""
        if self._machine.section("wifi_ap")["enabled"]:
            return Network.ACCESS_POINT
        if any(self._joins(name) for name in ("wifi_sta", "wifi_sta1")):
            return Network.HOME
        return Network.NOWHERE

    def join(self, ssid: str) -> None:
        """Be on a network since ever."""
        station = self._machine.section("wifi_sta")
        station.update(enabled=True, ssid=ssid)
        self._machine.secrets["wifi_sta", "key"] = self._air.get(ssid, "")
        self._machine.section("wifi_ap")["enabled"] = False

    def station_written(self, name: str) -> None:
        """Follow a write to a station: being one ends the access point, and the other way."""
        stations = ("wifi_sta", "wifi_sta1")
        if self._machine.section(name)["enabled"]:
            self._machine.section("wifi_ap")["enabled"] = False
        elif not any(self._machine.section(one)["enabled"] for one in stations):
            self._machine.section("wifi_ap")["enabled"] = True

    def access_point_written(self) -> None:
        """Follow a write to the access point."""
        if self._machine.section("wifi_ap")["enabled"]:
            for name in ("wifi_sta", "wifi_sta1"):
                self._machine.section(name)["enabled"] = False

    def check_station(self, name: str, params: dict[str, str]) -> None:
        """Refuse a static address that lacks something."""
        merged = {**self._echo_names(name), **params}
        if merged.get("ipv4_method") != "static":
            return
        needed = ["ip", "netmask"]
        if self._machine.firmware.wants_gateway:
            needed += ["gateway", "dns"]
        elif self._machine.section("cloud")["enabled"]:
            needed += ["gateway"]
        for parameter in needed:
            if not merged.get(parameter):
                raise bad(parameter)

    def scan(self) -> Json:
        """Carry out `/wifiscan`: started, in progress, done, and from the beginning."""
        if self.network is not Network.ACCESS_POINT:
            return {"wifiscan": "not AP mode", "results": []}
        now = self._machine.clock.now()
        if self._scan_started is None:
            self._scan_started = now
            return {"wifiscan": "started", "results": []}
        if now - self._scan_started < _SCAN_SECONDS:
            return {"wifiscan": "inprogress", "results": []}
        self._scan_started = None
        return {"wifiscan": "done", "results": [self._seen(one) for one in self._air]}

    def status(self, address: str) -> Json:
        """Return `wifi_sta` of `/status`."""
        connected = self.network is Network.HOME
        station = self._machine.section("wifi_sta")
        return {
            "connected": connected,
            "ssid": station["ssid"] if connected else None,
            "ip": address if connected else None,
            "rssi": -55 if connected else 0,
        }

    def _echo_names(self, name: str) -> dict[str, object]:
        station = self._machine.section(name)
        return {**station, "netmask": station["mask"], "gateway": station["gw"]}

    def _joins(self, name: str) -> bool:
        station = self._machine.section(name)
        key = self._air.get(str(station["ssid"]))
        known = self._machine.secrets.get((name, "key"), "")
        return bool(station["enabled"]) and key is not None and key in {"", known}

    def _seen(self, ssid: str) -> Json:
        return {
            "ssid": ssid,
            "auth": _WPA2 if self._air[ssid] else _OPEN,
            "channel": 6,
            "bssid": "02:00:00:00:00:01",
            "rssi": -55,
        }
