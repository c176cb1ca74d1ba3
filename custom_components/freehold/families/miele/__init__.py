"""Miele appliances with a local network module."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, override

from aiohttp import ClientSession

from ...connection.address import Address
from ...connection.connection import DeviceConnection
from ...provisioning.credential import Credential
from ..contract import (
    Family,
    Finding,
    JsonObject,
    Match,
    Sighting,
    Surroundings,
    SwitchOption,
)
from . import credential as credentials_of, discovery
from .device import MieleDevice
from .entities import ENTITIES
from .identity import FAMILY
from .model import MieleState
from .policy import POLICY
from .protocol.client import MieleClient
from .provisioning import HomeNetworkCommissioning

READ_DETAILS: Final = "read_details"


class MieleFamily(Family[MieleState]):
    """What the family offers.

    Home Assistant's own integration is a client of the cloud: the two share nothing.
    """

    key = FAMILY
    title = "Miele"
    default_port = discovery.HTTP_PORT
    policy = POLICY
    credential_fields = credentials_of.FIELDS
    credentials_step = "credentials"
    options = (SwitchOption(key=READ_DETAILS, default=True),)
    private_keys = frozenset(
        {"DNS1", "DNS2", "FabNumber", "Gateway", "Group", "IP", "Key", "MAC", "SSID"}
    )
    entities = ENTITIES
    strategies = (HomeNetworkCommissioning(),)

    @override
    def recognise(self, sighting: Sighting) -> Match | None:
        """Tell an appliance by its announcement."""
        return discovery.recognise(sighting)

    @override
    async def identify(
        self,
        address: Address,
        session: ClientSession,
        credentials: Sequence[Credential],
        owner: str | None,
    ) -> Finding | None:
        """Ask an appliance who it is and whose."""
        return await discovery.identify(address, session, credentials, owner)

    @override
    def new_credential(self) -> Credential:
        """Make the key of a new household."""
        return credentials_of.new_credential()

    @override
    def parse_credentials(self, values: Mapping[str, str]) -> tuple[Credential, ...]:
        """Read a household key, or an export of several."""
        return credentials_of.parse_credentials(values)

    @override
    def open(
        self,
        serial: str,
        protocol: str,
        address: Address,
        session: ClientSession,
        credential: Credential | None,
        options: Mapping[str, Any],
        memory: JsonObject | None,
        surroundings: Surroundings,
    ) -> MieleDevice:
        """Make the appliance, without talking to it."""
        connection = DeviceConnection(POLICY, name=f"Miele {serial[-4:]}")
        groups = credentials_of.group_credentials(credential) if credential else None
        return MieleDevice(
            serial,
            MieleClient(session, address, connection, groups),
            connection,
            session,
            entities=ENTITIES,
            read_details=options[READ_DETAILS],
            memory=memory,
        )


MIELE: Final = MieleFamily()

__all__ = ["MIELE", "MieleDevice", "MieleState"]
