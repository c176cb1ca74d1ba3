"""Hoymiles solar gateways (DTUs) and the inverters behind them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, override

from aiohttp import ClientSession

from ...connection.address import Address
from ...connection.connection import DeviceConnection
from ...provisioning.credential import Credential
from ..contract import (
    ChoicesOption,
    Family,
    Finding,
    JsonObject,
    Match,
    SecondsOption,
    Sighting,
    Surroundings,
    SwitchOption,
)
from . import discovery
from .device import HoymilesDevice
from .entities import ENTITIES, describe
from .gateways import POLICIES, PORTS, opener, protocol_at
from .identity import FAMILY
from .model import HoymilesState
from .parts import inverter_names
from .protocol.gateway import GatewayProtocol
from .protocol.serials import parse_serial

CYCLE: Final = "cycle"
CLOUD_WINDOW: Final = "cloud_window"
EXCLUDED: Final = "excluded_inverters"
INVERTED_METERS: Final = "inverted_meters"


def _inverters(state: HoymilesState) -> Mapping[str, str]:
    """Return all inverters ever heard of, the excluded ones too."""
    return inverter_names(state.yields.inverters, state.information)


class HoymilesFamily(Family[HoymilesState]):
    """What the family offers. Who reaches a gateway may use it: there is nothing to log in with."""

    key = FAMILY
    title = "Hoymiles"
    default_port = PORTS[GatewayProtocol.PROTOBUF]
    policy = POLICIES[GatewayProtocol.PROTOBUF]
    options = (
        SecondsOption(key=CYCLE, minimum=10, maximum=600),
        SwitchOption(key=CLOUD_WINDOW, default=False),
        SwitchOption(key=INVERTED_METERS, default=False),
        ChoicesOption(key=EXCLUDED, choices=_inverters),
    )
    private_keys = frozenset({"mac", "wifi_mac", EXCLUDED})
    entities = ENTITIES

    @override
    def recognise(self, sighting: Sighting) -> Match | None:
        """Tell a gateway by how it asks for an address."""
        return discovery.recognise(sighting)

    @override
    async def identify(
        self,
        address: Address,
        session: ClientSession,
        credentials: Sequence[Credential],
        owner: str | None,
    ) -> Finding | None:
        """Ask a gateway who it is, in both protocols."""
        return await discovery.identify(address)

    @override
    def read_label(self, text: str) -> str | None:
        """Read the serial number of a gateway that has no sun. Raises ValueError."""
        return parse_serial(text)

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
    ) -> HoymilesDevice:
        """Make the gateway, without talking to it. One that was never met speaks as its port says."""
        spoken = GatewayProtocol(protocol) if protocol else protocol_at(address.port)
        connection = DeviceConnection(POLICIES[spoken], name=f"Hoymiles {serial[-4:]}")
        gateway = opener(spoken, address, serial, surroundings.now)(connection)
        return HoymilesDevice(
            serial,
            spoken,
            gateway,
            connection,
            describe=describe,
            cycle=options[CYCLE],
            cloud_window=options[CLOUD_WINDOW],
            inverted_meters=options[INVERTED_METERS],
            excluded=options[EXCLUDED],
            memory=memory,
            surroundings=surroundings,
        )


HOYMILES: Final = HoymilesFamily()

__all__ = ["HOYMILES", "HoymilesDevice", "HoymilesState"]
