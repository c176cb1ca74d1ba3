"""How long the stages of jobs take and how they end, remembered over restarts."""

import asyncio
import json
import logging
from pathlib import Path
from statistics import median
from typing import Any, Final

_LOGGER = logging.getLogger(__name__)
_FORMAT: Final = 1
_KEEP: Final = 50
"""Enough for a median, and old ones say little about today's firmware."""

type Numbers = dict[str, Any]


class Metrics:
    """Numbers by family, strategy and stage. Losing them costs an estimate, nothing else."""

    def __init__(self, path: Path) -> None:
        """Name the file; `load` reads it."""
        self._path = path
        self._stages: dict[str, Numbers] = {}

    async def load(self) -> None:
        """Read the file; begin anew if it is not readable."""
        try:
            content = json.loads(await asyncio.to_thread(self._path.read_text))
            if content["format"] == _FORMAT:
                self._stages = dict(content["stages"])
        except FileNotFoundError:
            return
        except (OSError, ValueError, LookupError, TypeError) as err:
            _LOGGER.warning("Statistics of jobs begin anew: %s", type(err).__name__)

    async def save(self) -> None:
        """Write the file."""
        text = json.dumps({"format": _FORMAT, "stages": self._stages})
        try:
            await asyncio.to_thread(_replace, self._path, text)
        except OSError as err:
            _LOGGER.warning("Statistics of jobs were not kept: %s", err.strerror)

    def ended(
        self, family: str, strategy: str, stage: str, outcome: str, seconds: float
    ) -> None:
        """Count the end of a stage; only the time of good ends says how long it takes."""
        numbers = self._of(family, strategy, stage)
        numbers["count"] += 1
        numbers["outcomes"][outcome] = numbers["outcomes"].get(outcome, 0) + 1
        if outcome == "ok":
            numbers["seconds"] = [*numbers["seconds"], round(seconds, 3)][-_KEEP:]

    def retried(self, family: str, strategy: str, stage: str) -> None:
        """Count a retry."""
        self._of(family, strategy, stage)["retries"] += 1

    def expected(self, family: str, strategy: str, stage: str) -> float | None:
        """Return how long a stage usually takes, None if it never ended well."""
        numbers = self._stages.get(_key(family, strategy, stage))
        return median(numbers["seconds"]) if numbers and numbers["seconds"] else None

    def report(self) -> dict[str, Numbers]:
        """Return all numbers for diagnostics."""
        return {
            key: {
                **{name: value for name, value in numbers.items() if name != "seconds"},
                "median": median(numbers["seconds"]) if numbers["seconds"] else None,
            }
            for key, numbers in self._stages.items()
        }

    def _of(self, family: str, strategy: str, stage: str) -> Numbers:
        return self._stages.setdefault(
            _key(family, strategy, stage),
            {"count": 0, "outcomes": {}, "retries": 0, "seconds": []},
        )


def _key(family: str, strategy: str, stage: str) -> str:
    return f"{family}/{strategy}/{stage}"


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = path.with_suffix(".new")
    temporary.write_text(text)
    temporary.replace(path)
