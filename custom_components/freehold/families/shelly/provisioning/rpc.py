"""Securing devices of generations 2 to 4."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, override

from ....connection.errors import AuthenticationError, UnsupportedError
from ....provisioning.securing import Door
from ..protocol.rpc.client import RpcClient
from ..protocol.rpc.security import Security
from .access import Access

type Setter = Callable[[Security, bool], Awaitable[bool | None]]


def _access_point(config: Mapping[str, Any]) -> bool:
    """One with a password is no open door, and may extend the range of another device."""
    point = _member(config, "ap")
    return point.get("enable") is True and point.get("is_open") is not False


def _bluetooth(config: Mapping[str, Any]) -> bool:
    """Firmware 2 has no switch above it any more."""
    on = _member(config, "rpc").get("enable") is True
    return on and config.get("enable") is not False


def _cloud(config: Mapping[str, Any]) -> bool:
    return config.get("enable") is True


_DOORS: Final[dict[Door, tuple[str, Callable[[Mapping[str, Any]], bool], Setter]]] = {
    Door.ACCESS_POINT: ("Wifi.GetConfig", _access_point, Security.set_access_point),
    Door.BLUETOOTH: ("BLE.GetConfig", _bluetooth, Security.set_ble_rpc),
    Door.CLOUD: ("Cloud.GetConfig", _cloud, Security.set_cloud),
}


class RpcAccess(Access):
    """Asks and writes by remote procedure calls."""

    def __init__(self, client: RpcClient) -> None:
        """Take a client that knows the MAC of its device."""
        self._client = client
        self._security = Security(client)

    @override
    async def accepts(self) -> bool:
        try:
            await self._client.read("Sys.GetStatus")
        except AuthenticationError:
            return False
        return True

    @override
    async def doors(self) -> Mapping[Door, bool]:
        found: dict[Door, bool] = {}
        for door, (method, is_open, _) in _DOORS.items():
            try:
                config = await self._client.read(method)
            except UnsupportedError:
                # This model does not have it.
                continue
            if isinstance(config, Mapping):
                found[door] = is_open(config)
        return found

    @override
    async def set_door(self, door: Door, *, is_open: bool) -> bool:
        _, _, write = _DOORS[door]
        return bool(await write(self._security, is_open))

    @override
    async def set_password(self, password: str | None) -> None:
        await self._security.set_auth(password)


def _member(config: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    member = config.get(name)
    return member if isinstance(member, Mapping) else {}
