"""An update over the air: begin, progress, success, restart; or an end in between."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from .board import Board
from .errors import Code, RpcError

STEP_SECONDS = 12.0
_STEP_PERCENT = 10
_BREAKS_AT = 60


class OtaEnd(StrEnum):
    """How it can end too early."""

    ERROR = "error"
    REBOOT = "reboot"


@dataclass(slots=True)
class Ota:
    """At most one update at a time."""

    board: Board
    end: Callable[[], OtaEnd | None]
    install: Callable[[str], None]
    restart: Callable[[], None]
    target: str | None = None
    percent: int = 0

    def begin(self, version: str) -> None:
        """Begin to load a version."""
        if self.target is not None:
            raise RpcError(Code.UNAVAILABLE, "An update is already in progress!")
        self.target = version
        self.percent = 0
        self.board.emit("sys", "ota_begin", msg="Preparing to update")
        self._later()

    def abandon(self) -> None:
        """Forget an update that was interrupted."""
        self.target = None

    def _later(self) -> None:
        self.board.after(STEP_SECONDS, self._step)

    def _step(self) -> None:
        version = self.target
        if version is None:
            return
        end = self.end() if self.percent + _STEP_PERCENT >= _BREAKS_AT else None
        self.percent += _STEP_PERCENT
        if end is OtaEnd.ERROR:
            self.target = None
            self.board.emit("sys", "ota_error", msg="DATA_LOSS: ZIP flush error")
        elif end is OtaEnd.REBOOT:
            self.target = None
            self.restart()
        elif self.percent >= 100:
            self.target = None
            self.board.emit("sys", "ota_success", msg="Update applied, rebooting")
            self.install(version)
            self.restart()
        else:
            self.board.emit(
                "sys",
                "ota_progress",
                msg="Waiting for data",
                progress_percent=self.percent,
            )
            self._later()
