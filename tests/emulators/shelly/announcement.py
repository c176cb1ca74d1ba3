"""What Shelly devices say about themselves in mDNS."""

import ipaddress
import re

from zeroconf.asyncio import AsyncServiceInfo

HTTP = "_http._tcp.local."
SHELLY = "_shelly._tcp.local."
_TTL = 120


def service(
    kind: str,
    name: str,
    target: str,
    address: str,
    port: int,
    properties: dict[str, str],
) -> AsyncServiceInfo:
    """Return one announced service; recorded devices give everything two minutes."""
    return AsyncServiceInfo(
        kind,
        f"{name}.{kind}",
        addresses=[ipaddress.IPv4Address(address).packed],
        port=port,
        properties=properties,
        server=f"{target}.local.",
        host_ttl=_TTL,
        other_ttl=_TTL,
    )


def host_label(name: str) -> str:
    """Return the host name a device makes of its user's name for it."""
    return re.sub(r"[^0-9A-Za-z]+", "-", name).strip("-") or "shelly"
