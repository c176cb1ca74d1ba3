"""Check the integration offline, in the spirit of hassfest and HACS.

usage: python -m scripts.check_integration

Not a replacement for the real ones, which run in CI: what they would say half an hour later.
"""

from collections.abc import Iterator, Sequence
import importlib
import pkgutil
import sys

from custom_components import freehold
from custom_components.freehold.connection.errors import DeviceError, WrongMomentError
from custom_components.freehold.const import CONF_LIFECYCLE_ONLY, DOMAIN
from custom_components.freehold.families import FAMILIES
from custom_components.freehold.families.descriptions import TABLES
from custom_components.freehold.provisioning.failures import FAILURES, recovery_key
from homeassistant.const import Platform
from homeassistant.helpers.entity import EntityDescription

from .checks import CHECKS
from .checks.subject import Subject, read_subject
from .demo.installation import ROOT


def find_problems(subject: Subject) -> Iterator[str]:
    """Run all checks."""
    for check in CHECKS:
        name = check.__name__.removeprefix("check_").replace("_", " ")
        for problem in check(subject):
            yield f"{name}: {problem}"


def collect_tables() -> dict[str, Sequence[EntityDescription]]:
    """Return all descriptions by platform: those of the families, and those of every device."""
    tables: dict[str, Sequence[EntityDescription]] = {}
    for module in pkgutil.iter_modules(freehold.__path__):
        if module.name not in set(Platform):
            continue
        platform = importlib.import_module(f"{freehold.__name__}.{module.name}")
        shared = [
            description
            for table in vars(platform).values()
            if isinstance(table, tuple)
            for description in table
            if isinstance(description, EntityDescription)
        ]
        special: list[EntityDescription] = []
        for family in FAMILIES.values():
            table = getattr(family.entities, TABLES[Platform(module.name)])
            # Two families may have the same, under the same words.
            told = {(each.key, each.translation_key) for each in special}
            special += [
                each for each in table if (each.key, each.translation_key) not in told
            ]
        tables[module.name] = [*shared, *special]
    return tables


def collect_fields() -> dict[tuple[str, str], frozenset[str]]:
    """Return the fields that the families add to forms."""
    fields: dict[tuple[str, str], frozenset[str]] = {}
    reauth = {"credentials": "reauth_confirm", "password": "reauth_password"}
    for family in FAMILIES.values():
        keys = frozenset(field.key for field in family.credential_fields)
        for step in (family.credentials_step, reauth[family.credentials_step]):
            fields["config", step] = fields.get(("config", step), frozenset()) | keys
    options = {each.key for family in FAMILIES.values() for each in family.options}
    if any(family.core_domain for family in FAMILIES.values()):
        options.add(CONF_LIFECYCLE_ONLY)
    return {**fields, ("options", "init"): frozenset(options)}


def error_keys(error: type[DeviceError]) -> Iterator[str]:
    """Yield the translation keys of an error and of those derived from it."""
    # Its key is given where it is raised, and only a command raises it.
    if error is not WrongMomentError:
        yield error.key
    for derived in error.__subclasses__():
        yield from error_keys(derived)


def recovery_keys() -> Iterator[str]:
    """Yield the translation keys of what a user can do when a job fails."""
    for code in FAILURES:
        yield recovery_key(code)
        for family in FAMILIES.values():
            for strategy in family.strategies:
                if special := strategy.explain(code, None):
                    yield special.key


def main() -> int:
    """Print what is wrong."""
    subject = read_subject(
        ROOT,
        DOMAIN,
        collect_tables(),
        fields=collect_fields(),
        errors=frozenset([*error_keys(DeviceError), *recovery_keys()]),
    )
    problems = list(find_problems(subject))
    sys.stdout.writelines(f"{problem}\n" for problem in problems)
    entities = sum(map(len, subject.tables.values()))
    sys.stdout.write(f"{len(problems)} problems; {entities} entities checked\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
