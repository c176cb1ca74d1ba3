"""The parts of the page that are drawn, between their marks."""

from typing import Final

from custom_components.freehold.provisioning.states import mermaid

from ..demo.installation import ROOT
from .sequence import draw_sequence
from .tables import failure_table, limit_table

PAGE: Final = ROOT / "docs" / "provisioning.md"


async def draw() -> dict[str, str]:
    """Return every drawn part by its name."""
    return {
        "sequence": _diagram(await draw_sequence()),
        "states": _diagram(mermaid()),
        "failures": failure_table(),
        "limits": limit_table(),
    }


async def render(page: str) -> str:
    """Return a page with all its drawn parts as they should be."""
    for name, part in (await draw()).items():
        begin = f"<!-- {name}: drawn by python -m scripts.diagrams -->\n"
        end = f"<!-- end of {name} -->"
        if (page.count(begin), page.count(end)) != (1, 1):
            raise ValueError(f"the page must have one place for {name}")
        before, _, rest = page.partition(begin)
        page = f"{before}{begin}{part}{end}{rest.partition(end)[2]}"
    return page


def _diagram(text: str) -> str:
    return f"```mermaid\n{text}```\n"
