"""The whole device: board, parts, address, announcement, and what a person can do to it."""

import asyncio
from collections.abc import Callable, Mapping
from copy import deepcopy
import time
from types import TracebackType
from typing import Any, Self

from ...announce import Announcer
from ...clock import DeviceClock
from ..device import Action
from ..faults import Faults
from ..rpc.timers import Timers
from . import controls
from .actions import Actions
from .announcement import announcement
from .coiot import Coiot
from .defaults import factory_settings
from .faults import Fault
from .firmware import Firmware
from .login import Login
from .machine import Machine
from .model import Model
from .models import MODELS
from .parts import Parts, assemble
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
_FLUCTUATION = 0.02


class Gen1Shelly:
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
        self.host = host
        self.port = port
        self.coiot_port = coiot_port
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
        if password is not None:
            self.login.protect(password)
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
        self._sleep = Sleep(self.machine, self._changed)
        self._storm = WriteStorm(storm_writes)
        self._announcer = announcer
        self._push_interval = push_interval
        self._speed = speed
        self._loads: dict[int, float] = {}
        self._powered = False
        self._booting = False
        self._coiot_open = False
        self._settling = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self.restarts = 0
        """How often it restarted since it was unpacked."""

    async def __aenter__(self) -> Self:
        """Switch on."""
        await self.start()
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Pull the plug."""
        await self.stop()

    @property
    def mac(self) -> str:
        """Return twelve upper-case hex digits."""
        return self.machine.mac

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

    async def start(self) -> None:
        """Give it power; after `lose_power`, too."""
        self._powered = True
        self._boot()
        await self.settled()

    async def stop(self) -> None:
        """Take the power away for good; the announcement is taken back."""
        await self.lose_power()
        if self._announcer is not None:
            await self._announcer.withdraw(self.mac)

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
        if self.parts.climate is not None:
            self.parts.climate.reasons = [reason]
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
        wakes = climate.differs(celsius, humidity)
        climate.celsius, climate.humidity = celsius, humidity
        if wakes:
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

    def connect(self, index: int, watts: float) -> None:
        """Connect a load to an output."""
        self._loads[index] = watts
        self.parts.outputs[index].connect(watts)

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
        """Listen, or not, as the state of the device demands."""
        async with self._settling:
            on_air = self._powered and not self._booting and self.awake
            on_air &= self.wifi.network is not Network.NOWHERE
            await self._settle_coiot(open_it=on_air)
            takes = on_air and not self.faults.active(Fault.REFUSE)
            if takes and not self.listening:
                self.port = await self._server.start(self.host, self.port)
            elif not takes and self.listening:
                await self._server.stop()
            await self._announce(on_air=on_air)

    async def _settle_coiot(self, *, open_it: bool) -> None:
        if open_it and not self._coiot_open:
            self.coiot_port = await self.coiot.start(self.host, self.coiot_port)
            self._coiot_open = True
            self.coiot.push()
        elif not open_it and self._coiot_open:
            self._coiot_open = False
            self.coiot.stop()

    async def _announce(self, *, on_air: bool) -> None:
        if self._announcer is None or not on_air or not self.port:
            return
        await self._announcer.publish(
            self.mac, announcement(self.machine, self.host, self.port)
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
        self._site.parts = assemble(self.machine, self._templates)
        self.parts.boot()
        for index, watts in self._loads.items():
            if index < len(self.parts.outputs):
                self.parts.outputs[index].connect(watts)
        self.coiot.boot()
        self._sleep.wake("poweron")
        if self._push_interval is not None:
            self._timers.after(self._push_interval * self._speed, self._fluctuate)
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

    def _changed(self) -> None:
        self.coiot.push()
        self._touch()

    def _touch(self) -> None:
        task = asyncio.get_running_loop().create_task(self.settled())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _fluctuate(self) -> None:
        assert self._push_interval is not None
        swing = 1 + _FLUCTUATION * (-1) ** int(self._clock.now())
        for index, watts in self._loads.items():
            self.parts.outputs[index].connect(round(watts * swing, 2))
        self._timers.after(self._push_interval * self._speed, self._fluctuate)
