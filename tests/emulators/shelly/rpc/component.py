"""A component of a device: configuration, status, methods."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, ClassVar

from .arguments import argument
from .board import Board, Json
from .validation import changed


class Component:
    """Anything with a key: `sys`, `switch:0`, `boolean:200`. This one only keeps what it is told."""

    VERBS: ClassVar[Mapping[str, str]] = {}
    """Methods of its own: the vendor's name, and ours."""

    def __init__(
        self,
        board: Board,
        key: str,
        config: Json,
        status: Json,
        *,
        attrs: Json | None = None,
        dynamic: bool = False,
    ) -> None:
        """Sit on a board."""
        self.board = board
        self.key = key
        self.type, _, number = key.partition(":")
        self.id = int(number) if number else None
        self.config = deepcopy(config)
        self.state = deepcopy(status)
        self.attrs = attrs
        self.dynamic = dynamic

    @classmethod
    def verbs(cls) -> Mapping[str, str]:
        """Return all methods."""
        return {
            "GetConfig": "get_config",
            "SetConfig": "set_config",
            "GetStatus": "get_status",
            **cls.VERBS,
        }

    def get_config(self, params: Mapping[str, Any]) -> Json:
        """Return `GetConfig`."""
        return self.configuration()

    def get_status(self, params: Mapping[str, Any]) -> Json:
        """Return `GetStatus`."""
        return self.status()

    def set_config(self, params: Mapping[str, Any]) -> Json:
        """Take a partial configuration, all of it or nothing."""
        restart = self.configure(argument(params, "config", dict))
        return {"restart_required": restart}

    def configure(self, wanted: Mapping[str, Any]) -> bool:
        """Change the configuration, and return whether it needs a restart."""
        new, restart = changed(self.type, self.config, wanted)
        if new != self.config:
            self.config = new
            self.board.written(self.key, restart=restart)
            self.configured()
        return restart

    def configured(self) -> None:
        """Do what a new configuration asks for at once."""

    def configuration(self) -> Json:
        """Return the configuration."""
        return self.config

    def status(self) -> Json:
        """Return the status as of now."""
        return self.state

    def boot(self) -> None:
        """Begin after a power cycle or restart."""

    def halt(self) -> None:
        """Keep what must survive a loss of power."""

    def fluctuate(self) -> Json | None:
        """Let what is measured vary, and return what has changed."""
        return None

    def change(self, **changes: object) -> None:
        """Change the status, and tell everybody."""
        self.state.update(changes)
        self.publish(changes)

    def publish(self, changes: Json) -> None:
        """Tell everybody of changes."""
        self.board.publish(
            self.key, changes if self.id is None else {"id": self.id, **changes}
        )
