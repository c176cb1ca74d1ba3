"""manifest.json: what Home Assistant reads before it loads the integration."""

from collections.abc import Iterator
import re
from typing import Any
from urllib.parse import urlparse

from awesomeversion import AwesomeVersion, AwesomeVersionStrategy

from .subject import Subject

REQUIRED = {
    "codeowners": list,
    "documentation": str,
    "domain": str,
    "integration_type": str,
    "iot_class": str,
    "issue_tracker": str,
    "name": str,
    "version": str,
}
OPTIONAL = {
    "after_dependencies": list,
    "bluetooth": list,
    "config_flow": bool,
    "dependencies": list,
    "dhcp": list,
    "homekit": dict,
    "import_executor": bool,
    "loggers": list,
    "mqtt": list,
    "quality_scale": str,
    "requirements": list,
    "single_config_entry": bool,
    "ssdp": list,
    "usb": list,
    "zeroconf": list,
}
DISCOVERIES = ("bluetooth", "dhcp", "homekit", "mqtt", "ssdp", "usb", "zeroconf")
IOT_CLASSES = (
    *("assumed_state", "calculated", "cloud_polling", "cloud_push"),
    *("local_polling", "local_push"),
)
INTEGRATION_TYPES = (
    *("device", "entity", "hardware", "helper", "hub", "service", "system"),
)
REQUIREMENT = r"[A-Za-z0-9._-]+(\[[a-z,]+\])?(==[^ =,]+|>=[^ =,]+,<[^ =,]+)"
"""A range where Home Assistant itself pins the package, for itself or for another integration."""
VERSIONS = [
    AwesomeVersionStrategy.CALVER,
    AwesomeVersionStrategy.SEMVER,
    AwesomeVersionStrategy.SIMPLEVER,
    AwesomeVersionStrategy.BUILDVER,
    AwesomeVersionStrategy.PEP440,
]


def check_manifest(subject: Subject) -> Iterator[str]:
    """Check keys, their order and their values."""
    manifest = subject.manifest
    if not manifest:
        yield "manifest.json is missing"
        return
    if problems := list(_check_keys(manifest)):
        yield from problems
        return
    keys = list(manifest)
    if keys != ["domain", "name", *sorted({*keys} - {"domain", "name"})]:
        yield "the order of the keys is: domain, name, then alphabetical"
    yield from _check_values(subject, manifest)
    yield from _check_discovery(subject, manifest)


def _check_keys(manifest: dict[str, Any]) -> Iterator[str]:
    types = REQUIRED | OPTIONAL
    for key in REQUIRED.keys() - manifest.keys():
        yield f"{key} is missing"
    for key, value in manifest.items():
        if key not in types:
            yield f"{key} is not a key of a custom integration's manifest"
        elif not isinstance(value, types[key]):
            yield f"{key} must be a {types[key].__name__}"


def _check_values(subject: Subject, manifest: dict[str, Any]) -> Iterator[str]:
    if manifest.get("domain") != subject.domain:
        yield f"domain must be the name of the folder, {subject.domain}"
    if manifest.get("iot_class") not in IOT_CLASSES:
        yield f"iot_class must be one of {', '.join(IOT_CLASSES)}"
    if manifest.get("integration_type") not in INTEGRATION_TYPES:
        yield f"integration_type must be one of {', '.join(INTEGRATION_TYPES)}"
    for key in ("documentation", "issue_tracker"):
        url = urlparse(str(manifest.get(key)))
        if url.scheme != "https":
            yield f"{key} must be an https address"
        if url.hostname and url.hostname.endswith("home-assistant.io"):
            yield f"{key} must be a page of ours"
    for owner in manifest.get("codeowners", ()):
        if not str(owner).startswith("@"):
            yield f"code owner {owner} must be a handle that begins with @"
    version = AwesomeVersion(str(manifest.get("version", "")))
    if version.strategy not in VERSIONS:
        yield f"version {version} would keep Home Assistant from loading"
    for requirement in manifest.get("requirements", ()):
        if not re.fullmatch(REQUIREMENT, requirement):
            yield f"requirement {requirement} must have the form name==version or name>=version,<version"


def _check_discovery(subject: Subject, manifest: dict[str, Any]) -> Iterator[str]:
    flow = subject.root / "config_flow.py"
    if manifest.get("config_flow") and not flow.is_file():
        yield "config_flow is true, and there is no config_flow.py"
    source = flow.read_text() if flow.is_file() else ""
    for key in DISCOVERIES:
        if key in manifest and f"def async_step_{key}(" not in source:
            yield f"{key} is declared, and config_flow.py has no async_step_{key}"
    for matcher in manifest.get("zeroconf", ()):
        kind = matcher if isinstance(matcher, str) else matcher.get("type", "")
        if not re.fullmatch(r"_[a-z0-9-]+\._(tcp|udp)\.local\.", kind):
            yield f"zeroconf type {kind!r} must look like _name._tcp.local."
        if kind == "_http._tcp.local." and not isinstance(matcher, dict):
            yield "zeroconf type _http._tcp.local. needs a name to match"
    for matcher in manifest.get("dhcp", ()):
        if not matcher or matcher.keys() - {
            *("hostname", "macaddress", "registered_devices"),
        }:
            yield f"dhcp matcher {matcher} has unknown keys or none"
        hostname, mac = matcher.get("hostname", ""), matcher.get("macaddress", "")
        if hostname != hostname.lower():
            yield f"dhcp hostname {hostname} must be lower case"
        if mac and not re.fullmatch(r"[0-9A-F]{1,11}\*", mac):
            yield f"dhcp macaddress {mac} must be upper case and end with a star"
