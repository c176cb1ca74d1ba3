"""What signing costs beyond the cryptography that it cannot do without."""

from collections.abc import Callable
from functools import partial
import hashlib
import hmac

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from custom_components.freehold.families.miele.protocol.credentials import (
    GroupCredentials,
)
from custom_components.freehold.families.miele.protocol.signing import (
    canonical_request,
    canonical_response,
    open_response,
    sign_request,
)
from tests.emulators.miele.security import seal_response, signature_header

from .measurement import Measurement, Target
from .timing import median_seconds

CREDENTIALS = GroupCredentials(
    "0123456789ABCDEF", hashlib.sha512(b"benchmark").digest()
)
HOST = "192.168.1.20"
PATH = "/Devices/000187654321/State"
ACCEPT = "application/vnd.miele.v1+json"
CONTENT_TYPE = "application/vnd.miele.v1+json; charset=utf-8"
DATE = "Sat, 21 Nov 2026 08:00:00 GMT"
BODY = b"{" + b" " * 510 + b"}"

TARGET = Target(3)


def measure() -> list[Measurement]:
    """Compare one exchange with its two MACs, its encryption and its decryption."""
    ours, bare = median_seconds(exchange(), bare_exchange())
    return [
        Measurement(
            what="sign, encrypt, verify and decrypt an exchange of 512 bytes",
            value=ours / bare,
            unit="×",
            compared_to=(
                f"the bare HMAC and AES calls, {bare * 1e6:.0f} µs; ours {ours * 1e6:.0f} µs"
            ),
            target=TARGET,
        )
    ]


def exchange() -> Callable[[], bytes]:
    """Return what a client does for one request and its answer."""
    mac, answer = seal_response(CREDENTIALS.group_key, 200, CONTENT_TYPE, DATE, BODY)
    headers = {
        "X-Signature": signature_header(CREDENTIALS.group_id, mac),
        "Content-Type": CONTENT_TYPE,
        "Date": DATE,
    }

    def run() -> bytes:
        sign_request(
            CREDENTIALS,
            "PUT",
            HOST,
            PATH,
            accept=ACCEPT,
            content_type=CONTENT_TYPE,
            date=DATE,
            body=BODY,
        )
        return open_response(200, headers, answer, CREDENTIALS)

    return run


def bare_exchange() -> Callable[[], bytes]:
    """Return the cryptography in it, on messages that are there already."""
    key, aes_key = CREDENTIALS.group_key, CREDENTIALS.group_key[:32]
    request = canonical_request(
        "PUT",
        HOST,
        PATH,
        content_type=CONTENT_TYPE,
        accept=ACCEPT,
        date=DATE,
        body=BODY,
    )
    response = canonical_response(200, content_type=CONTENT_TYPE, date=DATE, body=BODY)
    digest = partial(hmac.digest, key)
    _, answer = seal_response(key, 200, CONTENT_TYPE, DATE, BODY)

    def run() -> bytes:
        encryptor = Cipher(
            AES(aes_key), CBC(digest(request, "sha256")[:16])
        ).encryptor()
        encryptor.update(BODY) + encryptor.finalize()
        decryptor = Cipher(
            AES(aes_key), CBC(digest(response, "sha256")[:16])
        ).decryptor()
        return decryptor.update(answer) + decryptor.finalize()

    return run
