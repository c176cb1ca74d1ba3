"""The methods of a device, found by name."""

from collections.abc import Mapping
from typing import Any

from .added_components import AddedComponents
from .arguments import argument
from .board import Json
from .component import Component
from .errors import Code, RpcError, not_found
from .machine import KINDS, VIRTUAL_KINDS, Machine
from .services import Method
from .shelly_methods import ShellyMethods

_NAMES: Mapping[str, str] = {
    "ble": "BLE",
    "ws": "WS",
    "em": "EM",
    "emdata": "EMData",
    "em1": "EM1",
    "em1data": "EM1Data",
    "pm1": "PM1",
    "ui": "UI",
    "ht_ui": "HT_UI",
    "plugs_ui": "PLUGS_UI",
    "knx": "KNX",
    "bthome": "BTHome",
    "bthomedevice": "BTHomeDevice",
    "bthomesensor": "BTHomeSensor",
    "devicepower": "DevicePower",
}
FREE_METHODS = frozenset({"shelly.getdeviceinfo", "wifi.listapclients"})
"""Need no password even where there is one."""


class Rpc:
    """Carries out calls; names are matched in any case."""

    def __init__(
        self, machine: Machine, shelly: ShellyMethods, added: AddedComponents
    ) -> None:
        """Offer what these offer, and what the components do."""
        self.machine = machine
        own: Mapping[str, Method] = {
            **shelly.methods(),
            "Shelly.ListMethods": self._list_methods,
            **added.methods(),
            "RPC.Ping": lambda params: {"channel_info": "ws"},
            **machine.service_methods(),
        }
        self._own = {name.lower(): (name, act) for name, act in own.items()}

    def call(self, method: str, params: Json) -> Any:
        """Carry out a call, or raise `RpcError`."""
        return self._find(method)[1](params)

    def name_of(self, method: str) -> str:
        """Return the method as the vendor writes it, or as it was written."""
        try:
            return self._find(method)[0]
        except RpcError:
            return method

    def _find(self, method: str) -> tuple[str, Method]:
        wanted = method.lower()
        if wanted in self._own:
            return self._own[wanted]
        kind, _, verb = wanted.rpartition(".")
        for name, attribute in self._verbs(kind).items():
            if name.lower() == verb:
                return f"{_official(kind)}.{name}", self._bound(kind, attribute)
        raise RpcError(Code.NO_HANDLER, f"No handler for {method}")

    def _bound(self, kind: str, attribute: str) -> Method:
        def act(params: Json) -> Any:
            return getattr(self._instance(kind, params), attribute)(params)

        return act

    def _verbs(self, kind: str) -> Mapping[str, str]:
        for component in self.machine.components.values():
            if component.type == kind:
                return component.verbs()
        if kind in VIRTUAL_KINDS or kind == "script":
            return KINDS[kind].verbs()
        return {}

    def _instance(self, kind: str, params: Json) -> Component:
        if kind in self.machine.components:
            return self.machine.components[kind]
        number = argument(params, "id", int)
        component = self.machine.components.get(f"{kind}:{number}")
        if component is None:
            raise not_found("id", number)
        return component

    def _list_methods(self, params: Json) -> Json:
        kinds = {component.type for component in self.machine.components.values()}
        kinds |= set() if self.machine.sleeps else {*VIRTUAL_KINDS, "script"}
        methods = [
            f"{_official(kind)}.{verb}"
            for kind in sorted(kinds)
            for verb in self._verbs(kind)
        ]
        return {"methods": methods + [name for name, _ in self._own.values()]}


def _official(kind: str) -> str:
    return _NAMES.get(kind, kind.capitalize())
