"""Who a gateway is, in words that a person would use."""

from typing import Final

from ..contract import Identity
from .protocol.gateway import GatewayInformation, GatewayProtocol, GatewaySettings

FAMILY: Final = "hoymiles"


def identity_of(
    information: GatewayInformation,
    protocol: GatewayProtocol,
    settings: GatewaySettings | None,
) -> Identity:
    """Put together what it tells everybody."""
    # Modbus is on the cable, protobuf on the radio (docs/protocols/hoymiles.md, Transports).
    wired = protocol is GatewayProtocol.MODBUS
    told = settings or GatewaySettings()
    return Identity(
        family=FAMILY,
        serial=information.serial,
        manufacturer="Hoymiles",
        model=information.model,
        name=f"{information.model} {information.serial[-4:]}",
        protocol=protocol,
        mac=told.mac if wired else told.wifi_mac,
        firmware=information.firmware,
        hardware=information.hardware,
    )
