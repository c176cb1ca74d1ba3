"""How newer firmware hides what it says (docs/protocols/hoymiles.md, Encryption)."""

from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
import struct
from typing import Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .....connection.errors import ConnectionLostError, ProtocolError
from .frame import TAG_SIZE, Frame

SEED_SIZE: Final = 16


@dataclass(frozen=True)
class Cipher:
    """Encrypts and decrypts with the seed that a gateway made up when it started.

    The gateway hands the seed out to everybody: this keeps nobody out and proves nothing.
    """

    seed: bytes = field(repr=False)

    @classmethod
    def of(cls, seed: bytes) -> Self:
        """Raises ProtocolError if that is no seed."""
        if len(seed) != SEED_SIZE:
            raise ProtocolError("the gateway encrypts and does not tell its seed")
        return cls(seed)

    def seal(self, message_id: int, sequence: int, payload: bytes) -> Frame:
        """Make an encrypted frame."""
        head = _head(message_id, sequence)
        sealed = self._aes.encrypt(self._nonce(head), payload, head)
        return Frame(message_id, sequence, sealed[:-TAG_SIZE], sealed[-TAG_SIZE:])

    def open(self, frame: Frame) -> bytes:
        """Return what a frame hides.

        Raises ConnectionLostError if another seed hid it: then the gateway has restarted, and
        who asks again asks for the new seed first.
        """
        head = _head(frame.message_id, frame.sequence)
        try:
            return self._aes.decrypt(self._nonce(head), frame.payload + frame.tag, head)
        except InvalidTag as err:
            raise ConnectionLostError(
                "the gateway's answer cannot be decrypted: it may have restarted"
            ) from err

    @cached_property
    def _aes(self) -> AESGCM:
        return AESGCM(_thrice(self.seed)[:16])

    def _nonce(self, head: bytes) -> bytes:
        return _thrice(head + self.seed)[20:]


def _head(message_id: int, sequence: int) -> bytes:
    return struct.pack("<HH", message_id, sequence)


def _thrice(data: bytes) -> bytes:
    for _ in range(3):
        data = sha256(data).digest()
    return data
