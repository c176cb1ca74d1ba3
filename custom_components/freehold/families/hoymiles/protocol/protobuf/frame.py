"""Frames on the wire, and how a stream of bytes is split into them (docs/protocols/hoymiles.md, Frames)."""

from dataclasses import dataclass
import struct
from typing import Final

from .crc import crc16

NEVER_ENCRYPTED: Final = 0xA201
"""The answer that brings the seed."""
TAG_SIZE: Final = 16
MAX_LENGTH: Final = 16384
"""Bytes. Several times what a full page of a large plant takes: a longer frame is none."""

_MAGIC: Final = b"HM"
_HEADER: Final = struct.Struct(">2sHHHH")
_EXTENDED: Final = b"\x00\x0e"
_EXTENSION_SIZE: Final = 14
_NEXT_FRAME: Final = (b"HM\xa2", b"HM\x22")
"""How frames from a gateway begin: answers, and what it tells the cloud."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One message on the wire."""

    message_id: int
    sequence: int
    payload: bytes
    tag: bytes = b""
    """Behind an encrypted payload. Neither length nor checksum count it."""
    extension: bytes = b""
    """Before the payload, in frames of gateways to storage. The checksum does not count it."""

    def encode(self) -> bytes:
        """Return the bytes that are sent."""
        length = _HEADER.size + len(self.extension) + len(self.payload)
        fields = self.message_id, self.sequence, crc16(self.payload), length
        head = _HEADER.pack(_MAGIC, *fields)
        return head + self.extension + self.payload + self.tag

    @classmethod
    def decode(cls, data: bytes) -> Frame | None:
        """Read one frame, its tag included; None if its checksum is wrong."""
        _, message_id, sequence, checksum, length = _HEADER.unpack_from(data)
        payload, tag = data[_HEADER.size : length], data[length:]
        if crc16(payload) == checksum:
            return cls(message_id, sequence, payload, tag)
        extension, payload = payload[:_EXTENSION_SIZE], payload[_EXTENSION_SIZE:]
        if extension.startswith(_EXTENDED) and crc16(payload) == checksum:
            return cls(message_id, sequence, payload, tag, extension)
        return None


class FrameSplitter:
    """Finds frames in what is received, wherever it was cut and whatever is between them.

    A frame counts if its checksum is right. One whose length lies holds up nothing: the good
    frames within what it claims are found.
    """

    def __init__(self, *, encrypted: bool = False) -> None:
        """Expect tags if the gateway encrypts."""
        self._encrypted = encrypted
        self._waiting = b""

    def feed(self, data: bytes) -> list[Frame]:
        """Take what was received, and return the frames that are complete with it."""
        buffer = self._waiting + data
        frames: list[Frame] = []
        unfinished: int | None = None
        position = 0
        while (start := buffer.find(_MAGIC, position)) >= 0:
            position = start + len(_MAGIC)
            end = start + self._size(buffer, start)
            if end > len(buffer):
                unfinished = start if unfinished is None else unfinished
            elif end > start and (frame := Frame.decode(buffer[start:end])):
                frames.append(frame)
                position, unfinished = end, None
        if unfinished is None:
            unfinished = len(buffer) - buffer.endswith(_MAGIC[:1])
        self._waiting = buffer[unfinished:]
        return frames

    def _size(self, buffer: bytes, start: int) -> int:
        """Return how many bytes a frame would take; 0 if none can begin here."""
        if len(buffer) - start < _HEADER.size:
            return _HEADER.size
        length: int = _HEADER.unpack_from(buffer, start)[4]
        if not _HEADER.size <= length <= MAX_LENGTH:
            return 0
        if not self._encrypted or self._is_clear(buffer, start, length):
            return length
        return length + TAG_SIZE

    def _is_clear(self, buffer: bytes, start: int, length: int) -> bool:
        """Tell clear frames among encrypted ones: where the tag would be, the next one begins."""
        message_id: int = _HEADER.unpack_from(buffer, start)[1]
        return message_id == NEVER_ENCRYPTED or buffer.startswith(
            _NEXT_FRAME, start + length
        )
