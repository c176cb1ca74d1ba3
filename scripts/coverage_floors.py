"""A pytest plugin: every module is tested, and wizards wholly.

It runs inside of pytest, so that one run counts all tests and measures all code.
"""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from coverage import Coverage
import pytest

FLOOR = 95
"""Per cent of lines and branches, in every module of its own."""
FLOWS_FLOOR = 100
"""Of a wizard: nobody sees that one is broken but the person who needs it."""


def floor_of(path: str) -> int:
    """Return how much of a file must be tested."""
    return FLOWS_FLOOR if path.endswith("_flow.py") else FLOOR


def too_low(percentages: dict[str, float]) -> list[str]:
    """Return a line for every file that is tested too little."""
    return [
        f"{path} is tested to {percent:.1f} %, and must be to {floor_of(path)} %"
        for path, percent in sorted(percentages.items())
        if percent < floor_of(path)
    ]


def measured() -> dict[str, float]:
    """Return how much of each file the last run went through, in per cent."""
    coverage = Coverage()
    coverage.load()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "coverage.json"
        coverage.json_report(outfile=str(path))
        files = json.loads(path.read_text())["files"]
    return {name: file["summary"]["percent_covered"] for name, file in files.items()}


class CoverageFloors:
    """Fails a run that would else be green."""

    def __init__(self) -> None:
        """Know of nothing yet."""
        self._failures: list[str] = []

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Compare after the measurement has been saved."""
        if session.exitstatus == pytest.ExitCode.OK:
            self._failures = too_low(measured())
            if self._failures:
                session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(
        self, terminalreporter: pytest.TerminalReporter
    ) -> None:
        """Say which files are tested too little."""
        if self._failures:
            terminalreporter.section("Tested too little", red=True)
            for failure in self._failures:
                terminalreporter.line(failure, red=True)


def pytest_configure(config: pytest.Config) -> None:
    """Take part in the run."""
    config.pluginmanager.register(CoverageFloors())
