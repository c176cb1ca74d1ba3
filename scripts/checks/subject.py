"""The integration that is checked, read once."""

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
import json
from pathlib import Path
import re
from typing import Any

import yaml

from homeassistant.helpers.entity import EntityDescription

type JsonObject = dict[str, Any]
type Tables = Mapping[str, Sequence[EntityDescription]]
type Check = Callable[[Subject], Iterator[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """An integration, its parsed files, and what it offers at run time."""

    root: Path
    """The folder named after its domain."""
    repository: Path
    trees: Mapping[Path, ast.Module]
    manifest: JsonObject
    english: JsonObject
    icons: JsonObject
    actions: JsonObject
    """What services.yaml describes."""
    tables: Tables
    """Entity descriptions by platform."""
    fields: Mapping[tuple[str, str], frozenset[str]]
    """Fields that a family adds to a form, by flow and step."""
    errors: frozenset[str]
    """Translation keys of errors that a form or an exception shows and no literal tells."""

    @property
    def domain(self) -> str:
        """What Home Assistant calls it."""
        return self.root.name


def read_subject(
    repository: Path,
    domain: str,
    tables: Tables,
    *,
    fields: Mapping[tuple[str, str], frozenset[str]],
    errors: frozenset[str],
) -> Subject:
    """Read an integration from the disk. What is missing is empty."""
    root = repository / "custom_components" / domain
    return Subject(
        root=root,
        repository=repository,
        trees={
            path: ast.parse(path.read_text()) for path in sorted(root.rglob("*.py"))
        },
        manifest=read_json(root / "manifest.json"),
        english=read_json(root / "translations" / "en.json"),
        icons=read_json(root / "icons.json"),
        actions=read_yaml(root / "services.yaml"),
        tables=tables,
        fields=fields,
        errors=errors,
    )


def read_json(path: Path) -> JsonObject:
    """Read an object; empty if the file is absent."""
    content: JsonObject = json.loads(path.read_text()) if path.is_file() else {}
    return content


def read_yaml(path: Path) -> JsonObject:
    """Read a mapping; empty if the file is absent."""
    content: JsonObject | None = (
        yaml.safe_load(path.read_text()) if path.is_file() else None
    )
    return content or {}


def at(tree: JsonObject, *path: str) -> JsonObject:
    """Return a branch, empty if it is absent."""
    for key in path:
        tree = tree.get(key, {})
    return tree


def texts(
    tree: JsonObject, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield every text of a tree with its path."""
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from texts(value, (*path, key))
        elif isinstance(value, str):
            yield (*path, key), value


def placeholders(text: str) -> set[str]:
    """Return the names in braces."""
    return set(re.findall(r"\{([a-zA-Z0-9_]+)\}", text))
