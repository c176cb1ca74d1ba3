"""Closing what is open on a device (docs/protocols/shelly.md, Securing)."""

from collections.abc import Mapping
from typing import Any

from .....connection.errors import ProtocolError
from .client import RpcClient
from .digest import USER, hash_password


class Security:
    """The password, and the doors beside it. Lost answers are looked after."""

    def __init__(self, client: RpcClient) -> None:
        """Send through this client."""
        self._client = client

    async def set_auth(self, password: str | None, *, realm: str | None = None) -> None:
        """Set or change the password; None takes it away.

        The realm is the device's id unless given. The client goes on with the new password.
        After a ConnectionLostError it may have taken effect or not: `RpcClient.accepts`
        tells, so keep both until it did.
        """
        realm = realm or await self._realm()

        async def landed() -> bool:
            return await self._client.accepts(password)

        await self._client.write(
            "Shelly.SetAuth",
            {
                "user": USER,
                "realm": realm,
                "ha1": None if password is None else hash_password(realm, password),
            },
            landed=landed,
            confidential=True,
        )
        self._client.change_password(password)

    async def set_access_point(self, enabled: bool) -> bool | None:
        """Open or close the device's own network. True: it takes a restart; None: it did not say."""
        return await self._set_config("Wifi", {"ap": {"enable": enabled}})

    async def set_ble_rpc(self, enabled: bool) -> bool | None:
        """Take commands over Bluetooth, or no more. True: it takes a restart."""
        return await self._set_config("BLE", {"rpc": {"enable": enabled}})

    async def set_cloud(self, enabled: bool) -> bool | None:
        """Connect to the maker's cloud, or do not. True: it takes a restart."""
        return await self._set_config("Cloud", {"enable": enabled})

    async def _set_config(self, part: str, config: Mapping[str, Any]) -> bool | None:
        async def landed() -> bool:
            return _contains(await self._client.read(f"{part}.GetConfig"), config)

        result = await self._client.write(
            f"{part}.SetConfig", {"config": config}, landed=landed
        )
        restart = result.get("restart_required") if isinstance(result, dict) else None
        return restart if isinstance(restart, bool) else None

    async def _realm(self) -> str:
        info = self._client.info or await self._client.identify()
        if info.id is None:
            raise ProtocolError("the device does not tell its id")
        return info.id


def _contains(config: Any, wanted: Any) -> bool:
    """Tell whether a configuration has these members, however deep."""
    if not isinstance(wanted, dict):
        return bool(config == wanted)
    return isinstance(config, dict) and all(
        _contains(config.get(name), value) for name, value in wanted.items()
    )
