"""Every fault that the offline check knows is found, and nothing else is reported."""

from collections.abc import Callable
from pathlib import Path

import pytest

from homeassistant.components.sensor import SensorEntityDescription
from scripts.check_integration import find_problems
from scripts.checks.subject import read_subject

from .mini_integration import SENSORS, MiniIntegration

type Fault = Callable[[MiniIntegration], None]

MANIFEST, FLOW, EN = "manifest.json", "config_flow.py", "translations/en.json"
ICONS, QUALITY, HACS = "icons.json", "quality_scale.yaml", "../../hacs.json"


@pytest.fixture
def mini(tmp_path: Path) -> MiniIntegration:
    """An integration without fault."""
    return MiniIntegration(tmp_path)


def problems(mini: MiniIntegration) -> list[str]:
    """Check the small integration."""
    subject = read_subject(
        mini.repository,
        "mini",
        {"sensor": mini.sensors},
        fields={("config", "user"): frozenset({"host"})},
        errors=frozenset(),
    )
    return list(find_problems(subject))


def sets(name: str, path: str, value: object) -> Fault:
    """Set a value in a file of objects."""
    return lambda mini: mini.set(name, path, value)


def replaces(name: str, old: str, new: str) -> Fault:
    """Replace a text in a file."""
    return lambda mini: mini.replace(name, old, new)


def writes(name: str, text: str) -> Fault:
    """Write a file."""
    return lambda mini: mini.write(name, text)


def removes(name: str) -> Fault:
    """Remove a file."""
    return lambda mini: (mini.root / name).unlink()


def adds(description: SensorEntityDescription) -> Fault:
    """Add an entity."""

    def add(mini: MiniIntegration) -> None:
        mini.sensors = (*SENSORS, description)

    return add


def draws(name: str, size: int) -> Fault:
    """Draw a picture."""
    return lambda mini: mini.draw(name, size)


MANIFEST_FAULTS = [
    (removes(MANIFEST), "manifest.json is missing"),
    (sets(MANIFEST, "iot_class", None), "iot_class is missing"),
    (sets(MANIFEST, "iot_class", "telepathy"), "iot_class must be one of"),
    (sets(MANIFEST, "integration_type", "virtual"), "integration_type must be one of"),
    (sets(MANIFEST, "zz_colour", "red"), "zz_colour is not a key"),
    (sets(MANIFEST, "zeroconf", True), "zeroconf must be a list"),
    (sets(MANIFEST, "after_dependencies", []), "the order of the keys"),
    (sets(MANIFEST, "domain", "maxi"), "domain must be the name of the folder"),
    (sets(MANIFEST, "documentation", "http://example.com"), "must be an https address"),
    (
        sets(MANIFEST, "documentation", "https://www.home-assistant.io/integrations/m"),
        "documentation must be a page of ours",
    ),
    (sets(MANIFEST, "codeowners", ["mini"]), "code owner mini"),
    (sets(MANIFEST, "version", "first"), "version first would keep"),
    (sets(MANIFEST, "requirements", ["mini>=1"]), "requirement mini>=1"),
    (removes(FLOW), "there is no config_flow.py"),
    (sets(MANIFEST, "zeroconf", ["mini"]), "zeroconf type 'mini'"),
    (sets(MANIFEST, "zeroconf", ["_http._tcp.local."]), "needs a name to match"),
    (sets(MANIFEST, "ssdp", []), "has no async_step_ssdp"),
    (sets(MANIFEST, "dhcp", [{"hostname": "Mini"}]), "dhcp hostname Mini"),
    (sets(MANIFEST, "dhcp", [{"macaddress": "001d63*"}]), "dhcp macaddress 001d63*"),
    (sets(MANIFEST, "dhcp", [{}]), "dhcp matcher {} has unknown keys"),
]
TRANSLATION_FAULTS = [
    (writes("strings.json", "{}"), "strings.json is what core builds from"),
    (removes(EN), "translations/en.json is missing"),
    (sets(EN, "colours", {}), "colours is not a section"),
    (sets(EN, "config.colours", {}), "config.colours is never shown"),
    (sets(EN, "config.step.user.colour", "x"), "config.step.user.colour is never"),
    (sets(EN, "title", "[%key:common::x%]"), "title refers to another text"),
    (sets(EN, "title", "See https://x.org"), "title holds an address"),
    (sets(EN, "title", "<b>x</b>"), "title holds HTML"),
    (sets(EN, "title", "the '{x}'"), "title has a placeholder in single quotes"),
    (sets(EN, "title", "x "), "title begins or ends with a space"),
    (sets(EN, "title", ""), "title is empty"),
    (sets(EN, "title", "Mini."), "title ends with a full stop"),
    (
        sets(EN, "config.step.user.data_description.host", None),
        "field host has no data_description",
    ),
    (
        sets(EN, "config.step.user.data_description.port", "Which."),
        "field port has no data",
    ),
    (sets(EN, "issues.worn_out.description", None), "a description or a fix_flow"),
    (
        writes("translations/de.json", '{"title": "Mini"}'),
        "de.json: title is not in en.json",
    ),
    (
        writes(
            "translations/de.json",
            '{"exceptions": {"too_late": {"message": "Zu spät um {stunde}"}}}',
        ),
        "de.json: exceptions.too_late.message has other placeholders",
    ),
]
CODE_FAULTS = [
    (replaces(FLOW, "components.zeroconf", "components.mqtt"), "mqtt is imported"),
    (sets(EN, "config.abort.foreign", None), "config.abort.foreign is not translated"),
    (
        sets(EN, "config.abort.already_configured", None),
        "config.abort.already_configured is not translated",
    ),
    (sets(EN, "config.error.silent", None), "config.error.silent is not translated"),
    (sets(EN, "config.step.choose", None), "config.step.choose is not translated"),
    (sets(EN, "options.step.init", None), "options.step.init is not translated"),
    (
        sets(EN, "config.step.choose.menu_options.user", None),
        "menu option user is not translated",
    ),
    (sets(EN, "config.progress.search", None), "config.progress.search is not"),
    (sets(EN, "config.step.user.data.host", None), "host is not both a field"),
    (sets(EN, "exceptions.too_late", None), "exceptions.too_late is not translated"),
    (
        sets(EN, "exceptions.too_late.message", "At {hour}, {day}"),
        "exceptions.too_late also needs day",
    ),
    (sets(EN, "issues.worn_out", None), "issues.worn_out is not translated"),
    (
        replaces(FLOW, 'translation_domain="mini"', "x=1"),
        "HomeAssistantError has no translation domain",
    ),
    (
        replaces(FLOW, 'translation_key="too_late"', "x=1"),
        "HomeAssistantError has no translation key",
    ),
    (sets(EN, "config.abort.gone", "x"), "config.abort.gone is never used"),
    (sets(EN, "config.error.gone", "x"), "config.error.gone is never used"),
    (sets(EN, "config.progress.gone", "x"), "config.progress.gone is never used"),
    (sets(EN, "config.step.gone", {}), "config.step.gone has no async_step_gone"),
    (sets(EN, "exceptions.gone", {"message": "x"}), "exceptions.gone is never used"),
]
ENTITY_FAULTS = [
    (adds(SensorEntityDescription(key="mode", translation_key="mode")), "sensor.mode"),
    (adds(SensorEntityDescription(key="x")), "sensor.x has no translation key"),
    (
        adds(SensorEntityDescription(key="x", translation_key="x")),
        "entity.sensor.x.name is not translated",
    ),
    (
        adds(SensorEntityDescription(key="x", translation_key="x", icon="mdi:gauge")),
        "sensor.x: its icon belongs into icons.json",
    ),
    (
        sets(EN, "entity.sensor.level.name", "Level {zone}"),
        "the name and the description differ in placeholders",
    ),
    (sets(EN, "entity.sensor.mode.state.on", None), "state on is not both"),
    (sets(EN, "entity.sensor.mode.state.idle", "Idle"), "state idle is not both"),
    (sets(ICONS, "entity.sensor.level", None), "sensor.level has neither"),
    (
        sets(EN, "entity.sensor.gone", {"name": "Gone"}),
        "translations: entity.sensor.gone belongs to no entity",
    ),
    (
        sets(ICONS, "entity.sensor.gone", {"default": "mdi:gauge"}),
        "icons: entity.sensor.gone belongs to no entity",
    ),
]
OTHER_FAULTS = [
    (
        sets(ICONS, "entity.sensor.level.default", "mdi:no-such-icon"),
        "there is no icon mdi:no-such-icon",
    ),
    (sets(ICONS, "entity.sensor.level", {"state": {}}), "has no default"),
    (
        sets(ICONS, "entity.sensor.level.state", {"1": "mdi:gauge"}),
        "a state repeats the default",
    ),
    (
        replaces(FLOW, "ir.async_create_issue(", "hass.services.async_register("),
        "actions are registered, and there is no services.yaml",
    ),
    (writes("services.yaml", "go: {}"), "none is registered"),
    (writes("services.yaml", "go: {}"), "go is not in both services.yaml and icons"),
    (writes("services.yaml", "go: {}"), "go has no description"),
    (
        writes("services.yaml", "go: {fields: {far: {}}}"),
        "go.far is not in both services.yaml and translations",
    ),
    (removes("brand/icon.png"), "icon.png is missing"),
    (draws("icon.png", 128), "icon.png is 128x128"),
    (draws("logo.png", 512), "logo.png: its shorter side"),
    (draws("banner.png", 1), "banner.png is never served"),
    (replaces(QUALITY, "  brands: done\n", ""), "brands is missing"),
    (replaces(QUALITY, "brands: done", "brand: done"), "brand is not a rule"),
    (replaces(QUALITY, "brands: done", "brands: maybe"), "brands: maybe is not"),
    (replaces(QUALITY, "brands: done", "brands: exempt"), "an exemption needs"),
    (removes("../../LICENSE"), "LICENSE is missing"),
    (sets(HACS, "name", None), "hacs.json: name is missing"),
    (sets(HACS, "colour", "red"), "hacs.json: colour is not a key"),
    (sets(HACS, "zip_release", "yes"), "hacs.json: zip_release has the wrong type"),
    (sets(HACS, "zip_release", True), "hacs.json: zip_release needs a filename"),
    (sets(HACS, "homeassistant", "2025.1"), "hacs.json: brand/ is served since"),
]
FAULTS = [
    *MANIFEST_FAULTS,
    *TRANSLATION_FAULTS,
    *CODE_FAULTS,
    *ENTITY_FAULTS,
    *OTHER_FAULTS,
]


def test_an_integration_without_fault_has_no_problems(mini: MiniIntegration) -> None:
    """Nothing is reported that is as it should be."""
    assert problems(mini) == []


@pytest.mark.parametrize(
    ("fault", "expected"), FAULTS, ids=[expected for _, expected in FAULTS]
)
def test_a_fault_is_reported(
    mini: MiniIntegration, fault: Fault, expected: str
) -> None:
    """Each planted fault is named."""
    fault(mini)
    assert [problem for problem in problems(mini) if expected in problem]


def test_an_error_that_no_literal_tells_must_be_translated(
    mini: MiniIntegration,
) -> None:
    """The errors of the clients reach forms and exceptions under keys of their own."""
    subject = read_subject(
        mini.repository,
        "mini",
        {"sensor": mini.sensors},
        fields={},
        errors=frozenset({"busy"}),
    )
    found = list(find_problems(subject))
    assert "code: config.error.busy is not translated" in found
    assert "code: exceptions.busy is not translated" in found
