"""Sends commands and sees them through (docs/protocols/hoymiles.md, Commands)."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final

from .....connection.connection import DeviceConnection
from .....connection.errors import (
    ConnectionLostError,
    DeviceBusyError,
    ReconnectionError,
)
from ..errors import ConnectionTakenError
from .hello import Hello
from .messages_pb2 import CommandRequest, CommandStatus
from .orders import Order, answers, check_accepted, is_done, status_request
from .questions import COMMAND_STATUS
from .session import Session

FIRST_LOOK: Final = 0.2
"""Seconds until it is asked first how far a command is."""
LOOK_EVERY: Final = 1.0
LOOKS: Final = 60
"""An inverter is told by radio, one after the other: a plant takes its time."""
LOOKS_OF_READS: Final = 10
"""Whoever reads has other things to read, and may ask again later."""
SILENCES: Final = 2
"""Commands in a row whose status was not told: one may have been lost on its way."""


class Dispatcher:
    """Tells a gateway what to do, and waits until it is done."""

    def __init__(
        self,
        connection: DeviceConnection,
        session: Session,
        sleep: Callable[[float], Awaitable[None]],
        now: Callable[[], datetime],
    ) -> None:
        """Send through this connection."""
        self._connection = connection
        self._session = session
        self._sleep = sleep
        self._now = now
        self._silent: Hello | None = None
        """Who kept silent about the last status."""
        self._silences = 0

    async def carry_out(
        self, order: Order, landed: Callable[[], Awaitable[bool]] | None = None
    ) -> None:
        """Send a command that changes something, never twice, and see it through."""
        request = await self.begin(order, landed)
        if request is not None:
            await self._see_through(request, LOOKS)

    async def begin(
        self, order: Order, landed: Callable[[], Awaitable[bool]] | None = None
    ) -> CommandRequest | None:
        """Send a command that changes something, never twice; None if only `landed` knows of it.

        Raises GatewayRefusedError.
        """
        request = order.request(self._now())
        return await self._connection.write(
            lambda: self._send(order, request), landed=landed
        )

    async def read(self, order: Order) -> None:
        """Send a command that changes nothing, if need be again, and see it through."""
        request = order.request(self._now())
        await self._connection.read(lambda: self._send(order, request))
        await self._see_through(request, LOOKS_OF_READS)

    async def _send(self, order: Order, request: CommandRequest) -> CommandRequest:
        told = await self._session.ask(
            order.question, request, lambda told: answers(request, told)
        )
        check_accepted(told)
        return request

    async def _see_through(self, request: CommandRequest, looks: int) -> None:
        """Ask until the command has ended. Raises GatewayRefusedError, DeviceBusyError.

        What was accepted and cannot be followed counts as done: not all firmware tells. One that
        is silent is not asked again until it restarts, or each command would cost its time.
        """
        hello = self._session.hello
        if self._silences >= SILENCES and hello == self._silent:
            return
        pause = FIRST_LOOK
        for _ in range(looks):
            await self._sleep(pause)
            try:
                told = await self._connection.read(lambda: self._status(request))
            except ConnectionTakenError, ReconnectionError:
                return
            except ConnectionLostError:
                self._note_silence(hello)
                return
            self._silences = 0
            if is_done(told):
                return
            pause = LOOK_EVERY
        raise DeviceBusyError("the gateway is still at the command")

    def _note_silence(self, before: Hello | None) -> None:
        """Count a silence, unless it did not even say again who it is: then it was away."""
        hello = self._session.hello
        if hello is before:
            return
        self._silences = self._silences + 1 if hello == self._silent else 1
        self._silent = hello

    async def _status(self, request: CommandRequest) -> CommandStatus:
        return await self._session.ask(
            COMMAND_STATUS,
            status_request(request, self._now()),
            lambda told: answers(request, told),
        )
