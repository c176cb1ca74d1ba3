"""What a Gen1 device says about itself in mDNS."""

from zeroconf.asyncio import AsyncServiceInfo

from ..announcement import HTTP, service
from .machine import Machine


def announcement(machine: Machine, address: str, port: int) -> AsyncServiceInfo:
    """Return the one service it announces (the fields are recorded)."""
    host = str(machine.section("device")["hostname"])
    return service(
        HTTP,
        host,
        host,
        address,
        port,
        {
            "id": host,
            "arch": "esp8266",
            "app": machine.model.app,
            "fw_version": "1.0",
            "fw_id": machine.firmware.installed,
            "discoverable": str(bool(machine.settings["discoverable"])).lower(),
        },
    )
