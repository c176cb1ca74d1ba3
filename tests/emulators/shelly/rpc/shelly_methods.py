"""`Shelly.*`: what concerns the whole device."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
import re
from typing import Any

from ...faults import Faults
from .arguments import argument
from .authentication import Authentication
from .board import Json
from .errors import Code, RpcError, invalid
from .faults import Fault
from .machine import Machine
from .ota import Ota
from .services import Method

_PAGE = 10
_HEX64 = re.compile(r"[0-9a-f]{64}")
_LONGEST_REBOOT_DELAY_MS = 60_000
_OTHER_MAC = "A8032ABFFFFF"


@dataclass(slots=True)
class Lifecycle:
    """What only the whole device can do."""

    restart: Callable[[float], None]
    """In so many seconds."""
    reset: Callable[[], None]


@dataclass(slots=True)
class ShellyMethods:
    """Reads, and what changes the device as a whole."""

    machine: Machine
    authentication: Authentication
    ota: Ota
    faults: Faults[Fault]
    lifecycle: Lifecycle
    identified: int = 0
    """How often it was asked to show itself."""

    def methods(self) -> Mapping[str, Method]:
        """Return them by the vendor's names."""
        return {
            "Shelly.GetDeviceInfo": self.device_info,
            "Shelly.GetStatus": self.status,
            "Shelly.GetConfig": self.configuration,
            "Shelly.GetComponents": self._get_components,
            "Shelly.ListProfiles": self._list_profiles,
            "Shelly.SetProfile": self._set_profile,
            "Shelly.SetAuth": self._set_auth,
            "Shelly.Reboot": self._reboot,
            "Shelly.FactoryReset": self._factory_reset,
            "Shelly.CheckForUpdate": self._check_for_update,
            "Shelly.Update": self._update,
            "Shelly.Identify": self._identify,
            "Shelly.ListTimezones": lambda params: {
                "timezones": ["Europe/Berlin", "Europe/Sofia", "UTC"]
            },
            "Wifi.ListAPClients": lambda params: {"ts": None, "ap_clients": []},
            "Wifi.Scan": self._scan,
        }

    def device_info(self, params: Json | None = None) -> Json:
        """Return `Shelly.GetDeviceInfo`, which is `GET /shelly`, too."""
        machine, config = self.machine, self.machine.sys.config["device"]
        model = machine.model
        seeded = machine.seed["shelly"] if machine.seed else {}
        other = self.faults.active(Fault.OTHER_MAC)
        mac = _OTHER_MAC if other else machine.mac
        info = {
            "name": config["name"],
            "id": self.id,
            "mac": mac,
            "slot": 0,
            "model": seeded.get("model", model.number),
            "gen": seeded.get("gen", model.generation),
            "fw_id": seeded.get("fw_id", machine.firmware.build),
            "ver": seeded.get("ver", machine.firmware.version),
            "app": seeded.get("app", model.app),
            "auth_en": self.authentication.enabled,
            "auth_domain": self.authentication.realm
            if self.authentication.enabled
            else None,
        }
        if machine.profile:
            info["profile"] = machine.profile
        if "matter" in machine.components:
            info["matter"] = bool(machine.components["matter"].config.get("enable"))
        info["provision"] = machine.provision
        if "enhanced_security" in config:
            info["enhanced_security"] = config["enhanced_security"]
        if not config.get("discoverable", True):
            info["discoverable"] = False
        if params and params.get("ident"):
            info |= {"key": "", "batch": "2631-Broadwell", "fw_sbits": "04"}
        return info

    @property
    def id(self) -> str:
        """Return the device id that frames come from."""
        if self.faults.active(Fault.OTHER_MAC):
            return self.machine.model.id_of(_OTHER_MAC)
        return self.machine.id

    def status(self, params: Json | None = None) -> Json:
        """Return `Shelly.GetStatus`, as faulty as ordered."""
        status: dict[str, Any] = {
            key: None if self.faults.active(Fault.NULL_STATUS, key) else value
            for key, value in self.machine.status().items()
        }
        if self.faults.active(Fault.UNKNOWN_COMPONENT):
            status["teleporter:0"] = {"id": 0, "destination": "kitchen"}
        return status

    def configuration(self, params: Json | None = None) -> Json:
        """Return `Shelly.GetConfig`, as faulty as ordered."""
        config = self.machine.configuration()
        if self.faults.active(Fault.UNKNOWN_COMPONENT):
            config["teleporter:0"] = {"id": 0, "name": None}
        return config

    def _get_components(self, params: Json) -> Json:
        include = params.get("include", ["status", "config"])
        keys = params.get("keys")
        status, config = self.status(), self.configuration()
        wanted = [
            component
            for key, component in sorted(self.machine.components.items())
            if (not keys or key in keys)
            and (component.dynamic or not params.get("dynamic_only"))
        ]
        offset = argument(params, "offset", int, 0)
        return {
            "components": [
                {
                    "key": component.key,
                    **(
                        {"status": status[component.key]} if "status" in include else {}
                    ),
                    **(
                        {"config": config[component.key]} if "config" in include else {}
                    ),
                    **({"attrs": component.attrs} if component.attrs else {}),
                }
                for component in wanted[offset : offset + _PAGE]
            ],
            "cfg_rev": self.machine.board.cfg_rev,
            "offset": offset,
            "total": len(wanted),
        }

    def _list_profiles(self, params: Json) -> Json:
        return {
            "profiles": {
                name: {
                    "components": [
                        {"type": key.partition(":")[0], "count": 1} for key in keys
                    ]
                }
                for name, keys in self.machine.model.profiles.items()
            }
        }

    def _set_profile(self, params: Json) -> Json:
        before = self.machine.profile
        if (name := argument(params, "name", str)) not in self.machine.model.profiles:
            raise invalid("name")
        if name != before:
            self.machine.set_profile(name)
            self.machine.board.written("sys", restart=True)
            self.lifecycle.restart(1.0)
        return {"profile_was": before}

    def _set_auth(self, params: Json) -> None:
        if argument(params, "user", str) != "admin":
            raise invalid("user")
        if argument(params, "realm", str) != self.authentication.realm:
            raise invalid("realm")
        ha1 = params.get("ha1", self)
        if ha1 is not None and not (isinstance(ha1, str) and _HEX64.fullmatch(ha1)):
            raise invalid("ha1")
        self.authentication.ha1 = ha1

    def _reboot(self, params: Json) -> None:
        delay = argument(params, "delay_ms", int, 1000)
        if not 500 <= delay <= _LONGEST_REBOOT_DELAY_MS:
            raise invalid("delay_ms")
        self.lifecycle.restart(delay / 1000)

    def _factory_reset(self, params: Json) -> None:
        self.lifecycle.reset()

    def _check_for_update(self, params: Json) -> Json:
        return self.available_updates()

    def available_updates(self) -> Json:
        """Return what could be installed, by stage."""
        firmware = self.machine.firmware
        return {
            stage: {"version": version}
            for stage, version in firmware.offers(self.machine.model).items()
        }

    def _update(self, params: Json) -> None:
        if "url" in params:
            self.ota.begin(self.machine.firmware.version)
            return
        stage = argument(params, "stage", str, "stable")
        offered = self.available_updates().get(stage)
        if offered is None:
            raise RpcError(Code.UNAVAILABLE, "No update info!")
        self.ota.begin(offered["version"])

    def _identify(self, params: Json) -> None:
        self.identified += 1

    def _scan(self, params: Json) -> Json:
        return {
            "results": [
                {
                    "ssid": ssid,
                    "bssid": f"02:00:00:00:00:{number:02x}",
                    "auth": 3 if password else 0,
                    "channel": 6,
                    "rssi": -52 - number,
                }
                for number, (ssid, password) in enumerate(self.machine.wifi.air.items())
            ]
        }
