"""What an appliance says about itself in mDNS."""

import ipaddress

from zeroconf.asyncio import AsyncServiceInfo

from .models import Nameplate
from .ownership import Ownership

SERVICE_TYPE = "_mieleathome._tcp.local."
_RECORD_TTL, _ADDRESS_TTL = 600, 120


def service_info(
    nameplate: Nameplate, ownership: Ownership, host: str, port: int, *, gateway: bool
) -> AsyncServiceInfo:
    """Return the announcement, TXT keys in the order of the recorded packets."""
    server = f"Miele-{nameplate.eui64}.local."
    properties = {
        "txtvers": "1",
        "group": ownership.group_id,
        "path": "/rest/" if gateway else "/",
        "security": "1",
        "pairing": "false",
        "devicetype": str(nameplate.model.device_type),
        "con": "1" if ownership.cloud_connected else "0",
        "subtype": "0",
        "s": "0",
    }
    return AsyncServiceInfo(
        SERVICE_TYPE,
        f"Miele {nameplate.tech_type}.{SERVICE_TYPE}",
        addresses=[ipaddress.IPv4Address(host).packed],
        port=port,
        properties=properties,
        server=server,
        host_ttl=_ADDRESS_TTL,
        other_ttl=_RECORD_TTL,
    )
