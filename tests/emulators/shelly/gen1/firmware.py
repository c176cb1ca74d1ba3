"""What firmware is on the device, what is offered, and an update that takes its time."""

from collections.abc import Callable
import re

from ...faults import Faults
from ...timers import Timers
from .faults import Fault
from .values import Json, bad

OTA_SECONDS = 30.0
"""Modelled: how long an update takes before the device restarts."""
_PASSWORD_HIDDEN = (1, 7, 0)
_STATIC_WITHOUT_GATEWAY = (1, 7, 0)
_HTTP_DESCRIPTION_DATE = 20210302
_CALM_DATE = 20210101


class Firmware:
    """The firmware of one device."""

    def __init__(
        self,
        installed: str,
        offered: str | None,
        beta: str | None,
        timers: Timers,
        faults: Faults[Fault],
        restart: Callable[[], None],
    ) -> None:
        """Have this version; `restart` is called when another one is written."""
        self.installed = installed
        self.offered = offered
        self.beta = beta
        self._timers = timers
        self._faults = faults
        self._restart = restart
        self._coming: str | None = None

    @property
    def version(self) -> tuple[int, ...]:
        """Return the numbers after the `v`."""
        found = re.search(r"/v(\d+)\.(\d+)\.(\d+)", self.installed)
        return tuple(int(part) for part in found.groups()) if found else (0,)

    @property
    def echoes_password(self) -> bool:
        """Return whether `login.password` is readable."""
        return self.version < _PASSWORD_HIDDEN

    @property
    def wants_gateway(self) -> bool:
        """Return whether a static address needs gateway and name server, too."""
        return self.version < _STATIC_WITHOUT_GATEWAY

    @property
    def describes_over_http(self) -> bool:
        """Return whether there is `/cit/d`."""
        return self._date >= _HTTP_DESCRIPTION_DATE

    @property
    def write_gap(self) -> float:
        """Return how many seconds must lie between writes."""
        return 0.75 if self._date >= _CALM_DATE else 2.0

    @property
    def _date(self) -> int:
        return int(self.installed[:8]) if self.installed[:8].isdigit() else 0

    def status(self) -> Json:
        """Return `/ota`."""
        beta: Json = {} if self.beta is None else {"beta_version": self.beta}
        return {
            "status": "updating" if self._coming else "idle",
            "has_update": self.has_update,
            "new_version": self.offered or self.installed,
            "old_version": self.installed,
            **beta,
        }

    @property
    def has_update(self) -> bool:
        """Return whether something stable is offered."""
        return self.offered not in {None, self.installed}

    def update(self, wish: dict[str, str]) -> Json:
        """Carry out `/ota?update=true`, `?beta=true` or `?url=…`."""
        coming = self._chosen(wish)
        if coming is not None and self._coming is None:
            self._coming = coming
            self._timers.after(OTA_SECONDS, self._finish)
        return self.status()

    def forget(self) -> None:
        """Stop: the power is gone."""
        self._coming = None

    def _chosen(self, wish: dict[str, str]) -> str | None:
        if "url" in wish:
            if not wish["url"].startswith("http://"):
                raise bad("url")
            return self.offered or self.installed
        if wish.get("beta") in {"true", "1"}:
            return self.beta
        if wish.get("update") in {"true", "1"}:
            return self.offered if self.has_update else None
        return None

    def _finish(self) -> None:
        coming, self._coming = self._coming, None
        if coming is None or self._faults.take(Fault.OTA_ERROR):
            return
        self.installed = coming
        self._restart()
