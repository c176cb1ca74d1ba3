"""The table of a device's CoIoT sensors: `cit/d` (docs/protocols/shelly-gen1.md, CoIoT).

Ids mean different things on different models (3103 is humidity here, a target temperature
there), so that only this table tells what a value is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
import re
from typing import Any

from .....connection.errors import ProtocolError
from .coiot import CoiotValue


@dataclass(frozen=True, slots=True, kw_only=True)
class CoiotSensor:
    """One sensor."""

    block: str
    """What it belongs to: `relay`, `light`, `sensor`, `device` …"""
    index: int
    """Which of them, from 0: the hundreds of its id."""
    name: str
    unit: str | None = None
    invalid: str | None = None
    """The value that stands for "unknown"."""

    def is_unknown(self, value: CoiotValue) -> bool:
        """Whether the value stands for "unknown"."""
        return self.invalid is not None and str(value) == self.invalid


def parse_description(body: Any) -> dict[int, CoiotSensor]:
    """Read `cit/d`: its sensors by id. Malformed ones are left out.

    Raises ProtocolError if it is no description at all.
    """
    if (
        not isinstance(body, Mapping)
        or not isinstance(body.get("blk"), list)
        or not isinstance(body.get("sen"), list)
    ):
        raise ProtocolError("this is no description of sensors")
    blocks = {
        block["I"]: re.sub(r"_\d+$", "", block["D"])
        for block in body["blk"]
        if isinstance(block, Mapping)
        and type(block.get("I")) is int
        and isinstance(block.get("D"), str)
    }
    return {
        sensor["I"]: CoiotSensor(
            block=blocks.get(_first(sensor.get("L")), ""),
            index=max(0, sensor["I"] // 100 % 10 - 1),
            name=sensor["D"],
            unit=sensor["U"] if isinstance(sensor.get("U"), str) else None,
            invalid=_invalid(sensor.get("R")),
        )
        for sensor in body["sen"]
        if isinstance(sensor, Mapping)
        and type(sensor.get("I")) is int
        and isinstance(sensor.get("D"), str)
    }


def _first(links: Any) -> int:
    """Return the first block that a sensor is linked to; 0: none."""
    link = links[0] if isinstance(links, list) and links else links
    return link if type(link) is int else 0


def _invalid(ranges: Any) -> str | None:
    """Return the second range: it holds the value for "unknown", if there is one."""
    if isinstance(ranges, list) and len(ranges) == 2 and isinstance(ranges[1], str):
        return ranges[1]
    return None
