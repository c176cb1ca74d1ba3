"""How gateways are found, and how one is asked who it is."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
import re
from typing import Final

from ...connection.address import Address
from ...connection.connection import DeviceConnection
from ...connection.errors import ConnectionLostError, DeviceError, ProtocolError
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
        serial = parse_serial(named[2])
        return Match(
            title=f"Hoymiles DTU {serial[-4:]}",
            address=address,
            serial=serial,
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
    """Ask who a gateway is: in protobuf and over Modbus, since it answers one of the two.

    By radio it is protobuf, by cable Modbus. None for whoever answers something else. Raises
    DeviceError.
    """
    errors: list[DeviceError] = []
    for protocol, place in _places(address):
        try:
            return await _ask(protocol, place, now)
        except DeviceError as err:
            errors.append(err)
    if any(isinstance(err, ProtocolError) for err in errors):
        return None
    # Who is busy, or hung up, tells more than who is not there.
    raise next(
        (err for err in errors if type(err) is not ConnectionLostError), errors[0]
    )


def _places(address: Address) -> Iterator[tuple[GatewayProtocol, Address]]:
    """Yield where to ask for what; a port that is neither's own may be either's."""
    usual = address.port == PORTS[GatewayProtocol.PROTOBUF]
    for protocol, port in PORTS.items():
        if usual:
            yield protocol, Address(address.host, port)
        elif address.port not in PORTS.values() or address.port == port:
            yield protocol, address


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
