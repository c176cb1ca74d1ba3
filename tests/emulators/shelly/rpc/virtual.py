"""Components that users add: virtual ones, and those of Bluetooth devices."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, ClassVar, override

from .arguments import argument, fits
from .board import Board, Json
from .component import Component
from .errors import invalid, missing
from .validation import RULES, Rule

FIRST_ID, LAST_ID = 200, 299
_META: Json = {"ui": {"view": "label"}}

DEFAULTS: Mapping[str, Json] = {
    "boolean": {"persisted": False, "default_value": False, "meta": _META},
    "number": {
        "persisted": False,
        "default_value": 0,
        "min": 0,
        "max": 100,
        "meta": {"ui": {"view": "slider", "unit": "", "step": 1}},
    },
    "text": {"persisted": False, "default_value": "", "max_len": 255, "meta": _META},
    "enum": {"persisted": False, "default_value": None, "options": [], "meta": _META},
    "button": {"meta": {"ui": {"view": "button"}}},
    "group": {"meta": _META},
}
_KINDS: Mapping[str, type] = {
    "boolean": bool,
    "number": float,
    "text": str,
    "enum": str,
    "group": list,
}


class VirtualValue(Component):
    """`boolean`, `number`, `text`, `enum`, `group`: holds a value within its configuration."""

    VERBS: ClassVar[Mapping[str, str]] = {"Set": "set"}

    @override
    def boot(self) -> None:
        self.state.setdefault("value", self.config.get("default_value"))
        self.state |= {"source": "sys", "last_update_ts": int(self.board.unixtime())}

    def set(self, params: Mapping[str, Any]) -> None:
        """Carry out `Set`."""
        if "value" not in params:
            raise missing("value")
        value = params["value"]
        if not self._accepts(value):
            raise invalid("value")
        self.hold(value, self.board.source)

    def hold(self, value: object, source: str) -> None:
        """Take another value."""
        self.change(
            value=value, source=source, last_update_ts=int(self.board.unixtime())
        )

    def _accepts(self, value: Any) -> bool:
        if not fits(value, _KINDS[self.type]):
            return False
        if self.type == "number":
            return bool(self.config["min"] <= value <= self.config["max"])
        if self.type == "enum":
            return value in self.config["options"]
        return self.type != "text" or len(value) <= self.config["max_len"]


class VirtualButton(Component):
    """`button:N`: holds nothing, and tells of pushes."""

    VERBS: ClassVar[Mapping[str, str]] = {"Trigger": "trigger"}

    def trigger(self, params: Mapping[str, Any]) -> None:
        """Carry out `Trigger`."""
        event = argument(params, "event", str)
        if event not in {"single_push", "double_push", "triple_push", "long_push"}:
            raise invalid("event")
        self.board.emit(self.key, event)


class BTHomeSensor(Component):
    """`bthomesensor:N`: one measurement of a Bluetooth device."""

    def measure(self, value: object) -> None:
        """Hear another value."""
        self.change(value=value, last_updated_ts=int(self.board.unixtime()))


def make_virtual(board: Board, key: str, wanted: Mapping[str, Any]) -> Component:
    """Return a virtual component with what the user wants of it."""
    kind = key.partition(":")[0]
    config: Json = {
        "id": int(key.partition(":")[2]),
        "name": None,
        **deepcopy(DEFAULTS[kind]),
        "owner": "",
        "access": "*",
    }
    for name, value in wanted.items():
        rule = RULES.get(f"*.{name}", Rule())
        if name not in config or (rule.kind and not fits(value or "", rule.kind)):
            raise invalid(name)
        config[name] = value
    component = (VirtualButton if kind == "button" else VirtualValue)(
        board, key, config, {}, dynamic=True
    )
    component.boot()
    return component


def make_bthome(
    board: Board, key: str, address: str, object_id: int | None = None
) -> Component:
    """Return a Bluetooth device, or with `object_id` one of its measurements."""
    number = int(key.partition(":")[2])
    config: Json = {"id": number, "addr": address, "name": None, "meta": None}
    if object_id is not None:
        config |= {"obj_id": object_id, "idx": 0}
        return BTHomeSensor(
            board,
            key,
            config,
            {"id": number, "value": None, "last_updated_ts": 0},
            dynamic=True,
        )
    status = {
        "id": number,
        "rssi": -60,
        "battery": 100,
        "packet_id": 1,
        "last_updated_ts": int(board.unixtime()),
        "paired": False,
        "rpc": False,
        "rsv": -1,
        "fw_ver": "v1.0.22",
    }
    return Component(
        board,
        key,
        {**config, "key": None},
        status,
        attrs={"flags": 0, "model_id": 1},
        dynamic=True,
    )
