"""Imports of Home Assistant's integrations, each of which must be declared."""

import ast
from collections.abc import Iterator

from homeassistant.const import Platform

from .subject import Subject

# Home Assistant loads these itself when an integration has the file of that name.
ALWAYS_THERE = {*Platform, "diagnostics", "homeassistant", "repairs", "system_health"}


def check_imports(subject: Subject) -> Iterator[str]:
    """Check what is imported of homeassistant.components."""
    declared = {
        *subject.manifest.get("dependencies", ()),
        *subject.manifest.get("after_dependencies", ()),
    }
    for path, tree in subject.trees.items():
        for line, component in _components(tree):
            if component not in declared | ALWAYS_THERE | {subject.domain}:
                where = path.relative_to(subject.root)
                yield f"{where}:{line}: {component} is imported and no dependency"


def _components(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield line and domain of every imported integration."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            match name.split("."):
                case ["homeassistant", "components", component, *_]:
                    yield node.lineno, component
