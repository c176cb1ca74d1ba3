"""What is kept of a device over a restart, without secrets."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from ...contract import JsonObject
from ..protocol.info import DeviceInfo
from ..protocol.rpc.status import Status

SECRETS: Final = frozenset({"pass", "password", "ha1", "user", "key"})
"""Members of a configuration. Devices hide most of them; an older firmware may not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """Everything that a device told, and when it was last heard."""

    info: DeviceInfo
    config: Status
    status: Status
    methods: frozenset[str]
    dynamic: frozenset[str]
    """Keys of components that come and go."""
    heard: datetime

    def as_json(self) -> JsonObject:
        """Return it for the disk."""
        return {
            "info": asdict(self.info),
            "config": dict(self.config),
            "status": dict(self.status),
            "methods": sorted(self.methods),
            "dynamic": sorted(self.dynamic),
            "heard": self.heard.isoformat(),
        }

    @classmethod
    def recall(cls, memory: Mapping[str, Any]) -> Memory:
        """Read it. Raises KeyError, TypeError, ValueError for what another version wrote."""
        return cls(
            info=DeviceInfo(**memory["info"]),
            config=_objects(memory["config"]),
            status=_objects(memory["status"]),
            methods=frozenset(memory["methods"]),
            dynamic=frozenset(memory["dynamic"]),
            heard=datetime.fromisoformat(memory["heard"]),
        )


def without_secrets(config: Status) -> Status:
    """Return a configuration without what must not be written to a disk."""
    return {key: _cleared(component) for key, component in config.items()}


def _cleared(component: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: _cleared(value) if isinstance(value, dict) else value
        for name, value in component.items()
        if name not in SECRETS
    }


def _objects(value: Any) -> Status:
    if not all(isinstance(component, dict) for component in value.values()):
        raise TypeError("a component is no object")
    return dict(value)
