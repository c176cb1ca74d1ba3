"""The whole device: board, parts, address, announcement, and what a person can do to it."""

import asyncio
from collections.abc import Callable, Mapping
from copy import deepcopy
import time
from typing import Any, override

from zeroconf.asyncio import AsyncServiceInfo

from ...announce import Announcer
from ...clock import DeviceClock
from ...control import Action
from ...faults import Faults
from ...switched_on import SwitchedOn
from ...timers import Timers
from . import controls
from .actions import Actions
from .announcement import announcement
from .coiot import Coiot
from .defaults import factory_settings
from .faults import Fault
from .firmware import Firmware
from .loads import Loads
from .login import Login
from .machine import Machine
from .model import Model
from .models import MODELS
from .parts import Parts, assemble
from .presence import Presence
from .recording import recording
from .request_log import Request
from .server import DeviceServer
from .site import Site
from .sleeping import Sleep
from .wifi import Network, Wifi
from .write_storm import SUSTAINED, WriteStorm

HOME_NETWORKS: Mapping[str, str] = {"home": "correct horse", "guests": ""}
VERSION = "1.14.0"
BOOT_SECONDS = 5.0
_STEP_SECONDS = 2.5
"""Shorter than anything that goes and comes back."""


class Gen1Shelly(SwitchedOn):
    """One Gen1 device at one address. Use it as an asynchronous context manager."""

    def __init__(
        self,
        model: str | Model = "shelly1",
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        coiot_port: int = 0,
        coiot_peer: str = "",
        mac: str | None = None,
        name: str | None = None,
        password: str | None = None,
        firmware: str = VERSION,
        offered: str | None = None,
        beta: str | None = None,
        dump: Mapping[str, Any] | None = None,
        access_point: bool = False,
        networks: Mapping[str, str] = HOME_NETWORKS,
        storm_writes: int = SUSTAINED,
        multicast_interface: str = "127.0.0.1",
        push_interval: float | None = None,
        speed: float = 1,
        monotonic: Callable[[], float] = time.monotonic,
        announcer: Announcer | None = None,
    ) -> None:
        """Unpack a device, joined to the first network unless it is in `access_point` mode.

        A firmware is `1.14.0` or a whole `20190531-075812/v1.5.0-g123`. A `dump` is what
        others recorded of `/shelly`, `/settings` and `/status`; it replaces model and firmware.
        """
        recorded = recording(dump) if dump is not None else None
        self.model = (
            recorded.model
            if recorded
            else (MODELS[model] if isinstance(model, str) else model)
        )
        self.faults: Faults[Fault] = Faults()
        self._clock = DeviceClock(monotonic, speed)
        self._timers = Timers(self._clock, speed)
        installed = recorded.firmware if recorded else self.model.firmware(firmware)
        self.firmware = Firmware(
            installed,
            None if offered is None else self.model.firmware(offered),
            None if beta is None else self.model.firmware(beta),
            self._timers,
            self.faults,
            self.restart,
        )
        own_mac = (mac or self.model.mac).replace(":", "").upper()
        self.machine = Machine(
            self.model,
            own_mac,
            self.firmware,
            self._clock,
            self._timers,
            self.faults,
            recorded.settings
            if recorded
            else factory_settings(self.model, own_mac, installed),
        )
        self.machine.on_change = self._changed
        self.machine.on_restart = self.restart
        self._templates = deepcopy(recorded.status if recorded else self.model.status)
        self.wifi = Wifi(self.machine, networks)
        if not access_point:
            self.wifi.join(next(iter(networks)))
        self.login = Login(self.machine)
        self.login.change(password)
        self.machine.section("coiot")["peer"] = coiot_peer
        if name is not None:
            self.machine.settings["name"] = name
        self._site = self._build_site()
        self._server = DeviceServer(
            self.machine, self._site, self.login, self.faults, on_write=self._written
        )
        self.coiot = Coiot(
            self.machine,
            self.faults,
            values=lambda: self._site.values(),
            description=lambda: self._site.description(),
            interface=multicast_interface,
        )
        self._sleep = Sleep(self.machine, on_wake=self._woken, on_sleep=self._touch)
        self._storm = WriteStorm(storm_writes)
        self._presence = Presence(
            self._server,
            self.coiot,
            announcer,
            host=host,
            port=port,
            coiot_port=coiot_port,
        )
        self.loads = Loads(
            self.machine,
            lambda: self.parts,
            None if push_interval is None else push_interval * speed,
        )
        self._powered = False
        self._booting = False
        self._tasks: set[asyncio.Task[None]] = set()
        self.restarts = 0
        """How often it restarted since it was unpacked."""

    @property
    def host(self) -> str:
        """Return where it listens."""
        return self._presence.host

    @property
    def port(self) -> int:
        """Return where HTTP is served; 0 until it listens for the first time."""
        return self._presence.port

    @property
    def coiot_port(self) -> int:
        """Return where CoIoT is asked for."""
        return self._presence.coiot_port

    @property
    def mac(self) -> str:
        """Return twelve upper-case hex digits."""
        return self.machine.mac

    @property
    def announcement(self) -> AsyncServiceInfo:
        """Return what mDNS says at the moment."""
        return announcement(self.machine, self.host, self.port)

    @property
    def parts(self) -> Parts:
        """Return relays, rollers, lights, inputs and meters."""
        return self._site.parts

    @property
    def requests(self) -> list[Request]:
        """Return everything that was asked, oldest first."""
        return self._server.requests

    @property
    def awake(self) -> bool:
        """Return whether it does not sleep."""
        return self._sleep.awake

    @property
    def listening(self) -> bool:
        """Return whether somebody could connect."""
        return self._server.listening

    @override
    async def start(self) -> None:
        """Give it power; after `lose_power`, too."""
        self._powered = True
        self._boot()
        await self.settled()

    @override
    async def stop(self) -> None:
        """Take the power away for good; the announcement is taken back."""
        await self.lose_power()
        await self._presence.withdraw()

    async def lose_power(self) -> None:
        """Vanish without a goodbye and without forgetting what is in the flash memory."""
        self._powered = self._booting = False
        self.parts.remember(self._templates)
        self._timers.clear()
        self.firmware.forget()
        await self.settled()
        if self._tasks:
            await asyncio.gather(*self._tasks)

    async def factory_reset(self) -> None:
        """Press the button for ten seconds: everything is forgotten, the access point open."""
        self._forget()
        await self.settled()

    async def advance(self, seconds: float) -> None:
        """Let device time pass at once, with all that comes and goes meanwhile."""
        left = seconds
        while left > 0:
            step = min(left, _STEP_SECONDS)
            self._timers.advance(step)
            await self.settled()
            left -= step

    async def wake(self, reason: str = "button") -> None:
        """Wake a sleeping device: `button`, `sensor`, `periodic`, `alarm`."""
        self._sleep.wake(reason)
        await self.settled()

    async def fall_asleep(self) -> None:
        """Let it sleep again."""
        self._sleep.fall_asleep()
        await self.settled()

    async def set_climate(self, celsius: float, humidity: float) -> None:
        """Change the air around it; it wakes where the change is large."""
        climate = self.parts.climate
        if climate is None:
            raise ValueError("this model measures no climate")
        climate.celsius, climate.humidity = celsius, humidity
        if climate.differs():
            await self.wake("sensor")

    def misbehave(
        self, fault: str, *, times: int | None = None, where: str = ""
    ) -> None:
        """Misbehave for `times` requests whose path contains `where`; see `Fault`."""
        self.faults.order(Fault(fault), times=times, where=where)
        self._touch()

    def behave(self) -> None:
        """End all faults."""
        self.faults.clear()
        self._touch()

    def restart(self) -> None:
        """Go down, and come up again after a while."""
        self.restarts += 1
        self._booting = True
        self.parts.remember(self._templates)
        self._timers.clear()
        self.firmware.forget()
        self._timers.after(BOOT_SECONDS, self._boot)
        self._touch()

    def actions(self) -> Mapping[str, Action]:
        """Return what can be asked for at the control port."""
        return controls.actions(self)

    def report(self) -> dict[str, object]:
        """Return what the control port answers."""
        return controls.report(self)

    async def settled(self) -> None:
        """Wait until sockets and announcement are as the state demands."""
        await self._presence.follow(
            self._on_air,
            lambda: self.faults.active(Fault.REFUSE),
            lambda: self.announcement if self._at_home() else None,
        )

    def _at_home(self) -> bool:
        return bool(self.port) and self.wifi.network is Network.HOME

    def _on_air(self) -> bool:
        return (
            self._powered
            and not self._booting
            and self.awake
            and self.wifi.network is not Network.NOWHERE
        )

    def _build_site(self) -> Site:
        return Site(
            self.machine,
            self.wifi,
            self.login,
            Actions(self.model.actions),
            assemble(self.machine, self._templates),
            self._templates,
            address=lambda: self.host,
            serial=lambda: self.coiot.serial,
            reset=self._forget,
        )

    def _boot(self) -> None:
        self._booting = False
        self.machine.booted_at = self._clock.now()
        self.machine.config_changes = 0
        climate = self.parts.climate
        self._site.parts = assemble(self.machine, self._templates)
        self.parts.climate = climate
        self.parts.boot()
        self.loads.boot()
        self.coiot.boot()
        self._sleep.wake("poweron")
        self._touch()

    def _forget(self) -> None:
        self.machine.secrets.clear()
        self.machine.settings = factory_settings(
            self.model, self.mac, self.firmware.installed
        )
        self._site.forget_actions(Actions(self.model.actions))
        self.restart()

    def _written(self) -> None:
        if self._storm.breaks(self._clock.now(), self.firmware.write_gap):
            self.restart()

    def _woken(self, reason: str) -> None:
        if self.parts.climate is not None:
            self.parts.climate.woken(reason)
        self._changed()

    def _changed(self) -> None:
        self.coiot.push()
        self._touch()

    def _touch(self) -> None:
        task = asyncio.get_running_loop().create_task(self.settled())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
