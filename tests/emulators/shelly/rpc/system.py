"""Components that every device has and that do more than keep what they are told."""

from collections.abc import Callable, Mapping
from copy import deepcopy
import time
from typing import Any, override

from ...timers import Timer
from .arguments import fits
from .board import Json
from .component import Component
from .errors import Code, RpcError, invalid

_JOINING_SECONDS = 3.0
_SHORTEST_PASSWORD = 8


class Sys(Component):
    """`sys`: the device itself."""

    facts: Callable[[], Json] = dict
    """Revisions, updates and what else the device knows about itself."""
    clock_set: Callable[[], bool] = lambda: True
    on_configured: Callable[[], None] = lambda: None
    booted = 0.0
    reset_reason = 1

    @override
    def boot(self) -> None:
        self.booted = self.board.now()
        self.board.restart_required = False

    @override
    def configuration(self) -> Json:
        return {**self.config, "cfg_rev": self.board.cfg_rev}

    @override
    def status(self) -> Json:
        unixtime = int(self.board.unixtime())
        known = self.clock_set()
        return {
            **self.state,
            "mac": self.config["device"]["mac"],
            "restart_required": self.board.restart_required,
            "time": time.strftime("%H:%M", time.gmtime(unixtime)) if known else None,
            "unixtime": unixtime if known else None,
            "last_sync_ts": unixtime // 60 * 60 if known else None,
            "uptime": int(self.board.now() - self.booted) + 1,
            "ram_size": 250596,
            "ram_free": 127644,
            "ram_min_free": 102668,
            "fs_size": 393216,
            "fs_free": 126976,
            "cfg_rev": self.board.cfg_rev,
            **self.facts(),
            "reset_reason": self.reset_reason,
            "utc_offset": 0,
        }

    @override
    def configure(self, wanted: Mapping[str, Any]) -> bool:
        wanted = dict(wanted)
        if "location" in wanted and wanted["location"] is None:
            wanted["location"] = {"tz": None, "lat": None, "lon": None}
        return super().configure(wanted)

    @override
    def configured(self) -> None:
        self.on_configured()


class _WithPasswords(Component):
    """Keeps passwords and never shows them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Know no password."""
        super().__init__(*args, **kwargs)
        self.passwords: dict[str, str | None] = {}


class Mqtt(_WithPasswords):
    """`mqtt`."""

    @override
    def configure(self, wanted: Mapping[str, Any]) -> bool:
        wanted = dict(wanted)
        if "pass" not in wanted:
            return super().configure(wanted)
        password = wanted.pop("pass")
        if password is not None and not fits(password, str):
            raise invalid("pass")
        super().configure(wanted)
        self.passwords[""] = password
        self.board.written(self.key, restart=True)
        return True


class Wifi(_WithPasswords):
    """`wifi`: joins networks that are in the air, and is an access point besides."""

    air: Mapping[str, str | None] = {}
    """SSID and password of every network around."""
    address: Callable[[], str] = lambda: "127.0.0.1"
    on_joined: Callable[[bool], None] = lambda joined: None
    _joining: Timer | None = None

    @property
    def joined(self) -> bool:
        """Return whether it is on the owner's network."""
        return bool(self.state["status"] == "got ip")

    @override
    def boot(self) -> None:
        self._stop_joining()
        self._join()

    @override
    def configure(self, wanted: Mapping[str, Any]) -> bool:
        wanted = deepcopy(dict(wanted))
        before = deepcopy(self.config)
        passwords: dict[str, str | None] = {}
        for name in ("ap", "sta", "sta1"):
            part = wanted.get(name)
            if isinstance(part, dict) and "pass" in part:
                password = passwords[name] = part.pop("pass")
                if password is not None and (
                    not fits(password, str) or len(password) < _SHORTEST_PASSWORD
                ):
                    raise invalid("pass")
        wants_open = isinstance(wanted.get("ap"), dict) and wanted["ap"].get("is_open")
        if wanted.get("ap", {}).get("is_open") is False and not (
            passwords.get("ap") or self.passwords.get("ap")
        ):
            raise invalid("is_open")
        restart = super().configure(wanted)
        if wants_open:
            self.passwords["ap"] = None
        for name in self._stations:
            if (
                self.config[name]["ssid"] != before[name]["ssid"]
                and name not in passwords
            ):
                self.passwords[name] = None
        self.passwords |= passwords
        for name in ("ap", *self._stations):
            self.config[name]["is_open"] = not self.passwords.get(name)
        if passwords and self.config == before:
            self.board.written(self.key, restart=False)
        if passwords.keys() & {"sta", "sta1"} or any(
            self.config[name] != before[name] for name in self._stations
        ):
            self._stop_joining()
            self._joining = self.board.after(_JOINING_SECONDS, self._join)
            if not self.joined:
                self.change(status="connecting")
        return restart

    @property
    def _stations(self) -> tuple[str, ...]:
        return tuple(name for name in ("sta", "sta1") if name in self.config)

    def seed(self, ssid: str) -> None:
        """Have been set up in a home long ago."""
        self.passwords["sta"] = self.air[ssid]
        self.config["sta"] |= {
            "ssid": ssid,
            "enable": True,
            "is_open": self.air[ssid] is None,
        }
        self.config["ap"]["enable"] = False

    def _join(self) -> None:
        was_joined = self.joined
        around = map(self._reachable, self._stations)
        ssid = next((ssid for ssid in around if ssid is not None), None)
        joined = ssid is not None
        self.state |= {
            "sta_ip": self.address() if joined else None,
            "status": "got ip" if joined else "disconnected",
            "ssid": ssid,
            "rssi": -52 if joined else 0,
        }
        self.publish(dict(self.state))
        if joined != was_joined:
            self.on_joined(joined)

    def _reachable(self, name: str) -> str | None:
        station, password = self.config[name], self.passwords.get(name)
        ssid: str | None = station["ssid"]
        if ssid is None or not station["enable"] or ssid not in self.air:
            return None
        if self.air[ssid] == password:
            return ssid
        return None

    def _stop_joining(self) -> None:
        if self._joining is not None:
            self._joining.cancel()
            self._joining = None


class Eth(Component):
    """`eth`: no cable is plugged in."""

    @override
    def configure(self, wanted: Mapping[str, Any]) -> bool:
        if wanted.get("ipv4mode") == "static" and not wanted.get("ip"):
            raise RpcError(Code.INVALID_ARGUMENT, "Invalid static IP configuration!")
        return super().configure(wanted)
