"""The one connection that a gateway has (docs/protocols/hoymiles.md, Session)."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Final

from google.protobuf.message import DecodeError, Message

from .....connection.address import Address
from .....connection.errors import ConnectionLostError, ProtocolError, WrongDeviceError
from ..errors import ConnectionTakenError
from ..streams import Opener, Streams, connect
from .encryption import Cipher
from .frame import Frame, FrameSplitter
from .hello import Hello
from .messages_pb2 import Information, InformationRequest
from .questions import INFORMATION, OFFSET, Question, local_time, seconds

_CHUNK: Final = 16384


class Session:
    """Asks one thing after the other, on a connection that it opens when needed.

    Every connection begins with the question who is there: the answer tells whether that is the
    gateway we mean, and the seed of this very start. Whatever goes wrong ends the connection: an
    answer that comes too late would be taken for that to a later question.
    """

    def __init__(
        self,
        address: Address,
        *,
        serial: str | None,
        connect_timeout: float,
        open_connection: Opener,
        now: Callable[[], datetime],
    ) -> None:
        """Take whoever answers first, and nobody else then, if `serial` is None."""
        self._address = address
        self._serial = serial
        self._connect_timeout = connect_timeout
        self._open_connection = open_connection
        self._now = now
        self._lock = asyncio.Lock()
        self._streams: Streams | None = None
        self._splitter = FrameSplitter()
        self._cipher: Cipher | None = None
        self._sequence = 0
        self.hello: Hello | None = None
        """What was said last about who is there; kept when the connection ends."""

    async def greet(self) -> Information:
        """Ask who is there, as the first or as a later question."""
        async with self._lock:
            if streams := self._standing():
                return await self._greet(streams)
            _, information = await self._connect()
            return information

    async def ask[A: Message](
        self,
        question: Question[A],
        request: Message,
        fits: Callable[[A], bool] = lambda _: True,
    ) -> A:
        """Send a request and return its answer: the first of its kind that `fits`.

        Raises ConnectionLostError, ProtocolError, WrongDeviceError.
        """
        async with self._lock:
            streams = self._standing()
            if streams is None:
                streams, _ = await self._connect()
            return await self._exchange(streams, question, request, fits)

    async def hang_up(self) -> None:
        """Close the connection, once the question under way is answered."""
        async with self._lock:
            if streams := self._drop():
                with suppress(OSError):
                    await streams[1].wait_closed()

    def _standing(self) -> Streams | None:
        """Return the connection, if the gateway has not hung up meanwhile."""
        match self._streams:
            case reader, writer if reader.at_eof() or writer.is_closing():
                self._drop()
        return self._streams

    async def _connect(self) -> tuple[Streams, Information]:
        """Connect, and ask who is there."""
        try:
            streams = await connect(
                self._open_connection, self._address, self._connect_timeout
            )
        except OSError as err:
            raise ConnectionLostError(f"nobody answers at {self._address}") from err
        self._streams = streams
        self._splitter = FrameSplitter()
        self._cipher = None
        return streams, await self._greet(streams)

    async def _greet(self, streams: Streams) -> Information:
        now = self._now()
        request = InformationRequest(
            local_time=local_time(now), offset=OFFSET, time=seconds(now)
        )
        information = await self._exchange(streams, INFORMATION, request)
        try:
            self._recognise(Hello.parse(information))
        except BaseException:
            self._drop()
            raise
        return information

    def _recognise(self, hello: Hello) -> None:
        if self._serial not in (None, hello.serial):
            raise WrongDeviceError("another gateway answers at the address")
        cipher = Cipher.of(hello.seed) if hello.encrypted else None
        if cipher != self._cipher:
            self._cipher = cipher
            self._splitter = FrameSplitter(encrypted=hello.encrypted)
        self._serial = hello.serial
        self.hello = hello

    async def _exchange[A: Message](
        self,
        streams: Streams,
        question: Question[A],
        request: Message,
        fits: Callable[[A], bool] = lambda _: True,
    ) -> A:
        try:
            return await self._converse(streams, question, request, fits)
        except OSError as err:
            self._drop()
            raise ConnectionTakenError from err
        except BaseException:
            self._drop()
            raise

    async def _converse[A: Message](
        self,
        streams: Streams,
        question: Question[A],
        request: Message,
        fits: Callable[[A], bool],
    ) -> A:
        reader, writer = streams
        writer.write(self._frame(question, request).encode())
        await writer.drain()
        while data := await reader.read(_CHUNK):
            for frame in self._splitter.feed(data):
                answer = self._answer(question, frame)
                if answer is not None and fits(answer):
                    return answer
        raise ConnectionTakenError

    def _frame(self, question: Question[Message], request: Message) -> Frame:
        self._sequence = (self._sequence + 1) & 0xFFFF
        payload = request.SerializeToString()
        if self._cipher is None or question is INFORMATION:
            return Frame(question.message_id, self._sequence, payload)
        return self._cipher.seal(question.message_id, self._sequence, payload)

    def _answer[A: Message](self, question: Question[A], frame: Frame) -> A | None:
        """Read an answer; None if this is something that was not asked for."""
        if frame.message_id != question.answer_id:
            return None
        payload = frame.payload
        if frame.tag and self._cipher is not None:
            payload = self._cipher.open(frame)
        if not payload:
            # So some firmware says that it could not read the question.
            raise ConnectionLostError("the gateway's answer is empty")
        try:
            return question.answer.FromString(payload)
        except DecodeError as err:
            raise ProtocolError("the gateway's answer cannot be read") from err

    def _drop(self) -> Streams | None:
        streams, self._streams = self._streams, None
        if streams:
            streams[1].transport.abort()
        return streams
