"""What is published of a solar plant: numbers that are believed, never those that are told."""

from collections.abc import Mapping
from dataclasses import dataclass

type PortKey = tuple[str, int]
"""Serial number of the inverter, number of its port: never a position in a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Yield:
    """What a port, an inverter or the plant produced. None: not known yet."""

    total: int | None = None
    """Watt-hours; never falls, and rises by nothing but what was produced."""
    today: int | None = None
    """Watt-hours since midnight in Home Assistant's zone."""
    power: float | None = None
    """Watts: into a port they are direct current, of an inverter and the plant alternating current."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeterYield:
    """What went through a meter in watt-hours; neither ever falls. None: not known yet."""

    imported: int | None = None
    exported: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Yields:
    """All of them at one moment: every port, inverter and meter ever heard of, excluded ones too."""

    ports: Mapping[PortKey, Yield]
    inverters: Mapping[str, Yield]
    """By serial number."""
    plant: Yield
    """Without the excluded inverters."""
    meters: Mapping[str, MeterYield]
    """By serial number."""
