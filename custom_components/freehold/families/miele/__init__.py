"""Miele appliances with a local network module."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from aiohttp import ClientSession

from ...connection.address import Address
from ...connection.connection import DeviceConnection
from ...provisioning.credential import Credential
from ...provisioning.strategy import Strategy
from ..contract import (
    Adoptable,
    CredentialField,
    Finding,
    JsonObject,
    Match,
    Option,
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


class MieleFamily:
    """What the family offers."""

    key = FAMILY
    title = "Miele"
    default_port = discovery.HTTP_PORT
    # Home Assistant's own integration is a client of the cloud: the two share nothing.
    core_domain: str | None = None
    policy = POLICY
    credential_fields: tuple[CredentialField, ...] = credentials_of.FIELDS
    credentials_step: Literal["credentials", "password"] = "credentials"
    options: tuple[Option, ...] = (SwitchOption(key=READ_DETAILS, default=True),)
    private_keys = frozenset(
        {"DNS1", "DNS2", "FabNumber", "Gateway", "Group", "IP", "Key", "MAC", "SSID"}
    )
    entities = ENTITIES
    strategies: tuple[Strategy, ...] = (HomeNetworkCommissioning(),)

    def recognise(self, sighting: Sighting) -> Match | None:
        """Tell an appliance by its announcement."""
        return discovery.recognise(sighting)

    async def identify(
        self,
        address: Address,
        session: ClientSession,
        credentials: Sequence[Credential],
        owner: str | None,
    ) -> Finding | None:
        """Ask an appliance who it is and whose."""
        return await discovery.identify(address, session, credentials, owner)

    def adoptable(self, data: Mapping[str, Any]) -> Adoptable | None:
        """Return nothing: there is nobody to adopt from."""
        return None

    def core_changed(self, *, present: bool) -> None:
        """Do nothing: nobody is in the way."""

    def read_label(self, text: str) -> str | None:
        """Return nothing: whose an appliance is, only it can tell."""
        return None

    def new_credential(self) -> Credential:
        """Make the key of a new household."""
        return credentials_of.new_credential()

    def parse_credentials(self, values: Mapping[str, str]) -> tuple[Credential, ...]:
        """Read a household key, or an export of several."""
        return credentials_of.parse_credentials(values)

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
