"""The whole gateway: plant, radio, settings, sockets, and what a person can do to it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from random import Random
import time
from typing import override

from ..clock import DeviceClock
from ..control import Action
from ..faults import Faults
from ..switched_on import SwitchedOn
from ..timers import Timers
from . import controls
from .cable import Cable
from .cloud import Cloud
from .commands import Commands
from .exchange import Exchange, Request
from .faults import Fault
from .frames import SEED_SIZE
from .models import FIRMWARE, MODELS, InverterType, Kind, Model, Night
from .plant import Plant
from .pushes import Pushes
from .radio import Radio
from .server import GatewayServer
from .settings import Settings
from .site import Nature, Site
from .sun import Sun
from .wall_clock import WallClock

HOME_NETWORK = ("home", "correct horse")
BOOT_SECONDS = 90.0
_ANSWERED_SECONDS = 1.0
"""So long it lives on after it was told to restart."""
_STEP_SECONDS = 30.0


class HoymilesDtu(SwitchedOn):
    """One gateway at one address. Use it as an asynchronous context manager."""

    def __init__(
        self,
        kind: Kind | Model = Kind.BUILT_IN,
        *,
        began: datetime,
        host: str = "127.0.0.1",
        port: int = 0,
        serial: str | None = None,
        firmware: str | None = None,
        night: Night | None = None,
        sun_hour: float = 12.0,
        offset: int = 3600,
        cloud_window: bool = False,
        boot_seconds: float = BOOT_SECONDS,
        latency: float = 0.0,
        random: int = 1,
        speed: float = 1,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Unpack a gateway; `speed` hurries the sun and what takes a while, never its clock, which says `began` at first.

        `offset` is its seconds east of Greenwich, `latency` is in our seconds.
        """
        model = MODELS[kind] if isinstance(kind, Kind) else kind
        model = replace(
            model,
            serial=(serial or model.serial).upper(),
            night=night or model.night,
        )
        self.host = host
        self.port = port
        self.faults: Faults[Fault] = Faults()
        self._random = Random(random)
        self._latency = latency
        self._sleep = sleep
        self._boot_seconds = boot_seconds
        clock = DeviceClock(monotonic, speed)
        self._timers = Timers(clock, speed)
        self.wall = WallClock(clock.unhurried, began, offset)
        self.plant = Plant(model, clock, Sun(sun_hour), self.wall, self._random)
        self.settings = Settings(model, host, *HOME_NETWORK)
        self.nature = Nature(model, firmware or model.firmware, self._new_seed())
        self.cloud = Cloud(window=cloud_window)
        self.radio = Radio(self.plant, self._timers, self._passed)
        self._commands = Commands(
            self.plant,
            runtime_limit=lambda: self.nature.firmware.runtime_limit,
            limited=self._limited,
            restart=self._restart_soon,
            hurry=self.radio.hurry,
        )
        site = Site(self.nature, self.plant, self.settings, self._commands)
        self.exchange = Exchange(
            self.nature,
            site,
            self.plant,
            self.settings,
            self._commands,
            self.cloud,
            take=self.faults.take,
            after=self._timers.after,
            pause=self._pause,
        )
        self.server = GatewayServer(
            self.exchange.handle, self.exchange.is_sealed, self.exchange.greet
        )
        self.pushes = Pushes(site, self.exchange, self.server, self._timers)
        self.cable = (
            Cable(model.serial, self.plant, model.modbus, self._limited)
            if model.modbus
            else None
        )
        self._socket = self.cable or self.server
        self._powered = self._booting = False
        self._lit = self.lit
        self._following = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self.restarts = 0
        """How often it restarted since it was unpacked."""

    @property
    def serial(self) -> str:
        """Return twelve hexadecimal digits."""
        return self.nature.model.serial

    @property
    def seed(self) -> bytes:
        """Return what the present key is made of."""
        return self.nature.seed

    @property
    def requests(self) -> list[Request]:
        """Return everything that was asked, oldest first."""
        return self.exchange.requests

    @property
    def lit(self) -> bool:
        """Return whether the sun gives it power, where it lives on that."""
        return self.plant.night is not Night.OFF or any(
            inverter.brightness for inverter in self.plant.array
        )

    @property
    def listening(self) -> bool:
        """Return whether somebody could connect."""
        return self._socket.listening

    @override
    async def start(self) -> None:
        """Give it power; after `lose_power`, too."""
        if not self._powered:
            self._powered = True
            self._come_up()
        await self.settled()

    @override
    async def stop(self) -> None:
        """Take the power away for good."""
        await self.lose_power()

    async def lose_power(self) -> None:
        """Vanish without a goodbye; `start` brings it back, with another seed."""
        if self._powered:
            self.plant.settle()
            self._forget()
        self._powered = self._booting = False
        self._timers.clear()
        await self.pushes.stop()
        await self.settled()
        if self._tasks:
            await asyncio.gather(*self._tasks)

    async def restart(self) -> None:
        """Restart it: away for a while, then another seed, and nothing heard of anybody."""
        self._go_down()
        await self.settled()

    async def factory_reset(self) -> None:
        """Forget the home network, and be gone from it; energies are the inverters' own.

        Modelled: nobody has told what a reset does.
        """
        self.settings.forget_wifi()
        await self.restart()

    async def update_firmware(self, version: str) -> None:
        """Let the vendor's cloud install another firmware."""
        if version not in FIRMWARE:
            raise ValueError(f"{version} is none of {', '.join(FIRMWARE)}")
        self.nature.version = version
        await self.restart()

    async def advance(self, seconds: float) -> None:
        """Let device time pass at once, with all that comes and goes meanwhile."""
        left = seconds
        while left > 0:
            step = min(left, _STEP_SECONDS)
            left -= step
            self._timers.advance(step)
            self._passed()
            await self.settled()

    async def set_hour(self, hour: float) -> None:
        """Let the sun stand where it stands at this hour of the day."""
        self.plant.move_sun(hour)
        for inverter in self.plant.array:
            self.plant.hear_if_powered(inverter)
        self._passed()
        await self.settled()

    def add_inverter(self, serial: str, type_: InverterType) -> None:
        """Pair another inverter."""
        self.plant.settle()
        self.plant.mount(self.plant.array.add(serial, type_))

    def exchange_inverter(self, serial: str, replacement: str) -> None:
        """Put a new inverter of the same model in the place of an old one."""
        self.plant.settle()
        self.plant.mount(self.plant.array.exchange(serial, replacement))

    def misbehave(
        self, fault: str, *, times: int | None = None, where: str = ""
    ) -> None:
        """Misbehave for `times` requests that are called so; see `Fault` and `ModbusFault`."""
        if self.cable is not None and fault != Fault.REFUSE:
            self.cable.misbehave(fault, times)
            return
        self.faults.order(Fault(fault), times=times, where=where)
        self._touch()

    def behave(self) -> None:
        """End all faults."""
        self.faults.clear()
        if self.cable is not None:
            self.cable.behave()
        self._touch()

    def actions(self) -> Mapping[str, Action]:
        """Return what can be asked for at the control port."""
        return controls.actions(self)

    def report(self) -> dict[str, object]:
        """Return what the control port answers."""
        return controls.report(self)

    async def settled(self) -> None:
        """Wait until the socket is as the state demands."""
        async with self._following:
            if self._takes_connections and not self.listening:
                self.port = await self._socket.start(self.host, self.port)
            elif self.listening and not self._takes_connections:
                await self._socket.stop()

    @property
    def _takes_connections(self) -> bool:
        on_air = self._powered and not self._booting and self._lit
        joined = bool(self.settings["wifi_ssid"])
        return on_air and joined and not self.faults.active(Fault.REFUSE)

    def _come_up(self) -> None:
        self._booting = False
        self._lit = self.lit
        self.radio.start()
        self.pushes.start(self.nature.firmware, self.settings.upload_minutes)
        self._touch()

    def _restart_soon(self) -> None:
        self._timers.after(_ANSWERED_SECONDS, self._go_down)

    def _go_down(self) -> None:
        self.restarts += 1
        self._booting = True
        self.plant.settle()
        self._forget()
        self._timers.clear()
        self._timers.after(self._boot_seconds, self._come_up)
        self._touch()

    def _forget(self) -> None:
        self.plant.forget_heard()
        self.nature.seed = self._new_seed()
        self._commands.forget()

    def _passed(self) -> None:
        """Do what comes with the time: the sun, the cloud."""
        self.plant.settle()
        if self.listening:
            self.cloud.follow(self.wall.time, self.settings.upload_minutes)
        if self._lit and not self.lit:
            self._forget()
        self._lit = self.lit
        self._touch()

    def _limited(self, tenths: int) -> None:
        self.settings["limit_power_mypower"] = tenths

    def _new_seed(self) -> bytes:
        return self._random.randbytes(SEED_SIZE)

    async def _pause(self) -> None:
        if self._latency:
            await self._sleep(self._latency)

    def _touch(self) -> None:
        if self._takes_connections == self.listening:
            return
        task = asyncio.get_running_loop().create_task(self.settled())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
