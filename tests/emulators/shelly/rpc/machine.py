"""A device without its network: model, firmware, components, and what they keep."""

from collections.abc import Callable, Mapping
from typing import Any

from . import defaults
from .board import Board, Json
from .component import Component
from .cover import Cover
from .models import Firmware, Model
from .output import Input, Light, Output, Switch
from .sensors import DevicePower, EnergyData, EnergyMeter, Humidity, Temperature
from .services import JobList, KeyValueStore, Method, Script
from .system import Eth, Mqtt, Sys, Wifi
from .virtual import VirtualButton, VirtualValue

KINDS: Mapping[str, type[Component]] = {
    "switch": Switch,
    "light": Light,
    "cover": Cover,
    "input": Input,
    "em": EnergyMeter,
    "emdata": EnergyData,
    "temperature": Temperature,
    "humidity": Humidity,
    "devicepower": DevicePower,
    "script": Script,
    "sys": Sys,
    "wifi": Wifi,
    "mqtt": Mqtt,
    "eth": Eth,
    **dict.fromkeys(("boolean", "number", "text", "enum", "group"), VirtualValue),
    "button": VirtualButton,
}
VIRTUAL_KINDS = ("boolean", "number", "text", "enum", "button", "group")
_WEBHOOKS, _WEBHOOKS_ON_BATTERY = 20, 10


class Machine:
    """What a factory reset empties and a restart keeps."""

    def __init__(
        self,
        model: Model,
        firmware: Firmware,
        mac: str,
        board: Board,
        *,
        air: Mapping[str, str | None],
        seed: Json | None = None,
    ) -> None:
        """Assemble a device as it leaves the factory, or as a recorded dump shows it."""
        self.model = model
        self.firmware = firmware
        self.mac = mac
        self.id = model.id_of(mac)
        self.board = board
        self.seed = seed
        self.on_built: Callable[[], None] = _nothing
        self.profile: str | None
        self.components: dict[str, Component] = {}
        self.provision = "complete"
        self._air = air
        webhooks = _WEBHOOKS_ON_BATTERY if model.wakeup_period else _WEBHOOKS
        self._services = (
            KeyValueStore(board),
            JobList(board, "Schedule", "jobs"),
            JobList(board, "Webhook", "hooks", webhooks),
        )
        self.forget()

    @property
    def sys(self) -> Sys:
        """Return `sys`."""
        return self._of(Sys, "sys")

    @property
    def wifi(self) -> Wifi:
        """Return `wifi`."""
        return self._of(Wifi, "wifi")

    @property
    def sleeps(self) -> bool:
        """Return whether it sleeps most of the time."""
        return bool(self.wakeup_period)

    @property
    def wakeup_period(self) -> int:
        """Return the seconds between two wake-ups."""
        return int(self.sys.config.get("sleep", {}).get("wakeup_period", 0))

    def forget(self) -> None:
        """Become as from the factory."""
        self.profile = self.model.first_profile
        self.board.cfg_rev = 0
        for revision in self.board.revisions:
            self.board.revisions[revision] = 0
        for service in self._services:
            service.clear()
        self.components = {}
        system = defaults.of_system(self.model, self.firmware, self.mac)
        for key, (config, status) in system.items():
            self._add(key, config, status)
        self._add_channels()
        if self.seed is not None:
            self._take(self.seed)
        self._built()

    def set_profile(self, profile: str) -> None:
        """Have the components of another profile, as from the factory."""
        for keys in self.model.profiles.values():
            for key in keys:
                self.components.pop(key, None)
        self.profile = profile
        self.sys.config["device"]["profile"] = profile
        self._add_channels()
        for key in self.model.profiles[profile]:
            self.components[key].boot()
        self._built()

    def install(self, version: str) -> None:
        """Run another firmware from the next start on."""
        self.firmware.version = version
        device = self.sys.config["device"]
        device["fw_id"] = self.firmware.build
        if self.firmware.second_generation:
            device.setdefault("enhanced_security", False)
            if "ble" in self.components:
                self.components["ble"].config.pop("enable", None)

    def boot(self) -> None:
        """Start all components."""
        for component in self.components.values():
            component.boot()

    def halt(self) -> None:
        """Keep what must survive."""
        for component in self.components.values():
            component.halt()

    def add(self, component: Component) -> None:
        """Have one more component."""
        self.components[component.key] = component
        self.board.cfg_rev += 1
        self.board.emit("sys", "component_added", target=component.key)

    def remove(self, key: str) -> None:
        """Have one component less; a push says so with null."""
        del self.components[key]
        self.board.cfg_rev += 1
        self.board.emit("sys", "component_removed", target=key)
        self.board.publish(key, None)

    def service_methods(self) -> dict[str, Method]:
        """Return the methods of what it keeps."""
        return {
            name: method
            for service in self._services
            for name, method in service.methods().items()
        }

    def status(self) -> Json:
        """Return the status of everything."""
        return {key: self.components[key].status() for key in sorted(self.components)}

    def configuration(self) -> Json:
        """Return the configuration of everything."""
        return {
            key: self.components[key].configuration() for key in sorted(self.components)
        }

    def _of[ComponentT: Component](
        self, kind: type[ComponentT], key: str
    ) -> ComponentT:
        component = self.components[key]
        assert isinstance(component, kind)
        return component

    def _add(self, key: str, config: Json, status: Json, **more: Any) -> Component:
        kind = KINDS.get(key.partition(":")[0], Component)
        self.components[key] = kind(self.board, key, config, status, **more)
        return self.components[key]

    def _add_channels(self) -> None:
        if self.seed is not None:
            return
        for key in self.model.components_of(self.profile):
            if key not in self.components:
                component = self._add(key, *defaults.of_channel(key, self.model))
                if isinstance(component, Output) and component.metered:
                    component.load = 40.0 + 15 * (component.id or 0)

    def _take(self, dump: Json) -> None:
        dynamic = {item["key"]: item for item in dump.get("components") or ()}
        settings = dump["settings"]
        if not isinstance(settings["wifi"], dict):
            # Whoever recorded it has blanked it.
            station = {**self.wifi.config["sta"], "ssid": "", "enable": True}
            settings = {**settings, "wifi": {**self.wifi.config, "sta": station}}
        self.components = {}
        for key in settings.keys() | dump["status"].keys() | dynamic.keys():
            item = dynamic.get(key, {})
            config = settings.get(key, item.get("config"))
            status = dump["status"].get(key, item.get("status"))
            is_dynamic = key in dynamic and key not in settings
            self._add(
                key,
                config or {},
                status or {},
                attrs=item.get("attrs"),
                dynamic=is_dynamic,
            )
        sys = self.sys
        self.board.cfg_rev = sys.config.pop("cfg_rev", 0)
        sys.state = {
            name: value
            for name, value in sys.state.items()
            if name in {"alt", "wakeup_reason", "wakeup_period", "safe_mode"}
        }
        self.profile = dump["shelly"].get("profile")
        self._air = {**self._air, self.wifi.config["sta"]["ssid"] or "": None}

    def _built(self) -> None:
        self.wifi.air = self._air
        for component in self.components.values():
            if isinstance(component, EnergyData):
                source = self.components[f"em:{component.id}"]
                assert isinstance(source, EnergyMeter)
                component.source = source
            if isinstance(component, Input):
                switch = self.components.get(f"switch:{component.id}")
                component.drives = switch if isinstance(switch, Switch) else None
        self.on_built()


def _nothing() -> None:
    """Nobody cares yet."""
