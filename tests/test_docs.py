"""The documentation says what the code does."""

from collections.abc import Iterator
import json
from pathlib import Path
import re
from typing import Any

import pytest

from custom_components.freehold.provisioning.failures import FAILURES, recovery_key
from custom_components.freehold.provisioning.states import State
from scripts.diagrams.blocks import PAGE, render
from scripts.diagrams.sequence import draw_sequence

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
WORDS: dict[str, Any] = json.loads(
    (ROOT / "custom_components/freehold/translations/en.json").read_text()
)
TOLD = {key for key in WORDS["config"]["error"] if key.startswith("provisioning_")}
"""Those of all codes, and those that a family has besides."""
RECOVERY_KEYS = sorted({*map(recovery_key, FAILURES), *TOLD})


async def test_what_is_drawn_from_the_code_is_up_to_date() -> None:
    """Else run `python -m scripts.diagrams`."""
    page = PAGE.read_text()

    assert await render(page) == page


async def test_the_drawn_key_is_durable_before_it_is_sent() -> None:
    """The diagram would show it, were it not so."""
    lines = [line.strip() for line in (await draw_sequence()).splitlines()]
    order = [
        lines.index(line)
        for line in (
            "E->>J: intent commission",
            "E->>V: key, synced to the disk",
            "E->>S: execute commission",
            "E->>J: done commission",
            "E->>S: confirm",
            "E->>J: state succeeded",
        )
    ]

    assert order == sorted(order)


@pytest.mark.parametrize("state", State)
def test_every_state_is_explained(state: State) -> None:
    """In the table, not only in the diagram."""
    assert f"| `{state}` |" in PAGE.read_text()


@pytest.mark.parametrize("key", RECOVERY_KEYS)
def test_a_failure_reads_the_same_everywhere(key: str) -> None:
    """Wizard, repair and action tell one story."""
    wizard = WORDS["config"]["error"][key]

    assert WORDS["issues"]["device_reset"]["fix_flow"]["abort"][key] == wizard
    assert WORDS["exceptions"][key]["message"] == wizard
    assert set(re.findall(r"\{(\w+)\}", wizard)) <= {"device"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """To a file of ours, and to a heading in it."""
    broken = [link for link in _links(page) if not _leads_somewhere(page, link)]

    assert broken == []


def _links(page: Path) -> Iterator[str]:
    """Yield the links of a page that stay in the repository."""
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text()):
        if "://" not in link:
            yield link


def _leads_somewhere(page: Path, link: str) -> bool:
    path, _, anchor = link.partition("#")
    target = page.parent / path if path else page
    if not target.exists():
        return False
    return not anchor or anchor in _anchors(target.read_text())


def _anchors(text: str) -> set[str]:
    """Return what the headings of a page are called in links."""
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")
        for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    }
