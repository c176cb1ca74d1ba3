"""Frames: "HM", id, sequence, CRC, length, payload; sealed with AES-GCM where firmware does."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC = b"HM"
HEAD_SIZE = 10
TAG_SIZE = 16
SEED_SIZE = 16
_POLYNOMIAL = 0xA001
_HEAD = struct.Struct(">2sHHHH")


def _crc_of_byte(crc: int) -> int:
    for _ in range(8):
        crc = crc >> 1 ^ (_POLYNOMIAL if crc & 1 else 0)
    return crc


_CRC_TABLE = tuple(_crc_of_byte(byte) for byte in range(256))


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame as it came; the payload may be sealed."""

    id: int
    sequence: int
    crc: int
    payload: bytes
    """With the tag, where there is one."""

    @property
    def name(self) -> str:
        """Return the id as everybody writes it: "A311"."""
        return f"{self.id:04X}"


def crc16(data: bytes) -> int:
    """Return the CRC of Modbus."""
    crc = 0xFFFF
    for byte in data:
        crc = crc >> 8 ^ _CRC_TABLE[(crc ^ byte) & 0xFF]
    return crc


def build(message: int, sequence: int, payload: bytes, seed: bytes | None) -> bytes:
    """Return a frame, sealed where there is a seed: tag outside of length and CRC."""
    tag = b""
    if seed is not None:
        sealed = seal(seed, message, sequence, payload)
        payload, tag = sealed[:-TAG_SIZE], sealed[-TAG_SIZE:]
    head = _HEAD.pack(
        MAGIC, message, sequence, crc16(payload), HEAD_SIZE + len(payload)
    )
    return head + payload + tag


def seal(seed: bytes, message: int, sequence: int, payload: bytes) -> bytes:
    """Return ciphertext and tag."""
    key, nonce, extra = _secrets(seed, message, sequence)
    return AESGCM(key).encrypt(nonce, payload, extra)


def unseal(seed: bytes, frame: Frame) -> bytes | None:
    """Return the payload; None if it was not sealed with this seed."""
    key, nonce, extra = _secrets(seed, frame.id, frame.sequence)
    try:
        return AESGCM(key).decrypt(nonce, frame.payload, extra)
    except InvalidTag, ValueError:
        return None


def _secrets(seed: bytes, message: int, sequence: int) -> tuple[bytes, bytes, bytes]:
    extra = struct.pack("<HH", message, sequence)
    return _thrice(seed)[:16], _thrice(extra + seed)[20:], extra


def _thrice(data: bytes) -> bytes:
    for _ in range(3):
        data = sha256(data).digest()
    return data


class FrameReader:
    """Finds frames in what arrives, in whatever pieces."""

    def __init__(self, is_sealed: Callable[[int], bool]) -> None:
        """Have read nothing; `is_sealed` tells by the id whether a frame has a tag."""
        self._is_sealed = is_sealed
        self._buffer = b""

    def feed(self, data: bytes) -> Iterator[Frame]:
        """Yield what is complete."""
        self._buffer += data
        while (start := self._buffer.find(MAGIC)) >= 0:
            self._buffer = self._buffer[start:]
            if len(self._buffer) < HEAD_SIZE:
                return
            _, message, sequence, crc, length = _HEAD.unpack_from(self._buffer)
            if length < HEAD_SIZE:
                self._buffer = self._buffer[len(MAGIC) :]
                continue
            size = length + (TAG_SIZE if self._is_sealed(message) else 0)
            if len(self._buffer) < size:
                return
            payload, self._buffer = self._buffer[HEAD_SIZE:size], self._buffer[size:]
            yield Frame(message, sequence, crc, payload)
