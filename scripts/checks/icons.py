"""icons.json: icons that exist."""

from collections.abc import Iterator
from functools import cache
import json
from pathlib import Path

import hass_frontend

from .subject import Subject, texts


def check_icons(subject: Subject) -> Iterator[str]:
    """Check every icon against those that the frontend has."""
    for path, icon in texts(subject.icons):
        prefix, _, name = icon.partition(":")
        if prefix != "mdi" or name not in known_icons():
            yield f"{'.'.join(path)}: there is no icon {icon}"
    for platform, icons in subject.icons.get("entity", {}).items():
        for key, icon in icons.items():
            if "default" not in icon:
                yield f"entity.{platform}.{key} has no default"
            if icon.get("default") in icon.get("state", {}).values():
                yield f"entity.{platform}.{key}: a state repeats the default"


@cache
def known_icons() -> frozenset[str]:
    """Return the names that may follow `mdi:`."""
    path = Path(hass_frontend.__file__).parent / "static" / "mdi" / "iconList.json"
    return frozenset(icon["name"] for icon in json.loads(path.read_text()))
