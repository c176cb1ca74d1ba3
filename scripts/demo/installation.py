"""The configuration folder of a Home Assistant that nobody has to set up by hand."""

from dataclasses import dataclass
import json
from pathlib import Path
import shutil
import subprocess
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
INTEGRATION = ROOT / "custom_components" / "freehold"
CONFIGURATION = Path(__file__).with_name("configuration.yaml")
USER = PASSWORD = "demo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """A Home Assistant: its program, its configuration folder and its port on loopback."""

    environment: Path
    """The virtual environment that it is installed in."""
    config: Path
    port: int

    @property
    def program(self) -> Path:
        """The command that starts it."""
        return self.environment / "bin" / "hass"

    @property
    def url(self) -> str:
        """What a browser opens."""
        return f"http://127.0.0.1:{self.port}"

    def prepare(self, *, fresh: bool = False) -> None:
        """Write what is missing, so that it starts without questions and without internet."""
        if fresh and self.config.exists():
            shutil.rmtree(self.config)
        new = not self.config.exists()
        components = self.config / "custom_components"
        components.mkdir(parents=True, exist_ok=True)
        link = components / INTEGRATION.name
        link.unlink(missing_ok=True)
        link.symlink_to(INTEGRATION)
        shutil.copy(CONFIGURATION, self.config)
        self._store("http", 2, 2, _http(self.port))
        if new:
            self._store("onboarding", 4, 1, {"done": _ONBOARDING})
            self._add_user()

    def _store(
        self, key: str, version: int, minor_version: int, data: dict[str, Any]
    ) -> None:
        """Write a file of Home Assistant's storage."""
        path = self.config / ".storage" / key
        path.parent.mkdir(exist_ok=True)
        content = {"version": version, "minor_version": minor_version, "key": key}
        path.write_text(json.dumps(content | {"data": data}))

    def _add_user(self) -> None:
        """Add the only user: the first to log in is an administrator."""
        script = ("--script", "auth", "--config", str(self.config))
        subprocess.run(
            [self.program, *script, "add", USER, PASSWORD],
            check=True,
            capture_output=True,
        )


# All steps are done. The one called core_config would start flows that need the internet.
_ONBOARDING = ["user", "core_config", "analytics", "integration"]


def _http(port: int) -> dict[str, Any]:
    """Return settings that count as confirmed; those from YAML are reverted after minutes."""
    return {
        "stable": {
            "server_host": ["127.0.0.1"],
            "server_port": port,
            "cors_allowed_origins": [],
            "login_attempts_threshold": -1,
            "ip_ban_enabled": False,
            "ssl_profile": "modern",
            "use_x_frame_options": True,
            "created_at": "2026-01-01T00:00:00+00:00",
            "error": None,
            "error_message": None,
        },
        "pending": None,
        "yaml_migration_done": True,
    }
