"""An emulated gateway's Modbus TCP: registers, controls, quirks and faults."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
import struct
from typing import Self

from .modbus_faults import DAMAGE, ModbusFault, frame
from .modbus_memory import ModbusLayout, ModbusPort, read_registers

_ILLEGAL_FUNCTION, _ILLEGAL_ADDRESS, _ILLEGAL_VALUE = 1, 2, 3
_TURN, _LIMIT, _LIMIT_FOR_NOW = range(3)


class Newcomer(StrEnum):
    """What happens to a second client."""

    KICKS = "kicks"
    """The first one loses its connection."""
    IS_REFUSED = "is-refused"


@dataclass(slots=True)
class _Injected:
    fault: ModbusFault
    times: int
    function: int | None
    skip: int


class ModbusServer:
    """Answers as a DTU-Pro(-S) on its network cable does. Attributes may be changed at any time."""

    def __init__(
        self,
        *,
        serial: str,
        ports: Callable[[], Sequence[ModbusPort]],
        layout: ModbusLayout = ModbusLayout.A,
        on_limit: Callable[[int | None, int], None] = lambda port, percent: None,
        on_turn: Callable[[int | None, bool], None] = lambda port, on: None,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        """Take what is behind the gateway; commands are told with the place in `ports`, from 0, or None for all."""
        self.serial = serial
        self.ports = ports
        self.layout = layout
        self.host = host
        self.port = port
        self.newcomer = Newcomer.KICKS
        self.byte_count: int | None = None
        """What some firmware claims to answer, whatever it answers."""
        self.blank_a = False
        """Layout B answers at the place of layout A, too, but knows nothing there."""
        self.uploading: set[str] | None = None
        """Serials of which only zeros are told while the gateway talks to the cloud."""
        self.controls: dict[tuple[int | None, int], int] = {}
        """What was written: by place in the list and kind of control."""
        self.requests: list[bytes] = []
        """Function and data of all that was asked."""
        self.connections = 0
        self._on_limit = on_limit
        self._on_turn = on_turn
        self._injected: list[_Injected] = []
        self._server: asyncio.Server | None = None
        self._clients: list[asyncio.StreamWriter] = []

    async def __aenter__(self) -> Self:
        """Switch on."""
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Switch off."""
        await self.stop()

    async def start(self) -> None:
        """Listen. With port 0 any free port is taken, and kept."""
        self._server = await asyncio.start_server(self._serve, self.host, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Hang up and stop listening."""
        if self._server:
            self._server.close()
            self.hang_up()
            self._server.close_clients()
            await self._server.wait_closed()
            self._server = None

    def hang_up(self) -> None:
        """Drop who is connected."""
        for client in self._clients:
            client.close()
        self._clients.clear()

    def inject(
        self,
        fault: ModbusFault,
        *,
        times: int = 1,
        function: int | None = None,
        skip: int = 0,
    ) -> None:
        """Misbehave at the next requests, of one function if it is given, after `skip` of them."""
        self._injected.append(_Injected(fault, times, function, skip))

    def clear(self) -> None:
        """Behave again."""
        self._injected.clear()

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.connections += 1
        if self._clients and self.newcomer is Newcomer.IS_REFUSED:
            writer.close()
            return
        self.hang_up()
        self._clients.append(writer)
        try:
            while await self._exchange(reader, writer):
                pass
        except EOFError, OSError:
            pass
        finally:
            writer.close()
            if writer in self._clients:
                self._clients.remove(writer)

    async def _exchange(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """Answer one request. Return whether the connection stays."""
        header = await reader.readexactly(7)
        request = await reader.readexactly(int.from_bytes(header[4:6]) - 1)
        self.requests.append(request)
        fault = self._next_fault(request[0])
        if fault is ModbusFault.HANG_UP:
            return False
        if fault is ModbusFault.SILENCE:
            return True
        answer = self._answer(request)
        if fault is ModbusFault.HANG_UP_AFTER:
            return False
        writer.write(
            DAMAGE.get(fault, frame)(header, answer) if fault else frame(header, answer)
        )
        await writer.drain()
        return fault is not ModbusFault.HALF

    def _next_fault(self, function: int) -> ModbusFault | None:
        for injected in self._injected:
            if injected.function in (None, function) and injected.times:
                if injected.skip:
                    injected.skip -= 1
                    continue
                injected.times -= 1
                return injected.fault
        return None

    def _answer(self, request: bytes) -> bytes:
        function = request[0]
        answer: bytes | int = _ILLEGAL_FUNCTION
        if len(request) >= 5:
            address, word = struct.unpack_from(">HH", request, 1)
            match function:
                case 1 | 2:
                    answer = self._read_controls(function, address, word)
                case 3:
                    answer = self._read_registers(address, word)
                case 5 | 6:
                    answer = self._write(function, address, word) or request
                case 15:
                    bits = int.from_bytes(request[6:], "little")
                    answer = self._write(5, address, bits) or request[:5]
        return bytes([function | 0x80, answer]) if isinstance(answer, int) else answer

    def _read_registers(self, address: int, count: int) -> bytes | int:
        zeroed = self.uploading or ()
        ports = [p.silent if p.serial in zeroed else p for p in self.ports()]
        listed = {self.layout: ports}
        if self.blank_a:
            listed.setdefault(ModbusLayout.A, [])
        values = read_registers(listed, self.serial, address, count)
        if values is None:
            return _ILLEGAL_ADDRESS
        claimed = len(values) & 0xFF if self.byte_count is None else self.byte_count
        return bytes([3, claimed]) + values

    def _read_controls(self, function: int, address: int, count: int) -> bytes | int:
        """Two bytes for each control: other than Modbus has it."""
        values = b""
        for register in range(address, address + count):
            control = self._control(5, register)
            if control is None or control[0] is None:
                return _ILLEGAL_ADDRESS
            values += self.controls.get(control, 0).to_bytes(2)
        return bytes([function, len(values) & 0xFF]) + values

    def _write(self, function: int, address: int, value: int) -> int | None:
        """Take a command, or return the code of its refusal."""
        control = self._control(function, address)
        if control is None:
            return _ILLEGAL_ADDRESS
        place, kind = control
        if value not in (range(2) if kind == _TURN else range(2, 101)):
            return _ILLEGAL_VALUE
        self.controls[control] = value
        if kind == _LIMIT:
            self._on_limit(place, value)
        elif kind == _TURN:
            self._on_turn(place, bool(value))
        return None

    def _control(self, function: int, address: int) -> tuple[int | None, int] | None:
        """Return the place in the list and the kind of control at an address."""
        if self.layout is ModbusLayout.B:
            kinds = (
                {0xD000: _TURN, 0xD001: _LIMIT_FOR_NOW, 0xD002: _LIMIT}
                if function == 6
                else {}
            )
        else:
            kinds = {0xC000: _TURN, 0xC001: _LIMIT} if function == 5 else {}
            place, kind = divmod(address - 0xC006, 6)
            if function == 5 and 0 <= place < len(self.ports()) and kind in (0, 1):
                return place, kind
        return (None, kinds[address]) if address in kinds else None
