"""Components that come and go at a user's wish: scripts and virtual ones."""

from collections.abc import Mapping

from .arguments import argument
from .board import Json
from .errors import Code, RpcError, invalid, not_found
from .machine import VIRTUAL_KINDS, Machine
from .services import Method, Script
from .virtual import FIRST_ID, LAST_ID, make_bthome, make_virtual

_SCRIPTS = 10


class AddedComponents:
    """`Script.List|Create|Delete` and `Virtual.*`."""

    def __init__(self, machine: Machine) -> None:
        """Add to this device."""
        self.machine = machine

    def methods(self) -> Mapping[str, Method]:
        """Return them by the vendor's names."""
        return {
            "Script.List": self._list_scripts,
            "Script.Create": self._create_script,
            "Script.Delete": self._delete_script,
            "Virtual.Add": self._add_virtual,
            "Virtual.Delete": self._delete_virtual,
        }

    def pair_bluetooth(self, address: str, object_ids: tuple[int, ...]) -> list[str]:
        """Take in a Bluetooth device with these measurements, and return the new keys."""
        board, keys = self.machine.board, []
        for kind, objects in (("bthomedevice", (None,)), ("bthomesensor", object_ids)):
            for object_id in objects:
                keys.append(f"{kind}:{self._free_id(kind, FIRST_ID, LAST_ID)}")
                self.machine.add(make_bthome(board, keys[-1], address, object_id))
        return keys

    def _list_scripts(self, params: Json) -> Json:
        return {
            "scripts": [
                {
                    "id": script.id,
                    "name": script.config["name"],
                    "enable": script.config["enable"],
                    "running": script.state["running"],
                }
                for script in self.machine.components.values()
                if isinstance(script, Script)
            ]
        }

    def _create_script(self, params: Json) -> Json:
        number = self._free_id("script", 1, _SCRIPTS)
        name = argument(params, "name", str, f"script_{number}")
        config = {"id": number, "name": name, "enable": False}
        status = {"id": number, "running": False}
        board = self.machine.board
        self.machine.add(Script(board, f"script:{number}", config, status))
        return {"id": number}

    def _delete_script(self, params: Json) -> None:
        key = f"script:{argument(params, 'id', int)}"
        if key not in self.machine.components:
            raise not_found("id", params["id"])
        self.machine.remove(key)

    def _add_virtual(self, params: Json) -> Json:
        if (kind := argument(params, "type", str)) not in VIRTUAL_KINDS:
            raise invalid("type")
        free = self._free_id(kind, FIRST_ID, LAST_ID)
        number = argument(params, "id", int, free)
        key = f"{kind}:{number}"
        if key in self.machine.components or not FIRST_ID <= number <= LAST_ID:
            raise invalid("id")
        config = argument(params, "config", dict, {})
        self.machine.add(make_virtual(self.machine.board, key, config))
        return {"id": number}

    def _delete_virtual(self, params: Json) -> None:
        key = argument(params, "key", str)
        component = self.machine.components.get(key)
        if component is None or component.type not in VIRTUAL_KINDS:
            raise not_found("key", key)
        self.machine.remove(key)

    def _free_id(self, kind: str, first: int, last: int) -> int:
        for number in range(first, last + 1):
            if f"{kind}:{number}" not in self.machine.components:
                return number
        raise RpcError(Code.RESOURCE_EXHAUSTED, "Limit of components exceeded!")
