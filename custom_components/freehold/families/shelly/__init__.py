"""The Shelly family: relays, covers, lights and sensors of four generations."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, Final, override

from aiohttp import ClientSession

from ...connection.address import Address
from ...connection.connection import DeviceConnection
from ...provisioning.credential import Credential, CredentialError
from ..contract import (
    Adoptable,
    Device,
    Family,
    Finding,
    JsonObject,
    Match,
    Sighting,
    Surroundings,
)
from ..descriptions import Entities
from . import credential as credentials_of, discovery
from .gen1 import entities as gen1_entities
from .gen1.client import open_gen1
from .gen1.coiot_hub import CoiotHub
from .gen1.device import Gen1Device
from .identity import FAMILY, GEN1
from .policy import POLICY
from .protocol.rpc.policy import RPC_POLICY
from .provisioning import Securing
from .rpc import entities as rpc_entities
from .rpc.client import open_rpc
from .rpc.device import RpcDevice
from .rpc.diagnosis import PRIVATE_KEYS

_CORE: Final = "shelly"


class ShellyFamily(Family[Any]):
    """What the family offers."""

    key = FAMILY
    title = "Shelly"
    default_port = discovery.HTTP_PORT
    core_domain = _CORE
    policy = POLICY
    credential_fields = credentials_of.FIELDS
    private_keys = PRIVATE_KEYS
    strategies = (Securing(),)

    def __init__(self) -> None:
        """Listen to nobody yet."""
        self.entities = _both()
        self._hub = CoiotHub()

    @override
    def recognise(self, sighting: Sighting) -> Match | None:
        """Tell a device by its announcement."""
        return discovery.recognise(sighting)

    @override
    async def identify(
        self,
        address: Address,
        session: ClientSession,
        credentials: Sequence[Credential],
        owner: str | None,
    ) -> Finding | None:
        """Ask a device who it is, and what opens it."""
        return await discovery.identify(address, session, credentials)

    @override
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

    @override
    def core_changed(self, *, present: bool) -> None:
        """Share no port with Home Assistant's own integration."""
        self._hub.core_changed(present=present)

    @override
    def new_credential(self) -> Credential:
        """Make a password."""
        return credentials_of.new_credential()

    @override
    def parse_credentials(self, values: Mapping[str, str]) -> tuple[Credential, ...]:
        """Read a password, or an export of several."""
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
    ) -> Device[Any]:
        """Make the device, without talking to it."""
        password = credentials_of.password_of(credential)
        name = f"Shelly {serial[-4:]}"
        if protocol == GEN1:
            connection = DeviceConnection(POLICY, name=name)
            return Gen1Device(
                serial,
                open_gen1(session, address, connection, password, mac=serial),
                address,
                connection,
                session,
                describe=gen1_entities.describe,
                hub=self._hub,
                memory=memory,
            )
        connection = DeviceConnection(RPC_POLICY, name=name)
        return RpcDevice(
            serial,
            lambda listener, methods: open_rpc(
                session,
                discovery.endpoint_of(address),
                connection,
                password,
                mac=serial,
                listener=listener,
                methods=methods,
            ),
            connection,
            session,
            describe=rpc_entities.describe,
            memory=memory,
        )


def _both() -> Entities[Any, Any]:
    """Put the tables of all generations together; what they share has the same words."""
    tables = {
        field.name: tuple(
            {
                description.key: description
                for generation in (rpc_entities.ENTITIES, gen1_entities.ENTITIES)
                for description in getattr(generation, field.name)
            }.values()
        )
        for field in fields(Entities)
    }
    return Entities(**tables)


SHELLY: Final = ShellyFamily()

__all__ = ["SHELLY"]
