"""Translation keys in the code against translations/en.json, both ways."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from .subject import JsonObject, Subject, at, placeholders

BUILT_IN_ABORTS = {
    *("already_in_progress", "reauth_successful", "reconfigure_successful"),
    *("single_instance_allowed",),
}
"""Reasons that Home Assistant translates itself."""
NEED_KEY = {
    *("ConfigEntryAuthFailed", "ConfigEntryError", "ConfigEntryNotReady"),
    *("HomeAssistantError", "ServiceValidationError", "UpdateFailed"),
}
"""Exceptions that a user sees."""


def check_code(subject: Subject) -> Iterator[str]:
    """Check flows, exceptions and issues."""
    methods: set[str] = set()
    literals: set[str] = set()
    for path, tree in subject.trees.items():
        module = Module(str(path.relative_to(subject.root)), tree)
        methods |= module.methods
        literals |= module.literals
        yield from _check_flows(subject, module)
        yield from _check_raised(subject, module)
        yield from _check_issues(subject, module)
    for branch in (("config", "error"), ("exceptions",)):
        for error in sorted(subject.errors - at(subject.english, *branch).keys()):
            yield f"{'.'.join(branch)}.{error} is not translated"
    for (flow, step_id), fields in subject.fields.items():
        words = at(subject.english, flow, "step", step_id, "data")
        for field in sorted(fields ^ words.keys()):
            yield f"{flow}.step.{step_id}: {field} is not both a field and translated"
    yield from _check_left_over(subject, methods, literals | subject.errors)


@dataclass(frozen=True)
class Module:
    """One file, with answers that several checks need."""

    name: str
    tree: ast.Module

    @cached_property
    def constants(self) -> dict[str, str]:
        """Names at the top that stand for a text."""
        return {
            target.id: node.value.value
            for node in self.tree.body
            if isinstance(node, ast.Assign)
            and isinstance(target := node.targets[0], ast.Name)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        }

    @cached_property
    def literals(self) -> set[str]:
        """All texts."""
        return {
            node.value
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }

    @cached_property
    def methods(self) -> set[str]:
        """Names of all functions."""
        return {
            node.name
            for node in ast.walk(self.tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        }

    def text(self, node: ast.AST | None) -> str | None:
        """Return the text that a node stands for, if it can be told without running it."""
        if isinstance(node, ast.Name):
            return self.constants.get(node.id)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return node.value
        return None

    def argument(self, call: ast.Call, name: str) -> str | None:
        """Return the text given as a keyword argument."""
        return self.text(keyword(call, name))

    def at(self, node: ast.expr | ast.stmt) -> str:
        """Return where a node is."""
        return f"{self.name}:{node.lineno}"


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    """Return a keyword argument."""
    return next((k.value for k in call.keywords if k.arg == name), None)


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Yield every call with the last part of what is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func).rpartition(".")[2], node


def _check_flows(subject: Subject, module: Module) -> Iterator[str]:
    """Check steps, errors, reasons and progress of the flows in a file."""
    for node in module.tree.body:
        if not isinstance(node, ast.ClassDef):
            continue
        bases = " ".join(ast.unparse(base) for base in node.bases)
        if "OptionsFlow" in bases:
            yield from _check_flow(subject.english, "options", module, node)
        elif "ConfigFlow" in bases:
            yield from _check_flow(subject.english, "config", module, node)


def _check_flow(
    english: JsonObject, flow: str, module: Module, node: ast.ClassDef
) -> Iterator[str]:
    def missing(branch: str, key: str | None) -> bool:
        return key is not None and key not in at(english, flow, branch)

    for name, call in calls(node):
        where = module.at(call)
        reason = module.argument(call, "reason")
        if name == "async_abort" and reason not in BUILT_IN_ABORTS:
            if missing("abort", reason):
                yield f"{where}: {flow}.abort.{reason} is not translated"
        if name == "_abort_if_unique_id_configured":
            if missing("abort", "already_configured"):
                yield f"{where}: {flow}.abort.already_configured is not translated"
        if name in {"async_show_form", "async_show_menu"}:
            step_id = module.argument(call, "step_id")
            if missing("step", step_id):
                yield f"{where}: {flow}.step.{step_id} is not translated"
        if name == "async_show_menu" and isinstance(
            options := keyword(call, "menu_options"), ast.List
        ):
            step = at(english, flow, "step", module.argument(call, "step_id") or "")
            for option in map(module.text, options.elts):
                if option not in at(step, "menu_options"):
                    yield f"{where}: menu option {option} is not translated"
        action = module.argument(call, "progress_action")
        if missing("progress", action):
            yield f"{where}: {flow}.progress.{action} is not translated"
    for assignment in ast.walk(node):
        if isinstance(assignment, ast.Assign) and ast.unparse(
            assignment.targets[0]
        ).startswith("errors["):
            error = module.text(assignment.value)
            if missing("error", error):
                where = module.at(assignment)
                yield f"{where}: {flow}.error.{error} is not translated"


def _check_raised(subject: Subject, module: Module) -> Iterator[str]:
    """Check exceptions that a user sees."""
    for name, call in calls(module.tree):
        if not name.endswith(("Error", "Failed", "NotReady")):
            continue
        if keyword(call, "translation_key") is None:
            if name in NEED_KEY:
                yield f"{module.at(call)}: {name} has no translation key"
            continue
        if keyword(call, "translation_domain") is None:
            yield f"{module.at(call)}: {name} has no translation domain"
        key = module.argument(call, "translation_key")
        if key is None:
            continue
        exceptions = at(subject.english, "exceptions")
        if key not in exceptions:
            yield f"{module.at(call)}: exceptions.{key} is not translated"
            continue
        given = keyword(call, "translation_placeholders")
        names = set()
        if isinstance(given, ast.Dict):
            names = {module.text(name) for name in given.keys}
        wanted = placeholders(at(exceptions, key).get("message", ""))
        if (given is None or names) and not wanted <= names:
            lacking = ", ".join(sorted(wanted - names))
            yield f"{module.at(call)}: exceptions.{key} also needs {lacking}"


def _check_issues(subject: Subject, module: Module) -> Iterator[str]:
    """Check issues that appear under repairs."""
    for name, call in calls(module.tree):
        key = module.argument(call, "translation_key")
        if name == "async_create_issue" and key is not None:
            if key not in at(subject.english, "issues"):
                yield f"{module.at(call)}: issues.{key} is not translated"


def _check_left_over(
    subject: Subject, methods: set[str], literals: set[str]
) -> Iterator[str]:
    """Check that no text is left of something that is gone."""
    for flow in ("config", "options"):
        for step_id in at(subject.english, flow, "step"):
            if f"async_step_{step_id}" not in methods:
                yield f"{flow}.step.{step_id} has no async_step_{step_id}"
        used = literals | BUILT_IN_ABORTS | {"already_configured"}
        for branch in ("abort", "error", "progress"):
            for key in at(subject.english, flow, branch).keys() - used:
                yield f"{flow}.{branch}.{key} is never used"
    for branch in ("exceptions", "issues"):
        for key in at(subject.english, branch).keys() - literals:
            yield f"{branch}.{key} is never used"
