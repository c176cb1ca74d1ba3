"""Print what a set of Home Assistant's integrations requires, those they depend on included, and what ours does.

usage: python -m scripts.integration_requirements HOMEASSISTANT_FOLDER LIST_OF_DOMAINS OUR_MANIFEST
"""

from collections.abc import Iterable
import json
from pathlib import Path
import sys


def read_domains(text: str) -> list[str]:
    """Return the words of a text, comments aside."""
    return [
        domain
        for line in text.splitlines()
        for domain in line.partition("#")[0].split()
    ]


def collect(components: Path, domains: Iterable[str]) -> set[str]:
    """Return the requirements of integrations and of all that they depend on."""
    requirements: set[str] = set()
    waiting = list(domains)
    seen: set[str] = set()
    while waiting:
        domain = waiting.pop()
        if domain in seen:
            continue
        seen.add(domain)
        manifest = json.loads((components / domain / "manifest.json").read_text())
        requirements.update(manifest.get("requirements", ()))
        waiting += manifest.get("dependencies", ())
    return requirements


def main() -> None:
    """Print one requirement a line."""
    homeassistant, listing, manifest = map(Path, sys.argv[1:])
    domains = read_domains(listing.read_text())
    requirements = collect(homeassistant / "components", domains)
    requirements.update(json.loads(manifest.read_text())["requirements"])
    sys.stdout.writelines(f"{requirement}\n" for requirement in sorted(requirements))


if __name__ == "__main__":
    main()
