"""quality_scale.yaml: every rule answered."""

from collections.abc import Iterator

from .subject import Subject, read_yaml

TIERS = {
    "bronze": [
        "action-setup",
        "appropriate-polling",
        "brands",
        "common-modules",
        "config-flow",
        "config-flow-test-coverage",
        "dependency-transparency",
        "docs-actions",
        "docs-conditions",
        "docs-high-level-description",
        "docs-installation-instructions",
        "docs-removal-instructions",
        "docs-triggers",
        "entity-event-setup",
        "entity-unique-id",
        "has-entity-name",
        "runtime-data",
        "test-before-configure",
        "test-before-setup",
        "unique-config-entry",
    ],
    "silver": [
        "action-exceptions",
        "config-entry-unloading",
        "docs-configuration-parameters",
        "docs-installation-parameters",
        "entity-unavailable",
        "integration-owner",
        "log-when-unavailable",
        "parallel-updates",
        "reauthentication-flow",
        "test-coverage",
    ],
    "gold": [
        "devices",
        "diagnostics",
        "discovery",
        "discovery-update-info",
        "docs-data-update",
        "docs-examples",
        "docs-known-limitations",
        "docs-supported-devices",
        "docs-supported-functions",
        "docs-troubleshooting",
        "docs-use-cases",
        "dynamic-devices",
        "entity-category",
        "entity-device-class",
        "entity-disabled-by-default",
        "entity-translations",
        "exception-translations",
        "icon-translations",
        "reconfiguration-flow",
        "repair-issues",
        "stale-devices",
    ],
    "platinum": ["async-dependency", "inject-websession", "strict-typing"],
}


def check_quality_scale(subject: Subject) -> Iterator[str]:
    """Check that all rules are there, and that exemptions have a reason."""
    rules = read_yaml(subject.root / "quality_scale.yaml").get("rules", {})
    known = {rule for tier in TIERS.values() for rule in tier}
    for rule in sorted(known - rules.keys()):
        yield f"{rule} is missing"
    for rule, answer in rules.items():
        status = answer.get("status") if isinstance(answer, dict) else answer
        if rule not in known:
            yield f"{rule} is not a rule"
        if status not in {"done", "exempt", "todo"}:
            yield f"{rule}: {status} is not an answer"
        if status == "exempt" and not (
            isinstance(answer, dict) and answer.get("comment")
        ):
            yield f"{rule}: an exemption needs a comment"
