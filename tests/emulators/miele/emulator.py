"""The whole device: machine, module, address, announcement, and what a person can do to it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
import time
from typing import override

from zeroconf.asyncio import AsyncServiceInfo

from ..announce import Announcer
from ..clock import DeviceClock
from ..switched_on import SwitchedOn
from .announcement import service_info
from .appliance import Appliance
from .faults import Fault, Faults
from .models import MODELS, Dop2Access, Generation, Kind, Nameplate
from .ownership import Household, Ownership
from .server import ApplianceServer, Request
from .site import Site
from .wlan import Network, Wlan

HOME_NETWORKS: Mapping[str, str] = {"home": "correct horse", "guests": ""}


class MieleAppliance(SwitchedOn):
    """One appliance at one address. Use it as an asynchronous context manager."""

    def __init__(
        self,
        *,
        kind: Kind,
        generation: Generation,
        group: tuple[str, str] | None = None,
        fab: str = "000187654321",
        host: str = "127.0.0.1",
        port: int = 0,
        mac: str | None = None,
        dop2: Dop2Access | None = None,
        cloud_connected: bool = False,
        cloud_tan: str | None = None,
        refuses_commissioning: bool = False,
        gateway: bool = False,
        network: Network = Network.LAN,
        networks: Mapping[str, str] = HOME_NETWORKS,
        plain_minutes: bool = False,
        wake_race: bool = False,
        idle_minutes: float = 15,
        latency: float = 0.005,
        speed: float = 1,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        announcer: Announcer | None = None,
    ) -> None:
        """Unpack an appliance; `group` is (id, key in hex) of the household that owns it.

        `latency` is in our seconds, everything else in device seconds or minutes.
        """
        model = MODELS[kind]
        self.host = host
        self.port = port
        self.nameplate = Nameplate(
            model=model,
            generation=generation,
            fab=fab,
            mac=(mac or f"001D63{fab[-6:]}").replace(":", "").upper(),
            dop2=dop2 or model.dop2.get(generation, Dop2Access.ABSENT),
        )
        self.clock = DeviceClock(monotonic, speed)
        self.panel = Appliance(self.nameplate, self.clock, idle_minutes * 60)
        self.wlan = Wlan(network, networks)
        self.faults = Faults()
        self.ownership = Ownership(
            self.nameplate.module,
            Household(group[0].upper(), bytes.fromhex(group[1])) if group else None,
            cloud_connected=cloud_connected or gateway,
            cloud_tan=cloud_tan,
            refuses=refuses_commissioning,
        )
        self.ownership.on_change = self._changed
        self._gateway = gateway
        self._announcer = announcer
        self._announcing: asyncio.Task[None] | None = None
        site = Site(
            self.panel,
            self.ownership,
            self.wlan,
            self.faults,
            plain_minutes=plain_minutes,
            wake_race=wake_race,
        )
        self._server = ApplianceServer(
            self.nameplate,
            site,
            self.ownership,
            self.wlan,
            self.faults,
            device_time=self.clock.now,
            latency=latency,
            sleep=sleep,
            on_change=self._changed,
        )

    @property
    def fab(self) -> str:
        """Return the serial number."""
        return self.nameplate.fab

    @property
    def requests(self) -> list[Request]:
        """Return everything that was asked, oldest first."""
        return self._server.requests

    @property
    def collisions(self) -> int:
        """Return how many requests came while another was being answered."""
        return self._server.collisions

    @property
    def announcement(self) -> AsyncServiceInfo:
        """Return what mDNS says at the moment."""
        return service_info(
            self.nameplate, self.ownership, self.host, self.port, gateway=self._gateway
        )

    @override
    async def start(self) -> None:
        """Listen, unless it is on no network, and announce it."""
        if self.wlan.network is not Network.NOWHERE and not self._server.listening:
            self.port = await self._server.start(self.host, self.port)
        await self._announce()

    @override
    async def stop(self) -> None:
        """Listen no longer; the announcement is taken back."""
        if self._announcing is not None:
            await self._announcing
        if self._announcer is not None:
            await self._announcer.withdraw(self.fab)
        await self._server.stop()

    def advance(self, seconds: float) -> None:
        """Let device time pass at once."""
        self.clock.advance(seconds)

    def inject(
        self,
        fault: Fault,
        *,
        times: int | None = None,
        path: str = "",
        method: str = "",
    ) -> None:
        """Misbehave; see `Faults.inject`."""
        self.faults.inject(fault, times=times, path=path, method=method)

    async def factory_reset(self, *, keep_wifi: bool = False) -> None:
        """Reset Miele@home at the panel: the group is gone, and the Wi-Fi unless it is kept."""
        self.ownership.forget()
        if not keep_wifi:
            self.wlan.forget()
            await self.stop()

    async def open_access_point(self) -> None:
        """Choose set-up via app at the panel."""
        self.wlan.network = Network.ACCESS_POINT
        await self.start()

    async def join_by_wps(self) -> None:
        """Choose set-up via WPS at the panel."""
        self.wlan.join_by_wps()
        await self.start()

    async def lose_power(self) -> None:
        """Vanish from the network without forgetting anything; `start` brings it back."""
        await self.stop()

    def remove_in_app(self) -> None:
        """Remove the appliance in the manufacturer's app: no group, still on the Wi-Fi."""
        self.ownership.remove_in_app()

    def give_to(self, group_id: str, group_key: str) -> None:
        """Let another household own it."""
        self.ownership.own(Household(group_id.upper(), bytes.fromhex(group_key)))

    async def announced(self) -> None:
        """Wait until the last change has been announced."""
        if self._announcing is not None:
            await self._announcing

    def _changed(self) -> None:
        if self._announcer is not None:
            self._announcing = asyncio.get_running_loop().create_task(
                self._announce_after(self._announcing)
            )

    async def _announce_after(self, earlier: asyncio.Task[None] | None) -> None:
        if earlier is not None:
            await earlier
        await self._announce()

    async def _announce(self) -> None:
        if self._announcer is None:
            return
        if self.wlan.network is Network.LAN and self._server.listening:
            await self._announcer.publish(self.fab, self.announcement)
        else:
            await self._announcer.withdraw(self.fab)
