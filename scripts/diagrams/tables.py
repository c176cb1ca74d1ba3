"""The failure codes with what a user reads, and the limits with their reasons."""

import ast
from dataclasses import fields
import inspect
import json
import re

from custom_components.freehold.families import FAMILIES
from custom_components.freehold.provisioning.failures import (
    FAILURES,
    Failure,
    recovery_key,
)
from custom_components.freehold.provisioning.policy import JobPolicy

from ..demo.installation import ROOT

_WORDS = ROOT / "custom_components" / "freehold" / "translations" / "en.json"


def failure_table() -> str:
    """List every code: where the failure lies, what follows by itself, what a user reads."""
    texts = json.loads(_WORDS.read_text())["config"]["error"]
    rows = [
        f"| `{code}` | {failure.group} | {_by_itself(failure)} | {_read(texts, code)} |"
        for code, failure in FAILURES.items()
    ]
    head = ["| Code | Lies in | By itself | What you read |", "|---|---|---|---|"]
    return "\n".join([*head, *rows]) + "\n"


def limit_table() -> str:
    """List every limit with its reason, which stands below it in the code."""
    reasons = _reasons()
    rows = [
        f"| `{limit.name}` | {limit.default:g} | {reasons[limit.name]} |"
        for limit in fields(JobPolicy)
    ]
    return "\n".join(["| Limit | Default | Reason |", "|---|---|---|", *rows]) + "\n"


def _by_itself(failure: Failure) -> str:
    if failure.asks_user:
        return "waits for you"
    if failure.retries:
        return f"tries {failure.retries}× again"
    return "ends"


def _read(texts: dict[str, str], code: str) -> str:
    """Return the general text, and those of a family where it has its own words."""
    parts = [_about_a_device(texts[recovery_key(code)])]
    for family in FAMILIES.values():
        parts += [
            f"*{family.title}:* {_about_a_device(texts[key])}"
            for key in texts
            if re.fullmatch(rf"provisioning_{family.key}_(\w+_)?{code}", key)
        ]
    return "<br>".join(parts)


def _about_a_device(text: str) -> str:
    """Put "the device" where its name will stand."""
    begun = re.sub(r"(^|[.!?] )\{device\}", r"\1The device", text)
    return begun.replace("{device}", "the device")


def _reasons() -> dict[str, str]:
    (policy,) = ast.parse(inspect.getsource(JobPolicy)).body
    assert isinstance(policy, ast.ClassDef)
    return {
        ast.unparse(field.target): inspect.cleandoc(ast.literal_eval(reason.value))
        for field, reason in zip(policy.body, policy.body[1:], strict=False)
        if isinstance(field, ast.AnnAssign) and isinstance(reason, ast.Expr)
    }
