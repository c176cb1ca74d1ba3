"""The appliance's own side of MieleH256, written from the worked vectors alone.

Request:  METHOD LF HOST PATH LF CONTENT-TYPE LF ACCEPT LF DATE LF BODY
Response: STATUS LF CONTENT-TYPE LF DATE LF BODY
HMAC-SHA256 with all 64 key bytes; AES-256-CBC with the first 32, IV = first 16 bytes of the
MAC; BODY is the padded plaintext.
"""

from dataclasses import dataclass
import hashlib
import hmac
import re

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 16
_AUTHORIZATION = re.compile(r"MieleH256 ([0-9A-Fa-f]*):([0-9A-Fa-f]{64})")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedHeaders:
    """The lines of a request that the signature covers, as they were sent."""

    method: str
    host: str
    path: str
    content_type: str
    accept: str
    date: str

    def canonical(self, body: bytes) -> bytes:
        """Return what is signed."""
        lines = (
            self.method,
            self.host + self.path,
            self.content_type,
            self.accept,
            self.date,
            "",
        )
        return "\n".join(lines).encode() + body


def parse_authorization(value: str) -> tuple[str, bytes] | None:
    """Return group and MAC of a `MieleH256` header; None for any other."""
    match = _AUTHORIZATION.fullmatch(value)
    return (match[1].upper(), bytes.fromhex(match[2])) if match else None


def open_request(
    key: bytes, mac: bytes, headers: SignedHeaders, body: bytes
) -> bytes | None:
    """Return the padded plaintext; None if the signature does not fit."""
    if len(key) != 64 or len(body) % BLOCK:
        return None
    plain = _crypt(key, mac[:BLOCK], body, encrypt=False)
    expected = hmac.digest(key, headers.canonical(plain), hashlib.sha256)
    return plain if hmac.compare_digest(expected, mac) else None


def seal_response(
    key: bytes, status: int, content_type: str, date: str, padded: bytes
) -> tuple[bytes, bytes]:
    """Return MAC and ciphertext of an answer."""
    canonical = f"{status}\n{content_type}\n{date}\n".encode() + padded
    mac = hmac.digest(key, canonical, hashlib.sha256)
    return mac, _crypt(key, mac[:BLOCK], padded, encrypt=True)


def signature_header(group_id: str, mac: bytes) -> str:
    """Return the value of `X-Signature`."""
    return f"MieleH256 {group_id}:{mac.hex().upper()}"


def pad_json_before_brace(body: bytes) -> bytes:
    """Fill up with blanks before the last bracket, as XKM3100W does."""
    return body[:-1] + b" " * (-len(body) % BLOCK) + body[-1:]


def pad_json_after_line_feed(body: bytes) -> bytes:
    """End with a line feed and blanks, as EK057 does."""
    return pad_binary(body + b"\n")


def pad_binary(body: bytes) -> bytes:
    """Fill up with blanks, as DOP2 answers are."""
    return body + b" " * (-len(body) % BLOCK)


def _crypt(key: bytes, vector: bytes, data: bytes, *, encrypt: bool) -> bytes:
    cipher = Cipher(algorithms.AES256(key[:32]), modes.CBC(vector))
    context = cipher.encryptor() if encrypt else cipher.decryptor()
    return context.update(data) + context.finalize()
