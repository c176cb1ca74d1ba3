"""How the client of a device is made."""

from aiohttp import ClientSession

from ....connection.connection import DeviceConnection
from ..protocol.endpoint import Endpoint
from ..protocol.rpc.authentication import Authentication
from ..protocol.rpc.client import PushListener, RpcClient


def open_rpc(
    session: ClientSession,
    endpoint: Endpoint,
    connection: DeviceConnection,
    password: str | None,
    *,
    mac: str | None,
    listener: PushListener | None = None,
    methods: frozenset[str] | None = None,
) -> RpcClient:
    """Make a client, without talking to the device. Without a listener it only uses HTTP."""
    return RpcClient(
        session,
        endpoint,
        connection,
        Authentication(password),
        mac=mac,
        listener=listener,
        methods=methods,
    )
