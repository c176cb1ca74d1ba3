"""What newer firmware encrypts."""

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, strategies as st
import pytest

from custom_components.freehold.connection.errors import (
    ConnectionLostError,
    ProtocolError,
)
from custom_components.freehold.families.hoymiles.protocol.protobuf.encryption import (
    Cipher,
)
from custom_components.freehold.families.hoymiles.protocol.protobuf.frame import (
    FrameSplitter,
)

from .vectors import GENERATED, VECTORS, answers, requests

EXAMPLE = VECTORS["encryption"]
ENCRYPTED = GENERATED["real_data_new_encrypted"]


def test_the_key_and_nonce_are_those_of_others() -> None:
    """Computed by a program in another language."""
    aes = AESGCM(bytes.fromhex(EXAMPLE["key_hex"]))
    frame = Cipher.of(bytes.fromhex(EXAMPLE["enc_rand_hex"])).seal(0xA311, 1, b"text")
    nonce = bytes.fromhex(EXAMPLE["nonce_A311_seq1_hex"])
    aad = bytes.fromhex(EXAMPLE["aad_A311_seq1_hex"])
    assert aes.decrypt(nonce, frame.payload + frame.tag, aad) == b"text"


def test_the_worked_exchange() -> None:
    """Decrypted and encrypted again, both ways."""
    cipher = Cipher.of(bytes.fromhex(ENCRYPTED["enc_rand_hex"]))
    (exchange,) = ENCRYPTED["exchanges"]
    for data, key in (
        (requests("real_data_new_encrypted")[0], "request_payload_hex"),
        (answers("real_data_new_encrypted")[0], "response_payload_hex"),
    ):
        (frame,) = FrameSplitter(encrypted=True).feed(data)
        clear = cipher.open(frame)
        assert clear.hex() == exchange[key]
        assert cipher.seal(frame.message_id, frame.sequence, clear) == frame


@given(
    st.binary(min_size=16, max_size=16), st.integers(0, 0xFFFF), st.binary(max_size=50)
)
def test_what_is_sealed_can_be_opened(
    seed: bytes, sequence: int, payload: bytes
) -> None:
    """With the same seed."""
    cipher = Cipher.of(seed)
    assert cipher.open(cipher.seal(0xA311, sequence, payload)) == payload


def test_another_seed_opens_nothing() -> None:
    """A gateway makes up a new one whenever it starts."""
    frame = Cipher.of(bytes(16)).seal(0xA211, 1, b"text")
    with pytest.raises(ConnectionLostError, match="restarted"):
        Cipher.of(bytes(15) + b"\1").open(frame)


@pytest.mark.parametrize("seed", [b"", bytes(15), bytes(17)])
def test_a_seed_has_sixteen_bytes(seed: bytes) -> None:
    """Else nothing can be said."""
    with pytest.raises(ProtocolError):
        Cipher.of(seed)


def test_the_seed_is_not_shown() -> None:
    """Neither in a log nor in an error."""
    assert "255" not in repr(Cipher.of(b"\xff" * 16))
    assert r"\xff" not in repr(Cipher.of(b"\xff" * 16))
