"""How gateways are found, and how one is asked who it is."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
import re
from typing import Final

from ...connection.address import Address
from ...connection.connection import DeviceConnection
from ...connection.errors import DeviceError, ProtocolError
from ..contract import Finding, Match, Opened, Ownership, Sighting, Source
from .gateways import POLICIES, PORTS, opener
from .identity import identity_of
from .protocol.gateway import GatewayProtocol
from .protocol.serials import parse_serial

ACCESS_POINT: Final = "10.10.100.254"
"""Where every gateway is on the network it opens itself."""

# As their access points are called (docs/protocols/hoymiles.md, Discovery).
_HOST_NAME: Final = re.compile(r"dtu(bi|p|l|w)-([0-9a-f]{12}j?)", re.IGNORECASE)

_MAC_BEGINNING: Final = "48:4d:"
"""Of the cable of one gateway; others own parts of it, too."""


def recognise(sighting: Sighting) -> Match | None:
    """Tell a gateway by the name or the MAC with which it asks for an address."""
    if sighting.source is not Source.DHCP or sighting.host == ACCESS_POINT:
        return None
    address = Address(sighting.host, PORTS[GatewayProtocol.PROTOBUF])
    if named := _HOST_NAME.fullmatch(sighting.hostname.partition(".")[0]):
        return Match(
            title=f"Hoymiles DTU {named[2][-4:].upper()}",
            address=address,
            serial=parse_serial(named[2]),
            mac=sighting.mac,
        )
    if sighting.mac and sighting.mac.startswith(_MAC_BEGINNING):
        return Match(
            title="Hoymiles DTU", address=address, mac=sighting.mac, doubtful=True
        )
    return None


async def identify(
    address: Address, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Finding | None:
    """Ask who a gateway is: in protobuf and over Modbus, each at its own port.

    A gateway answers one of the two, by radio or by cable. A port that is given is asked alone.
    None for whoever answers something else. Raises DeviceError.
    """
    usual = {port: protocol for protocol, port in PORTS.items()}
    if address.port == PORTS[GatewayProtocol.PROTOBUF]:
        attempts = [
            _ask(protocol, Address(address.host, port), now)
            for protocol, port in PORTS.items()
        ]
    else:
        protocol = usual.get(address.port, GatewayProtocol.PROTOBUF)
        attempts = [_ask(protocol, address, now)]
    answers = await asyncio.gather(*attempts, return_exceptions=True)
    for answer in answers:
        if isinstance(answer, Finding):
            return answer
    for answer in answers:
        if isinstance(answer, BaseException) and not isinstance(answer, DeviceError):
            raise answer
    if any(isinstance(answer, ProtocolError) for answer in answers):
        return None
    error = answers[0]
    assert isinstance(error, DeviceError)
    raise error


async def _ask(
    protocol: GatewayProtocol, address: Address, now: Callable[[], datetime]
) -> Finding:
    # A person waits for the answer.
    policy = replace(POLICIES[protocol], read_retries=0)
    connection = DeviceConnection(policy, name=f"Hoymiles at {address.host}")
    gateway = opener(protocol, address, None, now)(connection)
    try:
        information = await gateway.information()
        settings = None
        with suppress(DeviceError):
            settings = await gateway.settings()
    finally:
        await gateway.hang_up()
        await connection.close()
    return Finding(
        ownership=Ownership.US,
        opened=Opened(
            identity=identity_of(information, protocol, settings),
            credential=None,
            address=address,
        ),
        serial=information.serial,
    )
