"""The Shelly family: relays, covers, lights and sensors of four generations."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from aiohttp import ClientSession

from ...connection.address import Address
from ...provisioning.credential import Credential, CredentialError
from ...provisioning.strategy import Strategy
from ..contract import (
    Adoptable,
    CredentialField,
    Device,
    Finding,
    JsonObject,
    Match,
    Sighting,
)
from . import credential as credentials_of, discovery
from .entities import ENTITIES
from .identity import FAMILY
from .policy import POLICY

_CORE: Final = "shelly"


class ShellyFamily:
    """What the family offers."""

    key = FAMILY
    title = "Shelly"
    default_port = discovery.HTTP_PORT
    core_domain: str | None = _CORE
    policy = POLICY
    credential_fields: tuple[CredentialField, ...] = credentials_of.FIELDS
    option_defaults: Mapping[str, bool] = {}
    private_keys: frozenset[str] = frozenset()
    entities = ENTITIES
    strategies: tuple[Strategy, ...] = ()

    def recognise(self, sighting: Sighting) -> Match | None:
        """Tell a device by its announcement."""
        return discovery.recognise(sighting)

    async def identify(
        self,
        address: Address,
        session: ClientSession,
        credentials: Sequence[Credential],
        owner: str | None,
    ) -> Finding | None:
        """Ask a device who it is, and what opens it."""
        return await discovery.identify(address, session, credentials)

    def adoptable(self, data: Mapping[str, Any]) -> Adoptable | None:
        """Read where Home Assistant's own integration finds a device, and what opens it."""
        try:
            address = Address(str(data["host"]), int(data.get("port") or 80))
            password = data.get("password")
            return Adoptable(
                address=address,
                credential=credentials_of.credential_of(password) if password else None,
            )
        except KeyError, TypeError, ValueError, CredentialError:
            return None
