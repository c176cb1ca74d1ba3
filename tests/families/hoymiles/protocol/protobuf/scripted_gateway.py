"""A gateway on a real socket that does what a test wrote down."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
import socket
import struct

from google.protobuf.message import Message

from custom_components.freehold.connection.address import Address
from custom_components.freehold.families.hoymiles.protocol.protobuf.encryption import (
    Cipher,
)
from custom_components.freehold.families.hoymiles.protocol.protobuf.frame import (
    Frame,
    FrameSplitter,
)
from custom_components.freehold.families.hoymiles.protocol.protobuf.messages_pb2 import (
    GatewayVersion,
    Information,
)

SERIAL = "4143A0123456"
ENCRYPTED = 1 << 25
INFORMATION = 0xA301


class HangUp:
    """End the connection instead of answering."""


class Reset:
    """End it without a good-bye, as a gateway that loses its power for a moment."""


class Silence:
    """Say nothing."""


@dataclass(frozen=True)
class Raw:
    """Bytes as they are; made of the frame that would have been right."""

    make: Callable[[Frame], bytes]


type Reaction = Message | Raw | HangUp | Reset | Silence | Callable[[bytes], Message]


class ScriptedGateway:
    """Reacts to each kind of request as written, in turn; the last reaction stays."""

    def __init__(self) -> None:
        """Know who it is, and nothing else."""
        self.connections = 0
        self.asked: list[int] = []
        self.payloads: list[bytes] = []
        self.seed = b""
        self.sequence: int | None = None
        self.hello: Message = Information()
        """What it says about who it is."""
        self._script: dict[int, list[Reaction]] = {}
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self.is_(software=520)

    @property
    def address(self) -> Address:
        """Where it listens."""
        assert self._server is not None
        return Address("127.0.0.1", self._server.sockets[0].getsockname()[1])

    def is_(self, *, software: int, serial: str = SERIAL, seed: bytes = b"") -> None:
        """Be another one, or the same after a restart."""
        self.seed = seed
        version = GatewayVersion(
            software=software, features=ENCRYPTED if seed else 0, seed=seed
        )
        self.hello = Information(
            gateway_serial=serial.encode(), packages=1, gateway=version
        )
        self.on(INFORMATION, self.hello)

    def on(self, message_id: int, *reactions: Reaction) -> None:
        """Write down how to react."""
        self._script[message_id] = list(reactions)

    def push(self, frame: Frame) -> None:
        """Tell what nobody asked for."""
        for writer in self._writers:
            writer.write(frame.encode())

    def kick(self, *, rudely: bool = False) -> None:
        """End all connections, as when another client comes."""
        for writer in self._writers:
            if rudely:
                _forbid_good_bye(writer)
            writer.transport.abort()

    async def start(self) -> None:
        """Listen."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)

    async def stop(self) -> None:
        """End."""
        self.kick()
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.connections += 1
        self._writers.add(writer)
        try:
            while data := await reader.read(4096):
                # A request comes in one piece, with a tag or without.
                sealed = FrameSplitter(encrypted=True).feed(data)
                for frame in sealed or FrameSplitter().feed(data):
                    if not self._react(frame, writer):
                        return
        except OSError:
            return
        finally:
            self._writers.discard(writer)
            writer.transport.abort()

    def _react(self, frame: Frame, writer: asyncio.StreamWriter) -> bool:
        payload = frame.payload
        if frame.tag:
            payload = Cipher.of(self.seed).open(frame)
        self.asked.append(frame.message_id)
        self.payloads.append(payload)
        script = self._script.get(frame.message_id, [Silence()])
        reaction = script.pop(0) if len(script) > 1 else script[0]
        if isinstance(reaction, Reset):
            _forbid_good_bye(writer)
        if isinstance(reaction, HangUp | Reset):
            return False
        if isinstance(reaction, Silence):
            return True
        if isinstance(reaction, Raw):
            writer.write(reaction.make(self.answer(frame, b"\x10\x01")))
            return True
        message = reaction if isinstance(reaction, Message) else reaction(payload)
        writer.write(self.answer(frame, message.SerializeToString()).encode())
        return True

    def answer(self, frame: Frame, payload: bytes) -> Frame:
        """Frame an answer."""
        message_id = frame.message_id - 0x100
        sequence = frame.sequence if self.sequence is None else self.sequence
        if self.seed and frame.message_id != INFORMATION:
            return Cipher.of(self.seed).seal(message_id, sequence, payload)
        return Frame(message_id, sequence, payload)


def _forbid_good_bye(writer: asyncio.StreamWriter) -> None:
    """Have the connection reset when it ends."""
    connected: socket.socket = writer.get_extra_info("socket")
    now = struct.pack("ii", 1, 0)
    connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, now)
