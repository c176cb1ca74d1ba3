"""How a gateway is opened: which client, with which patience."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final

from ...connection.address import Address
from ...connection.connection import DeviceConnection
from .protocol.gateway import Gateway, GatewayProtocol
from .protocol.modbus.gateway import ModbusGateway
from .protocol.modbus.policy import MODBUS_POLICY
from .protocol.protobuf.client import ProtobufGateway
from .protocol.protobuf.policy import PROTOBUF_POLICY

PORTS: Final = {GatewayProtocol.PROTOBUF: 10081, GatewayProtocol.MODBUS: 502}
POLICIES: Final = {
    GatewayProtocol.PROTOBUF: PROTOBUF_POLICY,
    GatewayProtocol.MODBUS: MODBUS_POLICY,
}


def protocol_at(port: int) -> GatewayProtocol:
    """Return what is spoken at a port, as far as that tells."""
    if port == PORTS[GatewayProtocol.MODBUS]:
        return GatewayProtocol.MODBUS
    return GatewayProtocol.PROTOBUF


type OpenGateway = Callable[[DeviceConnection], Gateway]


def opener(
    protocol: GatewayProtocol,
    address: Address,
    serial: str | None,
    now: Callable[[], datetime],
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> OpenGateway:
    """Return what makes a client of the gateway with a serial number, or of whoever answers."""
    if protocol is GatewayProtocol.MODBUS:
        return lambda connection: ModbusGateway(address, connection, serial=serial)
    return lambda connection: ProtobufGateway(
        address, connection, serial=serial, now=now, sleep=sleep
    )
