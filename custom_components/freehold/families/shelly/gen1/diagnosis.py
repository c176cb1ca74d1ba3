"""What a diagnostics download shows beyond what is remembered."""

from typing import Final

from ....connection.errors import DeviceError
from ...contract import JsonObject
from ..protocol.gen1.client import Gen1Client

PRIVATE_KEYS: Final = frozenset(
    {
        *("mac", "name", "hostname", "ssid", "bssid", "ip", "gw", "mask", "dns"),
        *("lat", "lng", "timezone", "server", "peer", "user", "username", "id"),
        *("key", "password", "pass", "pin_code", "url", "urls", "hwID"),
    }
)
"""Keys whose values tell who and where somebody is."""


async def read_actions(client: Gen1Client) -> JsonObject:
    """Tell which events call how many URLs, which may hold passwords; or why that is not known."""
    try:
        actions = await client.actions()
    except DeviceError as err:
        return {"error": f"{type(err).__name__}: {err}"}
    return {
        f"{action.name}[{action.index}]": {
            "enabled": action.enabled,
            "count": len(action.urls),
        }
        for action in actions
    }
