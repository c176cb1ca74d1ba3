"""A few lines of MieleH256 as a household member speaks it, proven by the worked vectors."""

from dataclasses import dataclass
import hashlib
import hmac
import json
from typing import Any

from aiohttp import ClientSession
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tests.emulators.miele import MieleAppliance, Network

GROUP_ID = "0123456789ABCDEF"
GROUP_KEY = hashlib.sha512(b"miele-local test key 1").digest()
GROUP = (GROUP_ID, GROUP_KEY.hex())

JSON = "application/vnd.miele.v1+json"
OTHER_GROUP = ("FEDCBA9876543210", "AB" * 64)
COMMISSIONING = "/Security/Commissioning"
PAIRING = "MielePairing:Pairing"
BODY = {"GroupID": GROUP_ID, "GroupKey": GROUP_KEY.hex().upper()}
DATE = "Fri, 02 Jan 2026 03:04:05 GMT"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, opened as far as the key goes."""

    status: int
    body: bytes
    """Plain, still padded."""
    content_type: str
    verified: bool

    @property
    def json(self) -> Any:
        """Return the body as JSON."""
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Peer:
    """A member of a household that talks to one appliance."""

    session: ClientSession
    appliance: MieleAppliance
    group_id: str = GROUP_ID
    key: bytes = GROUP_KEY

    async def get(self, path: str) -> Reply:
        """Send a signed GET."""
        return await self.send("GET", path)

    async def put(self, path: str, body: object) -> Reply:
        """Send a signed PUT of JSON, or of bytes as they are."""
        plain = body if isinstance(body, bytes) else json.dumps(body).encode()
        if not isinstance(body, bytes):
            size = max(64, len(plain) + -len(plain) % 16)
            plain = plain[:-1].ljust(size - 1) + plain[-1:]
        return await self.send("PUT", path, plain)

    async def send(self, method: str, path: str, plain: bytes = b"") -> Reply:
        """Send a signed request with a body padded already."""
        host = f"{self.appliance.host}:{self.appliance.port}"
        content_type = JSON if plain else ""
        canonical = (
            f"{method}\n{host}{path}\n{content_type}\n{JSON}\n{DATE}\n".encode() + plain
        )
        mac = hmac.digest(self.key, canonical, "sha256")
        headers = {
            "Accept": JSON,
            "Date": DATE,
            "Authorization": f"MieleH256 {self.group_id}:{mac.hex().upper()}",
        }
        if plain:
            headers["Content-Type"] = content_type
        return await self._exchange(
            method, path, headers, crypt(self.key, mac, plain, True)
        )

    async def send_unsigned(
        self,
        method: str,
        path: str,
        body: object = None,
        authorization: str | None = None,
    ) -> Reply:
        """Send plain JSON, as anybody can."""
        headers = {"Authorization": authorization} if authorization else {}
        data = json.dumps(body).encode() if body is not None else b""
        return await self._exchange(method, path, headers, data)

    async def _exchange(
        self, method: str, path: str, headers: dict[str, str], data: bytes
    ) -> Reply:
        url = f"http://{self.appliance.host}:{self.appliance.port}{path}"
        async with self.session.request(
            method,
            url,
            headers=headers,
            data=data or None,
            skip_auto_headers=["Content-Type"],
        ) as response:
            body = await response.read()
            content_type = response.headers.get("Content-Type", "")
            signature = response.headers.get("X-Signature")
            if signature is None:
                return Reply(response.status, body, content_type, False)
            mac = bytes.fromhex(signature.rpartition(":")[2])
            plain = crypt(self.key, mac, body, False)
            date = response.headers["Date"]
            canonical = f"{response.status}\n{content_type}\n{date}\n".encode() + plain
            verified = hmac.digest(self.key, canonical, "sha256") == mac
            return Reply(response.status, plain, content_type, verified)


def crypt(key: bytes, mac: bytes, data: bytes, encrypt: bool) -> bytes:
    """Encrypt or decrypt padded data."""
    cipher = Cipher(algorithms.AES256(key[:32]), modes.CBC(mac[:16]))
    context = cipher.encryptor() if encrypt else cipher.decryptor()
    return context.update(data) + context.finalize()


def device(peer: Peer, path: str) -> str:
    """Return a path below the appliance."""
    return f"/Devices/{peer.appliance.fab}{path}"


async def state(peer: Peer) -> dict[str, Any]:
    """Read `/State`, which has to verify."""
    reply = await peer.get(device(peer, "/State"))
    assert reply.status == 200
    assert reply.verified
    content: dict[str, Any] = reply.json
    return content


def network(peer: Peer) -> Network:
    """Return where the appliance is now."""
    return peer.appliance.wlan.network


def user_request(number: int) -> bytes:
    """Return the field-proven bytes of a user request."""
    return (
        bytes.fromhex("00100001062f00000000000100010700") + bytes([number]) + b" " * 15
    )
