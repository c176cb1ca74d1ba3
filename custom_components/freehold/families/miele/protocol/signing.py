"""MieleH256: how requests are signed and encrypted, and answers verified.

HMAC-SHA256 over the message with all 64 key bytes; AES-256-CBC without padding of its
own, keyed with the first 32 bytes, its IV the first 16 bytes of that same HMAC
(docs/protocols/miele.md, Signing).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
import hmac
import json
import re
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from ....connection.errors import ProtocolError
from .credentials import GroupCredentials

_BLOCK = 16
_SHORTEST_JSON = 64
_SIGNATURE = re.compile(r"MieleH256 ([0-9A-Fa-f]{16}):([0-9A-Fa-f]{1,64})")


class SignatureFault(StrEnum):
    """Why an answer cannot be trusted."""

    MISSING = "missing"
    FOREIGN_GROUP = "foreign_group"
    MISMATCH = "mismatch"


class SignatureError(ProtocolError):
    """An answer does not prove that it comes from an appliance of our household."""

    def __init__(self, reason: SignatureFault) -> None:
        """Remember what is wrong with the signature."""
        super().__init__(f"the answer's signature is not valid: {reason}")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """What a signature adds to a request."""

    authorization: str
    """Value of the header of that name."""
    body: bytes
    """Encrypted, as it goes over the wire."""


def canonical_request(
    method: str,
    host: str,
    path: str,
    *,
    content_type: str,
    accept: str,
    date: str,
    body: bytes,
) -> bytes:
    """Return the bytes that a request's signature covers.

    `path` includes the query; `body` is padded and not encrypted; all header values are
    those sent, an absent one is empty.
    """
    head = f"{method}\n{host}{path}\n{content_type}\n{accept}\n{date}\n"
    return _header_bytes(head) + body


def canonical_response(
    status: int, *, content_type: str, date: str, body: bytes
) -> bytes:
    """Return the bytes that an answer's signature covers; `body` is decrypted, still padded."""
    return _header_bytes(f"{status}\n{content_type}\n{date}\n") + body


def sign_request(
    credentials: GroupCredentials,
    method: str,
    host: str,
    path: str,
    *,
    accept: str,
    date: str,
    content_type: str = "",
    body: bytes = b"",
) -> SignedRequest:
    """Sign a request and encrypt its body. Raises ValueError if that was not padded."""
    mac = _mac(
        credentials,
        canonical_request(
            method,
            host,
            path,
            content_type=content_type,
            accept=accept,
            date=date,
            body=body,
        ),
    )
    return SignedRequest(
        f"MieleH256 {credentials.group_id}:{mac.hex().upper()}",
        _encrypt(credentials, mac, body) if body else b"",
    )


def open_response(
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    credentials: GroupCredentials,
) -> bytes:
    """Decrypt and verify an answer; return its body with the padding it came with.

    Raises SignatureError, or ProtocolError if the body is not made of whole blocks.
    """
    claimed = headers.get("X-Signature")
    if claimed is None:
        raise SignatureError(SignatureFault.MISSING)
    match = _SIGNATURE.fullmatch(claimed.strip())
    if match is None:
        raise SignatureError(SignatureFault.MISMATCH)
    if match[1].upper() != credentials.group_id:
        raise SignatureError(SignatureFault.FOREIGN_GROUP)
    if len(body) % _BLOCK:
        raise ProtocolError("the answer's body is not made of whole cipher blocks")
    # One firmware drops leading zeros of the number that a signature is.
    mac = bytes.fromhex(match[2].zfill(64))
    plain = _decrypt(credentials, mac, body) if body else b""
    expected = _mac(
        credentials,
        canonical_response(
            status,
            content_type=headers.get("Content-Type", ""),
            date=headers.get("Date", ""),
            body=plain,
        ),
    )
    if not hmac.compare_digest(mac, expected):
        raise SignatureError(SignatureFault.MISMATCH)
    return plain


def pad_json(body: bytes) -> bytes:
    """Fill a JSON object with blanks before its last brace: to 64 bytes, else to whole blocks."""
    if not body.endswith(b"}"):
        raise ValueError("only a JSON object can be padded")
    missing = max(_SHORTEST_JSON - len(body), -len(body) % _BLOCK)
    return body[:-1] + b" " * missing + b"}"


def pad_binary(body: bytes) -> bytes:
    """Fill a DOP2 message with blanks behind its end, to whole blocks."""
    return body + b" " * (-len(body) % _BLOCK)


def read_json(body: bytes) -> Any:
    """Parse JSON with whatever padding a module writes before or behind its last brace.

    Raises ProtocolError.
    """
    try:
        return json.loads(body.rstrip(b" \0\r\n\t"))
    except (ValueError, RecursionError) as err:
        raise ProtocolError("the answer is not JSON") from err


def _header_bytes(text: str) -> bytes:
    """Encode header values back to the bytes they were received as."""
    return text.encode("utf-8", "surrogateescape")


def _mac(credentials: GroupCredentials, message: bytes) -> bytes:
    return hmac.digest(credentials.group_key, message, "sha256")


def _cipher(credentials: GroupCredentials, mac: bytes) -> Cipher[CBC]:
    return Cipher(AES(credentials.group_key[:32]), CBC(mac[:_BLOCK]))


def _encrypt(credentials: GroupCredentials, mac: bytes, body: bytes) -> bytes:
    encryptor = _cipher(credentials, mac).encryptor()
    return encryptor.update(body) + encryptor.finalize()


def _decrypt(credentials: GroupCredentials, mac: bytes, body: bytes) -> bytes:
    decryptor = _cipher(credentials, mac).decryptor()
    return decryptor.update(body) + decryptor.finalize()
