"""How the client of a device is made."""

from aiohttp import ClientSession

from ....connection.address import Address
from ....connection.connection import DeviceConnection
from ..protocol.gen1.client import Gen1Client
from ..protocol.gen1.credentials import DEFAULT_USERNAME, Gen1Credentials


def open_gen1(
    session: ClientSession,
    address: Address,
    connection: DeviceConnection,
    password: str | None,
    *,
    mac: str | None,
) -> Gen1Client:
    """Make a client, without talking to the device. Raises SettingError for a password that is none."""
    return Gen1Client(
        session,
        address,
        connection,
        mac=mac,
        credentials=Gen1Credentials(DEFAULT_USERNAME, password) if password else None,
    )
