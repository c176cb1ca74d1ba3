"""One open connection: one request at a time (docs/protocols/hoymiles-modbus.md, Frames)."""

import asyncio
from collections.abc import Iterator
from typing import Final

from .....connection.errors import ProtocolError
from ..errors import ConnectionTakenError
from .frame import HEADER, Function, parse_answer, parse_header, parse_values, request

_STRANGERS: Final = 16
"""Answers to others that are passed over: more are no leftovers but nonsense."""


class ModbusSession:
    """Asks over streams. After any error but a refusal the streams are out of step."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        transactions: Iterator[int],
    ) -> None:
        """Take the streams, and numbers that no connection before has used."""
        self._reader = reader
        self._writer = writer
        self._transactions = transactions

    @property
    def over(self) -> bool:
        """Whether either side hung up."""
        return self._reader.at_eof() or self._writer.is_closing()

    async def read(
        self, function: Function, address: int, count: int, size: int
    ) -> bytes:
        """Read `count` registers from an address; at least `size` bytes of them."""
        return parse_values(function, await self._ask(function, address, count), size)

    async def write(self, function: Function, address: int, value: int) -> None:
        """Write the bare value, which a coil takes as well; the gateway has to repeat it."""
        echo = parse_answer(function, await self._ask(function, address, value))
        if echo != address.to_bytes(2) + value.to_bytes(2):
            raise ProtocolError("what was written came back as something else")

    def hang_up(self) -> None:
        """Close at once."""
        self._writer.transport.abort()

    async def _ask(self, function: Function, address: int, word: int) -> bytes:
        transaction = next(self._transactions)
        try:
            self._writer.write(request(transaction, function, address, word))
            await self._writer.drain()
            for _ in range(_STRANGERS):
                answered, size = parse_header(
                    await self._reader.readexactly(HEADER.size)
                )
                answer = await self._reader.readexactly(size)
                if answered == transaction:
                    return answer
        except (OSError, EOFError) as err:
            raise ConnectionTakenError from err
        raise ProtocolError("only answers to other requests come")
