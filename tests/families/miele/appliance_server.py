"""A loopback appliance for client tests. Its crypto is written apart from the client's."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
import hashlib

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from custom_components.freehold.connection.address import Address

DATE = "Fri, 02 Jan 2026 03:04:05 GMT"
JSON = "application/vnd.miele.v1+json; charset=utf-8"
DOP2 = "application/vnd.miele.v1+dop2"


def hmac_sha256(key: bytes, message: bytes) -> bytes:
    """HMAC as RFC 2104 spells it out, for a key of exactly one block."""
    assert len(key) == 64
    inner = hashlib.sha256(bytes(b ^ 0x36 for b in key) + message).digest()
    return hashlib.sha256(bytes(b ^ 0x5C for b in key) + inner).digest()


def aes_cbc(key: bytes, iv: bytes, body: bytes, *, encrypt: bool) -> bytes:
    """Encrypt or decrypt whole blocks."""
    cipher = Cipher(algorithms.AES256(key[:32]), modes.CBC(iv))
    context = cipher.encryptor() if encrypt else cipher.decryptor()
    return context.update(body) + context.finalize()


@dataclass(frozen=True, kw_only=True)
class Household:
    """A group as an appliance holds it."""

    group_id: str = "0123456789ABCDEF"
    group_key: bytes = bytes(range(64))

    def seal(
        self, body: bytes, *, status: int = 200, content_type: str = JSON
    ) -> tuple[dict[str, str], bytes]:
        """Pad behind the end, sign and encrypt an answer; return its headers and body."""
        body += b" " * (-len(body) % 16)
        signature = hmac_sha256(
            self.group_key, f"{status}\n{content_type}\n{DATE}\n".encode() + body
        )
        headers = {
            "Content-Type": content_type,
            "Date": DATE,
            "X-Signature": f"MieleH256 {self.group_id}:{signature.hex().upper()}",
        }
        if not body:
            return headers, b""
        return headers, aes_cbc(self.group_key, signature[:16], body, encrypt=True)

    def answer(
        self, body: bytes, *, status: int = 200, content_type: str = JSON
    ) -> bytes:
        """Return a whole signed HTTP answer."""
        headers, sealed = self.seal(body, status=status, content_type=content_type)
        return http(status, sealed, headers)


def http(
    status: int, body: bytes = b"", headers: dict[str, str] | None = None
) -> bytes:
    """Return an HTTP answer as it is."""
    lines = [f"HTTP/1.1 {status} Whatever"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    lines += ["" if status == 204 else f"Content-Length: {len(body)}"]
    return "\r\n".join(filter(None, lines)).encode() + b"\r\n\r\n" + body


@dataclass(frozen=True)
class ReceivedRequest:
    """A request as it came over the wire."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    def is_signed_by(self, household: Household) -> bool:
        """Check the signature over the headers received and the decrypted body."""
        scheme, _, rest = self.headers["Authorization"].partition(" ")
        group, _, signature = rest.partition(":")
        mac = bytes.fromhex(signature)
        canonical = "\n".join(
            (
                self.method,
                self.headers["Host"] + self.path,
                self.headers.get("Content-Type", ""),
                self.headers["Accept"],
                self.headers["Date"],
                "",
            )
        ).encode()
        return (scheme, group, mac) == (
            "MieleH256",
            household.group_id,
            hmac_sha256(household.group_key, canonical + self.plain(household)),
        )

    def plain(self, household: Household) -> bytes:
        """Decrypt the body."""
        if not self.body:
            return b""
        mac = bytes.fromhex(self.headers["Authorization"].rpartition(":")[2])
        return aes_cbc(household.group_key, mac[:16], self.body, encrypt=False)


class Appliance:
    """Answers each request with what `answers` returns: bytes, None to hang up, or a hang."""

    def __init__(self) -> None:
        """Begin without answers."""
        self.requests: list[ReceivedRequest] = []
        self.connections = 0
        self.answers: Callable[[ReceivedRequest], bytes | None] = lambda _: None
        self.keep_sending = False
        self.cut_after_answer = False
        self.hang = False
        self.address = Address("127.0.0.1", 0)

    async def serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Serve one connection."""
        self.connections += 1
        try:
            while request := await _receive(reader):
                self.requests.append(request)
                if self.hang:
                    await reader.read()
                    return
                answer = self.answers(request)
                if answer is None:
                    return
                writer.write(answer)
                await writer.drain()
                while self.keep_sending:
                    writer.write(b"1000\r\n" + b"x" * 4096 + b"\r\n")
                    await writer.drain()
                if self.cut_after_answer:
                    return
        except ConnectionError:
            return
        finally:
            writer.close()


async def _receive(reader: asyncio.StreamReader) -> ReceivedRequest | None:
    """Read one request; None at the end of the connection."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.rstrip().split("\r\n")
    method, path, _ = first.split(" ")
    headers = dict(line.split(": ", 1) for line in lines)
    body = await reader.readexactly(int(headers.get("Content-Length", "0")))
    return ReceivedRequest(method, path, headers, body)


@asynccontextmanager
async def running_appliance() -> AsyncIterator[Appliance]:
    """Run an appliance on a free port of the loopback interface."""
    appliance = Appliance()
    server = await asyncio.start_server(appliance.serve, "127.0.0.1", 0)
    appliance.address = Address("127.0.0.1", server.sockets[0].getsockname()[1])
    try:
        yield appliance
    finally:
        server.close()
        server.close_clients()
        await server.wait_closed()
