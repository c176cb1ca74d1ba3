"""What a device keeps for its users: values, schedules, webhooks, scripts."""

from collections.abc import Callable, Mapping
import hashlib
from typing import Any, ClassVar, override

from .arguments import argument
from .board import Board, Json
from .component import Component
from .errors import Code, RpcError, not_found

type Method = Callable[[Json], Any]

_KEY_LENGTH, _VALUE_LENGTH, _KEYS = 42, 253, 50
_CODE_CHUNK = 1024
_SCHEDULES = 20


class KeyValueStore:
    """`KVS.*`."""

    def __init__(self, board: Board) -> None:
        """Hold nothing."""
        self._board = board
        self._items: dict[str, Any] = {}

    def methods(self) -> Mapping[str, Method]:
        """Return its methods."""
        return {
            "KVS.Set": self._set,
            "KVS.Get": self._get,
            "KVS.GetMany": self._get_many,
            "KVS.List": self._list,
            "KVS.Delete": self._delete,
        }

    def clear(self) -> None:
        """Forget everything."""
        self._items.clear()

    def _set(self, params: Json) -> Json:
        key = argument(params, "key", str)
        value = params.get("value")
        if len(key) > _KEY_LENGTH or len(str(value)) > _VALUE_LENGTH:
            raise RpcError(Code.INVALID_ARGUMENT, "Key or value too long!")
        if key not in self._items and len(self._items) >= _KEYS:
            raise RpcError(Code.RESOURCE_EXHAUSTED, "Limit of keys exceeded!")
        self._items[key] = value
        return {"etag": self._etag(key), "rev": self._revise()}

    def _get(self, params: Json) -> Json:
        key = argument(params, "key", str)
        if key not in self._items:
            raise not_found("key", key)
        return {"etag": self._etag(key), "value": self._items[key]}

    def _get_many(self, params: Json) -> Json:
        items = [
            {"key": key, "etag": self._etag(key), "value": value}
            for key, value in self._items.items()
        ]
        offset = argument(params, "offset", int, 0)
        return {"items": items[offset:], "offset": offset, "total": len(items)}

    def _list(self, params: Json) -> Json:
        return {
            "keys": {key: {"etag": self._etag(key)} for key in self._items},
            "rev": self._board.revisions["kvs_rev"],
        }

    def _delete(self, params: Json) -> Json:
        if self._items.pop(key := argument(params, "key", str), self) is self:
            raise not_found("key", key)
        return {"rev": self._revise()}

    def _etag(self, key: str) -> str:
        return hashlib.sha256(repr(self._items[key]).encode()).hexdigest()[:20]

    def _revise(self) -> int:
        self._board.revisions["kvs_rev"] += 1
        return self._board.revisions["kvs_rev"]


class JobList:
    """`Schedule.*` and `Webhook.*`: numbered entries that are kept, and not carried out."""

    def __init__(
        self, board: Board, name: str, plural: str, limit: int = _SCHEDULES
    ) -> None:
        """Hold nothing."""
        self._board = board
        self._name = name
        self._plural = plural
        self._limit = limit
        self._revision = f"{name.lower()}_rev"
        self._entries: dict[int, Json] = {}

    def methods(self) -> Mapping[str, Method]:
        """Return its methods."""
        return {
            f"{self._name}.List": self._list,
            f"{self._name}.Create": self._create,
            f"{self._name}.Update": self._update,
            f"{self._name}.Delete": self._delete,
            f"{self._name}.DeleteAll": self._delete_all,
        }

    def clear(self) -> None:
        """Forget everything."""
        self._entries.clear()

    def _list(self, params: Json) -> Json:
        return {
            self._plural: [
                {"id": number, **entry} for number, entry in self._entries.items()
            ],
            "rev": self._board.revisions[self._revision],
        }

    def _create(self, params: Json) -> Json:
        if len(self._entries) >= self._limit:
            raise RpcError(Code.RESOURCE_EXHAUSTED, "Limit of entries exceeded!")
        number = max(self._entries, default=0) + 1
        self._entries[number] = {k: v for k, v in params.items() if k != "id"}
        return {"id": number, "rev": self._revise()}

    def _update(self, params: Json) -> Json:
        number = self._existing(params)
        self._entries[number] |= {k: v for k, v in params.items() if k != "id"}
        return {"rev": self._revise()}

    def _delete(self, params: Json) -> Json:
        del self._entries[self._existing(params)]
        return {"rev": self._revise()}

    def _delete_all(self, params: Json) -> Json:
        self._entries.clear()
        return {"rev": self._revise()}

    def _existing(self, params: Json) -> int:
        number: int = argument(params, "id", int)
        if number not in self._entries:
            raise not_found("id", number)
        return number

    def _revise(self) -> int:
        self._board.revisions[self._revision] += 1
        return self._board.revisions[self._revision]


class Script(Component):
    """`script:N`: code that is kept, and not run."""

    VERBS: ClassVar[Mapping[str, str]] = {
        "PutCode": "put_code",
        "GetCode": "get_code",
        "Start": "start",
        "Stop": "stop",
        "Eval": "eval",
    }
    code = b""

    @override
    def boot(self) -> None:
        self.state["running"] = bool(self.config["enable"] and self.code)

    def put_code(self, params: Mapping[str, Any]) -> Json:
        """Carry out `PutCode`."""
        code = argument(params, "code", str).encode()
        kept = self.code if argument(params, "append", bool, False) else b""
        self.code = kept + code
        return {"len": len(self.code)}

    def get_code(self, params: Mapping[str, Any]) -> Json:
        """Carry out `GetCode`; lengths are in bytes."""
        offset = argument(params, "offset", int, 0)
        end = offset + min(argument(params, "len", int, _CODE_CHUNK), _CODE_CHUNK)
        return {
            "data": self.code[offset:end].decode(errors="replace"),
            "left": max(0, len(self.code) - end),
        }

    def start(self, params: Mapping[str, Any]) -> Json:
        """Carry out `Start`."""
        return self._run(running=True)

    def stop(self, params: Mapping[str, Any]) -> Json:
        """Carry out `Stop`."""
        return self._run(running=False)

    def eval(self, params: Mapping[str, Any]) -> Json:
        """Carry out `Eval`."""
        if not self.state["running"]:
            raise RpcError(Code.FAILED_PRECONDITION, "Script is not running!")
        return {"result": "undefined"}

    def _run(self, *, running: bool) -> Json:
        was_running = self.state["running"]
        self.change(running=running)
        return {"was_running": was_running}
