"""The rule that import-linter cannot say: a client stands on connection/ and on itself."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "custom_components" / "freehold"
CLIENTS = sorted(PACKAGE.glob("families/*/protocol"))


def imported(path: Path) -> list[Path]:
    """Return where the relative imports of a file lead."""
    return [
        path.parents[node.level - 1].joinpath(*(node.module or "").split("."))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and node.level
    ]


@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.parent.name)
def test_a_client_imports_only_connection_and_itself(client: Path) -> None:
    """Whoever wants to publish a client takes two folders along."""
    allowed = (client, PACKAGE / "connection")
    strangers = [
        (path.relative_to(PACKAGE), target.relative_to(PACKAGE))
        for path in client.rglob("*.py")
        for target in imported(path)
        if not any(target.is_relative_to(folder) for folder in allowed)
    ]
    assert CLIENTS
    assert not strangers
