"""How appliances are found, and how one is asked who it is and whose."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
import re
from typing import Final

from aiohttp import ClientSession

from ...connection.address import Address
from ...connection.connection import DeviceConnection
from ...connection.errors import (
    AuthenticationError,
    DeviceSleepError,
    ProtocolError,
    UnsupportedError,
)
from ...provisioning.credential import Credential
from ..contract import Finding, Identity, Match, Opened, Ownership, Sighting, Source
from .credential import group_credentials
from .identity import identity_of, kind_name
from .policy import POLICY
from .protocol.client import MieleClient
from .protocol.identity import ApplianceIdent
from .protocol.signing import SignatureError
from .protocol.tables.kinds import PEER_DEVICE_TYPE, ApplianceKind, kind_of

SERVICE: Final = "_mieleathome._tcp.local."
HTTP_PORT: Final = 80
KIND: Final = "devicetype"
GATEWAY_REFUSAL: Final = "miele_gateway"

IDENTIFY_POLICY: Final = replace(POLICY, read_retries=1)
"""A person waits for the answer."""

# Miele-<MAC with FFFE in its middle>.local (docs/protocols/miele.md, Discovery).
_HOST_NAME: Final = re.compile(
    r"miele-([0-9a-f]{6})fffe([0-9a-f]{6})\.local\.?", re.IGNORECASE
)
_DHCP_VENDOR: Final = "00:1d:63:"


def recognise(sighting: Sighting) -> Match | None:
    """Tell an appliance by what it announces, or by the address that it asks for."""
    if sighting.source is Source.DHCP:
        return _recognise_lease(sighting)
    if not sighting.name.endswith(SERVICE):
        return None
    if sighting.properties.get(KIND) == str(PEER_DEVICE_TYPE):
        return None
    group = sighting.properties.get("group")
    return Match(
        title=_title(sighting),
        address=Address(sighting.host, sighting.port or HTTP_PORT),
        mac=_mac(sighting.hostname),
        owner=None if group is None else group.upper(),
        details={KIND: sighting.properties.get("devicetype", "")},
        refusal=(
            GATEWAY_REFUSAL
            if sighting.properties.get("path", "/").startswith("/rest")
            else None
        ),
    )


async def identify(
    address: Address,
    session: ClientSession,
    credentials: Sequence[Credential],
    owner: str | None,
) -> Finding | None:
    """Ask with every key, then without any: an announcement may be of yesterday."""
    connection = DeviceConnection(IDENTIFY_POLICY, name=str(address))
    for credential in sorted(credentials, key=lambda each: each.name != owner):
        groups = group_credentials(credential)
        client = MieleClient(session, address, connection, groups)
        try:
            return await _opened(client, credential)
        except AuthenticationError, SignatureError:
            continue
    try:
        client = MieleClient(session, address, connection, None)
        appliances = await client.devices_unsigned()
    except AuthenticationError:
        return Finding(ownership=_owner(owner))
    except UnsupportedError, ProtocolError:
        return None
    if len(appliances) != 1:
        return None
    (serial,) = appliances
    return Finding(ownership=Ownership.NOBODY, serial=serial)


def _owner(group: str | None) -> Ownership:
    """Tell whose a locked appliance is, by the group that it announced."""
    if group is None:
        return Ownership.UNKNOWN
    return Ownership.OTHER if group else Ownership.CLOUD


async def _opened(client: MieleClient, credential: Credential) -> Finding:
    appliances = await client.devices()
    if len(appliances) != 1:
        raise ProtocolError("it lists not one appliance but several, or none")
    (serial,) = appliances
    return Finding(
        ownership=Ownership.US,
        opened=Opened(identity=await _identity(client, serial), credential=credential),
    )


async def _identity(client: MieleClient, serial: str) -> Identity:
    try:
        ident = ApplianceIdent.parse(await client.ident(serial))
    except UnsupportedError, ProtocolError, DeviceSleepError:
        ident = ApplianceIdent()
    return identity_of(serial, ident, None)


def _recognise_lease(sighting: Sighting) -> Match | None:
    # The module's host name, *-mysimplelink, is that of every module of its maker.
    if not (sighting.mac or "").startswith(_DHCP_VENDOR):
        return None
    return Match(
        title="Miele appliance",
        address=Address(sighting.host, HTTP_PORT),
        mac=sighting.mac,
    )


def _title(sighting: Sighting) -> str:
    """Say what it is: the announced name is "Miele" and the model, numbered if it is taken."""
    model = sighting.name.removesuffix(f".{SERVICE}").removeprefix("Miele ")
    return f"{kind_name(announced_kind(sighting.properties))} {model}"


def announced_kind(properties: Mapping[str, str]) -> ApplianceKind | None:
    """Return the kind that an announcement tells; None for none, or one new to us."""
    number = properties.get(KIND, "")
    return kind_of(int(number)) if number.isdecimal() and len(number) < 5 else None


def _mac(host_name: str) -> str | None:
    if not (match := _HOST_NAME.fullmatch(host_name)):
        return None
    digits = (match[1] + match[2]).lower()
    return ":".join(digits[i : i + 2] for i in range(0, 12, 2))
