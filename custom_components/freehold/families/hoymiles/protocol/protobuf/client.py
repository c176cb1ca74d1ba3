"""One gateway that speaks protobuf (docs/protocols/hoymiles.md)."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from google.protobuf.message import Message

from .....connection.address import Address
from .....connection.connection import DeviceConnection
from .....connection.errors import ConnectionLostError, ProtocolError, UnsupportedError
from ..errors import FirmwareSilentError
from ..gateway import Alarm, GatewayCommand, GatewayInformation, GatewaySettings
from ..readings import Readings
from ..streams import Opener
from . import orders
from .dispatcher import Dispatcher
from .hello import Hello
from .information import alarms_of, information_of, settings_of
from .messages_pb2 import (
    AlarmsPage,
    AlarmsRequest,
    Information,
    InformationRequest,
    ReadingsPage,
    ReadingsRequest,
    SettingsRequest,
)
from .pages import all_pages
from .questions import (
    ALARMS,
    INFORMATION,
    OFFSET,
    READINGS,
    SETTINGS,
    Question,
    local_time,
    seconds,
)
from .readings import readings_of
from .session import Session


def _local_now() -> datetime:
    return datetime.now(UTC).astimezone()


class ProtobufGateway:
    """Reads a gateway and tells it what to do. The `Gateway` of protobuf."""

    def __init__(
        self,
        address: Address,
        connection: DeviceConnection,
        *,
        serial: str | None,
        open_connection: Opener = asyncio.open_connection,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        now: Callable[[], datetime] = _local_now,
    ) -> None:
        """Connect when first asked. The connection needs `PROTOBUF_POLICY`.

        `serial` is whom we mean; None takes whoever answers first, and nobody else then. `now`
        is in the time zone of the gateway.
        """
        self._connection = connection
        self._now = now
        self._session = Session(
            address,
            serial=serial,
            connect_timeout=connection.policy.connect_timeout,
            open_connection=open_connection,
            now=now,
        )
        self._dispatcher = Dispatcher(connection, self._session, sleep, now)

    @property
    def commands(self) -> frozenset[GatewayCommand]:
        """What it can be told; nothing before it has said who it is."""
        hello = self._session.hello
        return hello.commands if hello else frozenset()

    async def information(self) -> GatewayInformation:
        """Ask who it is; finds out the key, too."""
        return information_of(
            await all_pages(
                self._information_page, lambda a: a.packages, lambda a: a.package
            )
        )

    async def readings(self) -> Readings:
        """Read all inverters, ports and meters: all of them, or an error."""
        try:
            pages = await all_pages(
                self._readings_page, lambda a: a.pages, lambda a: a.page
            )
        except ConnectionLostError as err:
            hello = self._session.hello
            if hello and hello.silent:
                raise FirmwareSilentError(_only_who_it_is(hello.silent)) from err
            raise
        return readings_of(pages)

    async def settings(self) -> GatewaySettings:
        """Read what it is set to. Raises UnsupportedError where it is known not to tell."""
        hello = await self._hello()
        if not hello.tells_settings:
            raise UnsupportedError(
                "the gateway's firmware does not tell what it is set to"
            )
        now = seconds(self._now())
        return settings_of(
            await self._ask(SETTINGS, SettingsRequest(offset=OFFSET, time=now))
        )

    async def alarms(self) -> tuple[Alarm, ...]:
        """Read the list of alarms, which the gateway collects first."""
        hello = await self._hello()
        if hello.silent:
            raise UnsupportedError(_only_who_it_is(hello.silent))
        await self._dispatcher.read(orders.LIST_ALARMS)
        return alarms_of(
            await all_pages(
                self._alarms_page, lambda a: a.packages, lambda a: a.package
            )
        )

    async def limit(self, percent: int, inverter: str | None = None) -> None:
        """Limit all inverters for good."""
        order = orders.limit(percent)
        if inverter is not None:
            raise UnsupportedError("only all inverters can be limited, not one")
        await self._tell(
            order, GatewayCommand.LIMIT, lambda: self._is_limited_to(percent)
        )

    async def limit_for_now(self, watts: float) -> None:
        """Limit all inverters until they restart."""
        await self._tell(orders.limit_for_now(watts), GatewayCommand.LIMIT_FOR_NOW)

    async def turn(self, inverter: str, *, on: bool) -> None:
        """Switch an inverter on or off."""
        await self._tell(orders.turn(inverter, on=on), GatewayCommand.TURN)

    async def restart_inverter(self, inverter: str) -> None:
        """Restart an inverter."""
        await self._tell(
            orders.restart_inverter(inverter), GatewayCommand.RESTART_INVERTER
        )

    async def restart(self) -> None:
        """Restart the gateway, and hang up: it is away for a minute or two."""
        await self._require(GatewayCommand.RESTART)
        await self._dispatcher.begin(orders.RESTART)
        await self.hang_up()

    async def hang_up(self) -> None:
        """Close the connection. The next call opens it."""
        await self._session.hang_up()

    async def _hello(self) -> Hello:
        """Return what it said last about who it is; ask if it never did."""
        return self._session.hello or Hello.parse(
            await self._connection.read(self._session.greet)
        )

    async def _require(self, command: GatewayCommand) -> None:
        if command not in (await self._hello()).commands:
            raise UnsupportedError("the gateway's firmware does not take this command")

    async def _tell(
        self,
        order: orders.Order,
        command: GatewayCommand,
        landed: Callable[[], Awaitable[bool]] | None = None,
    ) -> None:
        await self._require(command)
        await self._dispatcher.carry_out(order, landed)

    async def _is_limited_to(self, percent: int) -> bool:
        """Tell that a limit was set. Another one proves nothing: an inverter hears of it later."""
        if (await self._hello()).tells_settings:
            limits = {(await self.settings()).power_limit}
        else:
            limits = {told.power_limit for told in (await self.readings()).inverters}
        if limits == {percent}:
            return True
        raise ProtocolError("it is not known whether the limit was set")

    async def _information_page(self, page: int) -> Information:
        if page == 0:
            return await self._connection.read(self._session.greet)
        now = self._now()
        request = InformationRequest(
            local_time=local_time(now), offset=OFFSET, package=page, time=seconds(now)
        )
        return await self._ask(INFORMATION, request)

    async def _readings_page(self, page: int) -> ReadingsPage:
        now = self._now()
        request = ReadingsRequest(
            local_time=local_time(now), page=page, offset=OFFSET, time=seconds(now)
        )
        return await self._ask(READINGS, request)

    async def _alarms_page(self, page: int) -> AlarmsPage:
        now = self._now()
        request = AlarmsRequest(
            local_time=local_time(now), package=page, offset=OFFSET, time=seconds(now)
        )
        return await self._ask(ALARMS, request)

    async def _ask[A: Message](self, question: Question[A], request: Message) -> A:
        return await self._connection.read(lambda: self._session.ask(question, request))


def _only_who_it_is(firmware: str) -> str:
    return f"the gateway's firmware {firmware} is known to tell nothing but who it is"
