"""The only connection to a gateway, opened when it is needed (docs/protocols/hoymiles-modbus.md, Connection)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from typing import Final

from .....connection.address import Address
from .....connection.errors import (
    ConnectionLostError,
    DeviceBusyError,
    UnsupportedError,
    WrongDeviceError,
)
from ..streams import Opener, connect
from .frame import Function, ModbusRefusalError
from .session import ModbusSession

_SERIALS: Final = (0x2000, 0x5000)
"""Of layout A, and of firmware that has layout B only."""
_SERIAL_BYTES: Final = 6


class ModbusLink:
    """Hands out sessions, one at a time. Each new connection first has to name its serial."""

    def __init__(
        self,
        address: Address,
        *,
        serial: str | None,
        open_connection: Opener,
        connect_timeout: float,
    ) -> None:
        """Begin unconnected. Without a serial, whoever answers first is who is meant."""
        self.serial = serial
        self._address = address
        self._open_connection = open_connection
        self._connect_timeout = connect_timeout
        self._transactions = (number % 0xFFFF + 1 for number in count())
        self._session: ModbusSession | None = None
        self._lock = asyncio.Lock()

    @asynccontextmanager
    async def session(self) -> AsyncIterator[ModbusSession]:
        """Hold the connection. Whatever goes wrong but a refusal ends it."""
        async with self._lock:
            try:
                if self._session is None or self._session.over:
                    self._hang_up()
                    self._session = await self._open()
                    await self._confirm(self._session)
                yield self._session
            except ModbusRefusalError:
                raise
            except BaseException:
                self._hang_up()
                raise

    async def hang_up(self) -> None:
        """Close the connection, once nobody holds it."""
        async with self._lock:
            self._hang_up()

    def _hang_up(self) -> None:
        if self._session:
            self._session.hang_up()
            self._session = None

    async def _open(self) -> ModbusSession:
        try:
            reader, writer = await connect(
                self._open_connection, self._address, self._connect_timeout
            )
        except OSError as err:
            raise ConnectionLostError(
                f"{self._address} cannot be reached by Modbus ({err.strerror or 'no answer'}):"
                " another client may hold the only connection, or the cable is not plugged in"
            ) from err
        return ModbusSession(reader, writer, self._transactions)

    async def _confirm(self, session: ModbusSession) -> None:
        """Make sure that it is still the same gateway: addresses are handed to others."""
        serial = await self._serial(session)
        if self.serial not in (None, serial):
            raise WrongDeviceError(f"another gateway answers at {self._address}")
        self.serial = serial

    async def _serial(self, session: ModbusSession) -> str:
        refused = True
        for address in _SERIALS:
            try:
                told = await session.read(
                    Function.READ_REGISTERS, address, _SERIAL_BYTES // 2, _SERIAL_BYTES
                )
            except ModbusRefusalError:
                continue
            if any(told[:_SERIAL_BYTES]):
                return told[:_SERIAL_BYTES].hex().upper()
            refused = False
        if refused:
            raise UnsupportedError(
                f"{self._address} speaks Modbus, but tells no serial number"
            )
        raise DeviceBusyError(f"{self._address} does not know its own serial yet")
