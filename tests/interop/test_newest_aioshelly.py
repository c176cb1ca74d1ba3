"""The tests with aioshelly once more, with the release that a later Home Assistant brings."""

from importlib import metadata
import os
from pathlib import Path
import subprocess

import pytest

from scripts.demo.installation import ROOT
from tests.skipping import skip_loudly

VERSION = "2026.11"
RUNNER = (
    "pytest",
    "pluggy",
    "iniconfig",
    "pygments",
    "pytest-asyncio",
    "pytest-socket",
)
"""The environment of a later version holds Home Assistant and no test runner: ours is lent to it."""
HERE = Path(__file__).parent


@pytest.fixture
def interpreter() -> Path:
    """Return the program that runs the later version."""
    program = ROOT / f".venv-{VERSION}" / "bin" / "python"
    if not program.exists():
        skip_loudly(f"Home Assistant {VERSION} is missing: scripts/setup {VERSION}")
    return program


@pytest.fixture
def runner(tmp_path: Path) -> Path:
    """Return a folder with the test runner and nothing else."""
    for name in RUNNER:
        distribution = metadata.distribution(name)
        tops = {file.parts[0] for file in distribution.files or ()} - {".."}
        for top in tops - {"__pycache__"}:
            (tmp_path / top).symlink_to(str(distribution.locate_file(top)))
    return tmp_path


@pytest.mark.parametrize(
    "tests", sorted(HERE.glob("test_aioshelly*.py")), ids=lambda path: path.stem
)
def test_newest_aioshelly(interpreter: Path, runner: Path, tests: Path) -> None:
    """Everything holds for it too; its own report tells what does not."""
    # What all our tests share needs the test harness of Home Assistant: it is cut off.
    options = ("-rs", "-p", "no:cacheprovider", "--confcutdir", HERE)
    run = subprocess.run(
        (interpreter, "-m", "pytest", *options, tests),
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(runner)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    if " passed" not in run.stdout:
        skip_loudly(run.stdout)
