"""Actions: registered, described, translated and with an icon, or none of it."""

import ast
from collections.abc import Iterator

from .subject import Subject, at

REGISTRATIONS = {
    "async_register_admin_service",
    "async_register_batched_platform_entity_service",
    "async_register_platform_entity_service",
}


def check_actions(subject: Subject) -> Iterator[str]:
    """Check services.yaml against the code, the translations and the icons."""
    if _registers(subject) and not subject.actions:
        yield "actions are registered, and there is no services.yaml"
    if subject.actions and not _registers(subject):
        yield "services.yaml describes actions, and none is registered"
    words, icons = at(subject.english, "services"), at(subject.icons, "services")
    for section, others in (("translations", words), ("icons", icons)):
        for name in subject.actions.keys() ^ others.keys():
            yield f"{name} is not in both services.yaml and {section}"
    for name, action in subject.actions.items():
        text = at(words, name)
        for key in {"name", "description"} - text.keys():
            yield f"{name} has no {key} in the translations"
        fields = {*((action or {}).get("fields") or {})}
        for field in fields ^ at(text, "fields").keys():
            yield f"{name}.{field} is not in both services.yaml and translations"


def _registers(subject: Subject) -> bool:
    """Tell whether any action is registered."""
    return any(
        isinstance(node, ast.Call)
        and (
            (name := ast.unparse(node.func)).endswith("services.async_register")
            or name.rpartition(".")[2] in REGISTRATIONS
        )
        for tree in subject.trees.values()
        for node in ast.walk(tree)
    )
