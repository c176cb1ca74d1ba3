"""A family of which nothing is known but how it is secured: emulated Shellys, hardly read."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, override

from aiohttp import ClientSession

from custom_components.freehold.connection.address import Address
from custom_components.freehold.connection.connection import DeviceConnection
from custom_components.freehold.connection.errors import AuthenticationError
from custom_components.freehold.families.contract import (
    Family,
    Finding,
    Identity,
    JsonObject,
    Listener,
    Match,
    Part,
    Sighting,
    Surroundings,
)
from custom_components.freehold.families.descriptions import Entities
from custom_components.freehold.families.shelly import credential as credentials_of
from custom_components.freehold.families.shelly.discovery import identify, recognise
from custom_components.freehold.families.shelly.identity import identity_of
from custom_components.freehold.families.shelly.policy import IDENTIFY_POLICY, POLICY
from custom_components.freehold.families.shelly.protocol.endpoint import Endpoint
from custom_components.freehold.families.shelly.protocol.exchange import read_info
from custom_components.freehold.families.shelly.provisioning import Securing
from custom_components.freehold.families.shelly.rpc.client import open_rpc
from custom_components.freehold.provisioning.credential import Credential


class SecurableDevice:
    """Reads one thing, with the password it was given."""

    entities: Entities[Any, Any] = Entities()
    parts: Mapping[str, Part] = {}
    poll_interval = 3600.0
    normal_silence = False
    complaints: Collection[str] = ()
    keeps_books = False

    def __init__(
        self,
        serial: str,
        address: Address,
        session: ClientSession,
        password: str | None,
    ) -> None:
        """Know where it is."""
        self.connection = DeviceConnection(IDENTIFY_POLICY)
        self.state: bool | None = None
        self._read = (session, Endpoint(address))
        self._password = password
        self.identity = Identity(
            family="shelly",
            serial=serial,
            model="",
            name="Shelly",
            manufacturer="Shelly",
        )

    def start(self, listener: Listener) -> None:
        """Tell nothing."""

    def forget(self, part: str) -> bool:
        """Have no parts."""
        return False

    async def poll(self) -> bool:
        """Read what only its owner may."""
        session, endpoint = self._read
        info, _ = await read_info(session, endpoint)
        self.identity = identity_of(info)
        client = open_rpc(
            session, endpoint, self.connection, self._password, mac=info.mac
        )
        if info.auth_required and self._password is None:
            raise AuthenticationError("it asks for a password")
        await client.read("Sys.GetStatus")
        self.state = info.auth_required
        return self.state

    async def close(self) -> None:
        """End."""
        await self.connection.close()

    def remember(self) -> JsonObject:
        """Remember nothing."""
        return {}

    def diagnose(self) -> JsonObject:
        """Tell nothing."""
        return {}

    async def diagnose_deeply(self) -> JsonObject:
        """Tell nothing."""
        return {}


class SecurableFamily(Family[bool]):
    """What the family offers."""

    key = "shelly"
    title = "Shelly"
    default_port = 80
    core_domain = "shelly"
    policy = POLICY
    credential_fields = credentials_of.FIELDS
    private_keys = frozenset()
    entities = Entities()
    strategies = (Securing(),)

    @override
    def recognise(self, sighting: Sighting) -> Match | None:
        """Tell a device by its announcement."""
        return recognise(sighting)

    @override
    async def identify(
        self,
        address: Address,
        session: ClientSession,
        credentials: Sequence[Credential],
        owner: str | None,
    ) -> Finding | None:
        """Ask a device who it is."""
        return await identify(address, session, credentials)

    @override
    def core_changed(self, *, present: bool) -> None:
        """Share everything."""

    @override
    def new_credential(self) -> Credential:
        """Make a password."""
        return credentials_of.new_credential()

    @override
    def parse_credentials(self, values: Mapping[str, str]) -> tuple[Credential, ...]:
        """Read a password."""
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
    ) -> SecurableDevice:
        """Make the device."""
        password = credentials_of.password_of(credential)
        return SecurableDevice(serial, address, session, password)
