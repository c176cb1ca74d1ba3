"""A small integration without fault, to be broken in one place at a time."""

from collections.abc import Sequence
import json
from pathlib import Path
from typing import Any

from PIL import Image

from homeassistant.components.sensor import SensorDeviceClass, SensorEntityDescription
from homeassistant.helpers.entity import EntityDescription
from scripts.checks.quality_scale import TIERS

type JsonObject = dict[str, Any]

SENSORS: tuple[EntityDescription, ...] = (
    SensorEntityDescription(
        key="mode",
        translation_key="mode",
        device_class=SensorDeviceClass.ENUM,
        options=["on", "off"],
    ),
    SensorEntityDescription(key="level", translation_key="level"),
)
FLOW = """
from homeassistant.config_entries import ConfigFlow, OptionsFlow
from homeassistant.exceptions import HomeAssistantError
from homeassistant.components.zeroconf import async_get_async_instance
from homeassistant.components.sensor import SensorEntity
from homeassistant.helpers import issue_registry as ir

ISSUE = "worn_out"

class MiniFlow(ConfigFlow):
    async def async_step_zeroconf(self, info):
        self._abort_if_unique_id_configured()
        return self.async_abort(reason="foreign")

    async def async_step_user(self, user_input=None):
        errors = {}
        errors["base"] = "silent"
        return self.async_show_form(step_id="user", errors=errors)

    async def async_step_choose(self, user_input=None):
        return self.async_show_menu(step_id="choose", menu_options=["user"])

    async def async_step_wait(self, user_input=None):
        return self.async_show_progress(step_id="wait", progress_action="search")

class MiniOptionsFlow(OptionsFlow):
    async def async_step_init(self, user_input=None):
        return self.async_show_form(step_id="init")

def fail(hass):
    ir.async_create_issue(hass, "mini", ISSUE, translation_key=ISSUE)
    raise HomeAssistantError(
        translation_domain="mini",
        translation_key="too_late",
        translation_placeholders={"hour": "nine"},
    )
"""


class MiniIntegration:
    """Files in a folder, and what else the checks are told."""

    def __init__(self, repository: Path) -> None:
        """Write all files."""
        self.repository = repository
        self.root = repository / "custom_components" / "mini"
        self.sensors: Sequence[EntityDescription] = SENSORS
        (self.root / "brand").mkdir(parents=True)
        (self.root / "translations").mkdir()
        for name, size in (("icon.png", 256), ("icon@2x.png", 512)):
            self.draw(name, size)
        self.write("config_flow.py", FLOW)
        self.write_json("manifest.json", _manifest())
        self.write_json("translations/en.json", _english())
        icons = {"entity": {"sensor": {"level": {"default": "mdi:gauge"}}}}
        self.write_json("icons.json", icons)
        rules = [rule for tier in TIERS.values() for rule in tier]
        lines = "".join(f"  {rule}: done\n" for rule in rules)
        self.write("quality_scale.yaml", f"rules:\n{lines}")
        for name in ("README.md", "LICENSE"):
            (repository / name).touch()
        self.write_json("../../hacs.json", {"name": "Mini", "homeassistant": "2026.10"})

    def draw(self, name: str, size: int) -> None:
        """Write a square picture."""
        Image.new("RGBA", (size, size)).save(self.root / "brand" / name)

    def write(self, name: str, text: str) -> None:
        """Write a file."""
        (self.root / name).write_text(text)

    def write_json(self, name: str, content: JsonObject) -> None:
        """Write an object."""
        self.write(name, json.dumps(content))

    def replace(self, name: str, old: str, new: str) -> None:
        """Change a text that is certainly there."""
        text = (self.root / name).read_text()
        assert old in text
        self.write(name, text.replace(old, new, 1))

    def set(self, name: str, path: str, value: object) -> None:
        """Set a value of a file of objects, at a path of keys with dots; None removes it."""
        content = json.loads((self.root / name).read_text())
        *branches, key = path.split(".")
        branch = content
        for step in branches:
            branch = branch.setdefault(step, {})
        branch.pop(key, None)
        if value is not None:
            branch[key] = value
        self.write_json(name, content)


def _manifest() -> JsonObject:
    return {
        "domain": "mini",
        "name": "Mini",
        "codeowners": ["@mini"],
        "config_flow": True,
        "dependencies": ["zeroconf"],
        "documentation": "https://example.com/mini",
        "integration_type": "hub",
        "iot_class": "local_polling",
        "issue_tracker": "https://example.com/mini/issues",
        "requirements": ["mini[fast]==1.0"],
        "version": "1.0.0",
        "zeroconf": ["_mini._tcp.local."],
    }


def _english() -> JsonObject:
    return {
        "config": {
            "abort": {"already_configured": "Known", "foreign": "Not ours"},
            "error": {"silent": "No answer"},
            "progress": {"search": "Searching"},
            "step": {
                "choose": {"menu_options": {"user": "By hand"}},
                "user": {
                    "data": {"host": "Host"},
                    "data_description": {"host": "Where it is."},
                },
                "wait": {"title": "Wait"},
            },
        },
        "options": {"step": {"init": {"title": "Options"}}},
        "entity": {
            "sensor": {
                "level": {"name": "Level"},
                "mode": {"name": "Mode", "state": {"off": "Off", "on": "On"}},
            }
        },
        "exceptions": {"too_late": {"message": "Too late at {hour}"}},
        "issues": {"worn_out": {"title": "Worn out", "description": "It is worn."}},
    }
