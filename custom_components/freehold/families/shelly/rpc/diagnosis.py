"""What a diagnostics download shows beyond what is remembered."""

from typing import Final

from ....connection.errors import DeviceError
from ...contract import JsonObject
from ..protocol.rpc.client import RpcClient

_LISTS: Final = ("Script.List", "Schedule.List", "KVS.List")
"""What says how many there are, and holds nobody's secrets."""

PRIVATE_KEYS: Final = frozenset(
    {
        *("mac", "name", "id", "auth_realm", "client_id", "topic_prefix", "serial"),
        *("ssid", "bssid", "hostname", "addr", "local_name", "batch_id", "product"),
        *("sta_ip", "sta_ip6", "ip", "ip6", "gw", "netmask", "nameserver"),
        *("lat", "lon", "tz", "server", "dst_addr", "user", "pass", "key", "keys"),
        *("etag", "calls"),
    }
)
"""Keys whose values tell who and where somebody is. Numbers of components go with `id`."""


async def read_lists(client: RpcClient) -> JsonObject:
    """Read what else is kept in the device; where it cannot be read, say why."""
    return {name: await _read(client, name) for name in _LISTS if client.supports(name)}


async def _read(client: RpcClient, method: str) -> object:
    try:
        return await client.read(method)
    except DeviceError as err:
        return {"error": f"{type(err).__name__}: {err}"}
