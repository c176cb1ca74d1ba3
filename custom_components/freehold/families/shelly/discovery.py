"""How devices are found, and how one is asked who it is and what opens it."""

from collections.abc import Sequence
import re
from typing import Final

from aiohttp import ClientSession

from ...connection.address import Address
from ...connection.connection import DeviceConnection
from ...connection.errors import AuthenticationError
from ...provisioning.credential import Credential
from ..contract import Finding, Match, Opened, Ownership, Sighting, Source
from .credential import password_of
from .gen1.client import open_gen1
from .identity import colons, identity_of
from .policy import IDENTIFY_POLICY
from .protocol.endpoint import Endpoint
from .protocol.exchange import read_info
from .protocol.info import DeviceInfo, NotShellyError
from .rpc.client import open_rpc

HTTP_PORT: Final = 80
TLS_PORT: Final = 443
SERVICE: Final = "_shelly._tcp.local."
HTTP_SERVICE: Final = "_http._tcp.local."
ACCESS_POINT: Final = "192.168.33.1"
"""Where every device is on the network it opens itself."""

GUESSES: Final = 2
"""Passwords that are tried unasked: firmware 2.0 locks itself after too many wrong ones."""

# shellyplus1pm-441793d69718; ShellyBulbDuo-…; only the older names are shorter
# (docs/protocols/shelly.md, Announcements).
_INSTANCE: Final = re.compile(
    r"shelly[a-z0-9-]*-([0-9a-f]{6}|[0-9a-f]{12})", re.IGNORECASE
)


def recognise(sighting: Sighting) -> Match | None:
    """Tell a device by what it announces, or by the name under which it asks for an address."""
    if sighting.host == ACCESS_POINT:
        return None
    if sighting.source is Source.DHCP:
        instance = sighting.hostname
    elif sighting.name.endswith((SERVICE, HTTP_SERVICE)):
        instance = sighting.name.removesuffix(f".{SERVICE}").removesuffix(
            f".{HTTP_SERVICE}"
        )
    else:
        return None
    named = _INSTANCE.fullmatch(instance.partition(".")[0])
    if named is None and not sighting.name.endswith(SERVICE):
        # A device that was given a name announces a second instance under it.
        return None
    mac = named[1].upper() if named and len(named[1]) == 12 else None
    return Match(
        title=instance,
        address=Address(sighting.host, sighting.port or HTTP_PORT),
        serial=mac,
        mac=sighting.mac or (colons(mac) if mac else None),
    )


async def identify(
    address: Address, session: ClientSession, credentials: Sequence[Credential]
) -> Finding | None:
    """Ask who it is, which every device tells everybody, and try the passwords we hold."""
    connection = DeviceConnection(IDENTIFY_POLICY, name=str(address))
    try:
        info, endpoint = await connection.read(
            lambda: read_info(session, endpoint_of(address))
        )
    except NotShellyError:
        return None
    identity = identity_of(info)
    if not info.auth_required:
        return Finding(
            ownership=Ownership.US,
            opened=Opened(identity=identity, credential=None),
            serial=info.mac,
        )
    for credential in credentials[-GUESSES:]:
        if await _opens(info, endpoint, session, connection, credential):
            return Finding(
                ownership=Ownership.US,
                opened=Opened(identity=identity, credential=credential),
                serial=info.mac,
            )
    return Finding(ownership=Ownership.UNKNOWN, serial=info.mac, name=identity.name)


def endpoint_of(address: Address) -> Endpoint:
    """Return how an address is spoken to at first; a device that wants TLS says so."""
    return Endpoint(address, tls=address.port == TLS_PORT)


async def _opens(
    info: DeviceInfo,
    endpoint: Endpoint,
    session: ClientSession,
    connection: DeviceConnection,
    credential: Credential,
) -> bool:
    password = password_of(credential)
    if info.generation > 1:
        rpc = open_rpc(session, endpoint, connection, None, mac=info.mac)
        return await rpc.accepts(password)
    gen1 = open_gen1(session, endpoint.address, connection, password, mac=info.mac)
    try:
        await gen1.settings()
    except AuthenticationError:
        return False
    return True
