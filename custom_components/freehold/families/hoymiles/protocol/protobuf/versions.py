"""Versions as they are printed, and what some of them lack (docs/protocols/hoymiles.md, Firmware)."""

from collections.abc import Mapping
from typing import Final

WHO_IT_IS_ONLY: Final[Mapping[int, str]] = {2051: "V00.08.03"}
"""Gateways' firmware that tells who it is (A301) and answers nothing else."""

WITHOUT_SETTINGS: Final = frozenset({*WHO_IT_IS_ONLY, 4353})
"""Gateways' firmware that is silent when its settings (A309) are asked for."""

FIRST_WITH_LIMIT_FOR_NOW: Final = 4353
"""V01.01.01."""


def gateway_software(number: int) -> str | None:
    """520 is V00.02.08."""
    return _binary("V", number)


def gateway_hardware(number: int) -> str | None:
    """37122 is H09.01.02."""
    return _binary("H", number)


def inverter_software(number: int) -> str | None:
    """10012 is V01.00.12."""
    parts = number // 10000, number // 100 % 100, number % 100
    return _written("V", parts) if number > 0 else None


def inverter_hardware(number: int) -> str | None:
    """266 is H00.04.10."""
    parts = number // 2048, number // 64 % 32, number % 64
    return _written("H", parts) if number > 0 else None


def _binary(letter: str, number: int) -> str | None:
    parts = number // 4096, number // 256 % 16, number % 256
    return _written(letter, parts) if number > 0 else None


def _written(letter: str, parts: tuple[int, ...]) -> str:
    return letter + ".".join(f"{part:02}" for part in parts)
