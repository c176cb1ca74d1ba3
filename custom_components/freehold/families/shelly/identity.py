"""Who a Shelly is, in words that a person would use."""

from typing import Final

from ..contract import Identity
from .protocol.info import DeviceInfo

FAMILY: Final = "shelly"
GEN1: Final = "gen1"
RPC: Final = "rpc"
"""What the generations after the first speak."""


def identity_of(info: DeviceInfo) -> Identity:
    """Put together what it tells everybody. Its serial number is its MAC."""
    line = info.product or info.app or info.model or "Shelly"
    return Identity(
        family=FAMILY,
        serial=info.mac,
        manufacturer="Shelly",
        model=info.model or line,
        name=info.name or f"Shelly {line} {info.mac[-4:]}",
        mac=colons(info.mac),
        firmware=info.firmware,
        protocol=GEN1 if info.generation == 1 else RPC,
        hardware=f"Gen{info.generation}",
    )


def colons(mac: str) -> str:
    """Return a MAC of 12 hex digits as Home Assistant writes it."""
    return ":".join(mac[i : i + 2] for i in range(0, 12, 2)).lower()
