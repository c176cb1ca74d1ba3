"""What one Gen1 device does now: its status, and telling it to do something else."""

import asyncio
from collections.abc import Awaitable, Callable
import time

from aiohttp import ClientSession

from .....connection.address import Address
from .....connection.connection import DeviceConnection
from .....connection.errors import CommandRefusedError
from . import commands
from .commands import Command, LightChannel, Movement, Values
from .credentials import Gen1Credentials
from .link import Gen1Link, JsonObject
from .status import Gen1Status


class Gen1Control:
    """Reads the status of one device and commands it.

    Commands raise SettingError before anything is sent, CommandRefusedError if the device
    says no, UnsupportedError if it has no such component. They are not paced: they wear no
    flash. A lost answer is looked up in `/status`.
    """

    def __init__(
        self,
        session: ClientSession,
        address: Address,
        connection: DeviceConnection,
        *,
        mac: str | None = None,
        credentials: Gen1Credentials | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`mac` is the device that we know, 12 upper-case digits; None takes whoever answers."""
        self._link = Gen1Link(
            session,
            address,
            connection,
            mac=mac,
            credentials=credentials,
            clock=clock,
            sleep=sleep,
        )
        self._expect_contact = connection.expect_contact
        self._clock = clock
        self._sleep = sleep
        self._unsettled = False

    @property
    def credentials(self) -> Gen1Credentials | None:
        """What is sent to a device that asks for it."""
        return self._link.credentials

    def use_credentials(self, credentials: Gen1Credentials | None) -> None:
        """Send these from now on."""
        self._link.use(credentials)

    async def check_identity(self) -> None:
        """Ask who answers, past the queue: what a `DeviceConnection` takes as health check."""
        await self._link.check_identity()

    async def info(self) -> JsonObject:
        """Return `/shelly`, which needs no password. Raises WrongDeviceError."""
        return await self._link.info()

    async def status(self) -> Gen1Status:
        """Return what the device is doing. Raises WrongDeviceError."""
        return Gen1Status.parse(await self.status_body())

    async def status_body(self) -> JsonObject:
        """Return the same as the device told it. Raises WrongDeviceError."""
        body = await self._link.read("/status")
        self._link.confirm(Gen1Status.parse(body).mac)
        return body

    async def relay_set(
        self, index: int, *, on: bool, timer_seconds: float | None = None
    ) -> None:
        """Switch a relay, and back after a time."""
        await self._run(commands.relay(index, on=on, timer_seconds=timer_seconds))

    async def roller_open(
        self, index: int, *, duration_seconds: float | None = None
    ) -> None:
        """Open a roller, all the way or for a time."""
        await self._move(index, "open", duration_seconds)

    async def roller_close(
        self, index: int, *, duration_seconds: float | None = None
    ) -> None:
        """Close a roller, all the way or for a time."""
        await self._move(index, "close", duration_seconds)

    async def roller_stop(self, index: int) -> None:
        """Stop a roller."""
        await self._move(index, "stop", None)

    async def roller_go_to_position(self, index: int, position: int) -> None:
        """Move a calibrated roller, 0 closed to 100 open."""
        await self._run(commands.roller_position(index, position))

    async def light_set(
        self,
        index: int,
        *,
        channel: LightChannel = "light",
        mode: str | None = None,
        on: bool | None = None,
        brightness: int | None = None,
        temperature_k: int | None = None,
        gain: int | None = None,
        red: int | None = None,
        green: int | None = None,
        blue: int | None = None,
        white: int | None = None,
        effect: int | None = None,
        transition_ms: int | None = None,
        timer_seconds: float | None = None,
    ) -> None:
        """Set a lamp; brightness and gain %, colours 0 to 255. What is None stays.

        `mode` is `color` or `white`, of a lamp that can be both.
        """
        values: Values = {
            "mode": mode,
            "turn": None if on is None else "on" if on else "off",
            "brightness": brightness,
            "temp": temperature_k,
            "gain": gain,
            "red": red,
            "green": green,
            "blue": blue,
            "white": white,
            "effect": effect,
            "transition": transition_ms,
            "timer": timer_seconds,
        }
        await self._run(commands.light(index, channel, values))

    async def thermostat_set(
        self,
        index: int,
        *,
        target_c: float | None = None,
        enabled: bool | None = None,
        boost_minutes: int | None = None,
        schedule: bool | None = None,
        schedule_profile: int | None = None,
    ) -> None:
        """Set a radiator valve, 4 to 31 °C. What is None stays."""
        values: Values = {
            "target_t": target_c,
            "target_t_enabled": enabled,
            "boost_minutes": boost_minutes,
            "schedule": schedule,
            "schedule_profile": schedule_profile,
        }
        await self._run(commands.thermostat(index, values))

    async def mute(self) -> None:
        """Silence the gas alarm."""
        await self._link.command("/mute", (), landed=None)

    async def unmute(self) -> None:
        """Let the gas alarm sound again."""
        await self._link.command("/unmute", (), landed=None)

    async def self_test(self) -> None:
        """Have the gas alarm test itself."""
        await self._link.command("/self_test", (), landed=None)

    async def _move(
        self, index: int, movement: Movement, duration_seconds: float | None
    ) -> None:
        await self._run(
            commands.roller(index, movement, duration_seconds=duration_seconds)
        )

    async def _run(self, command: Command) -> None:
        async def landed() -> bool:
            return command.has_landed(await self.status())

        answer = await self._link.command(command.path, command.query, landed=landed)
        shown = (answer or {}).get("ison", command.on)
        if command.on is not None and shown is not command.on:
            raise CommandRefusedError("the device did not switch")
