"""A loopback Shelly for client tests, well-behaved and not. Its digest is written apart from the client's."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
import hashlib
import json
import re
import ssl
from typing import Any

from aiohttp import WSMsgType, web

from custom_components.freehold.connection.address import Address
from custom_components.freehold.families.shelly.protocol.endpoint import Endpoint

MAC = "441793D69718"
REALM = "shellyplus1pm-441793d69718"
FRAME_HA2 = hashlib.sha256(b"dummy_method:dummy_uri").hexdigest()


def sha256(text: str) -> str:
    """Hash text, in lower-case hex."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Received:
    """One call as it came over the wire."""

    method: str
    params: dict[str, Any]
    over: str
    proof: tuple[str, int] | None
    """Nonce and count."""


@dataclass(frozen=True)
class Raw:
    """Exactly this is sent instead of a reply."""

    data: bytes | str
    status: int = 200


class Drop:
    """The connection breaks instead of a reply."""


class Hang:
    """No reply ever comes."""


type Reply = dict[str, Any] | Raw | Drop | Hang


def result(value: Any) -> dict[str, Any]:
    """Return what a call that succeeds is answered."""
    return {"result": value}


def error(code: int, message: str = "") -> dict[str, Any]:
    """Return what a call that fails is answered."""
    return {"error": {"code": code, "message": message}}


@dataclass
class FakeShelly:
    """Keeps a password and nonces; everything else is scripted."""

    mac: str = MAC
    password: str | None = None
    generation: int = 2
    firmware_id: str = "20260311-095847/1.7.5-g9979d16"
    results: dict[str, Any] = field(default_factory=dict)
    """By method: a result, or a function of the parameters."""
    script: list[Reply | None] = field(default_factory=list)
    """What happens to the next calls before anything else; None: what is normal."""
    always: Callable[[Received], Reply | None] | None = None
    stale: bool = False
    takes_socket: bool = True
    redirect: str | None = None
    text_nonce: bool = True
    challenge_header: str | None = None
    info_status: int = 200
    info_body: str | None = None
    calls: list[Received] = field(default_factory=list)
    infos: int = 0
    failed_attempts: int = 0
    nonces: dict[str, int] = field(default_factory=dict)
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    opened: asyncio.Event = field(default_factory=asyncio.Event)
    received: list[dict[str, Any]] = field(default_factory=list)
    """Frames that are no calls."""
    endpoint: Endpoint = field(
        default_factory=lambda: Endpoint(Address("127.0.0.1", 0))
    )

    @property
    def methods(self) -> list[str]:
        """The methods called, in order."""
        return [call.method for call in self.calls]

    @property
    def info(self) -> dict[str, Any]:
        """What `/shelly` says."""
        body: dict[str, Any] = {
            "id": REALM,
            "mac": self.mac,
            "model": "SNSW-001P16EU",
            "gen": self.generation,
            "fw_id": self.firmware_id,
            "ver": "1.7.5",
            "app": "Plus1PM",
            "auth_en": self.password is not None,
            "auth_domain": REALM if self.password is not None else None,
        }
        if self.generation == 1:
            return {"type": "SHSW-25", "mac": self.mac, "auth": False, "fw": "x"}
        return body

    def forget_nonces(self) -> None:
        """As a reboot does."""
        self.nonces.clear()

    def challenge(self) -> dict[str, Any]:
        """Give out a nonce."""
        number = 1725185413 + len(self.nonces) + self.failed_attempts
        nonce = f"c2hlbGx5{number}=" if self.text_nonce else str(number)
        self.nonces[nonce] = 0
        body: dict[str, Any] = {
            "auth_type": "digest",
            "nonce": nonce if self.text_nonce else number,
            "nc": 1,
            "realm": REALM,
            "algorithm": "SHA-256",
        }
        return body | ({"stale": True} if self.stale else {})

    def proves(self, auth: dict[str, str], count: str, ha2: str) -> bool:
        """Check a proof, and that its count is the next one."""
        nonce = str(auth["nonce"])
        ha1 = sha256(f"admin:{REALM}:{self.password}")
        right = auth["response"] == sha256(
            f"{ha1}:{nonce}:{count}:{auth['cnonce']}:auth:{ha2}"
        )
        number = int(count, 16) if len(count) == 8 else int(count)
        if right and self.nonces.get(nonce) == number - 1:
            self.nonces[nonce] = number
            return True
        self.failed_attempts += 1
        return False

    def reply(self, call: Received, authorised: bool) -> Reply | None:
        """Return what happens; None: a challenge."""
        self.calls.append(call)
        scripted = self.script.pop(0) if self.script else None
        if scripted is None and self.always is not None:
            scripted = self.always(call)
        if scripted is not None:
            return scripted
        if call.method == "Shelly.GetDeviceInfo":
            return result(self.info)
        if not authorised:
            return None
        if call.method not in self.results:
            return error(404, f"No handler for {call.method}")
        value = self.results[call.method]
        return result(value(call.params) if callable(value) else value)

    async def serve_info(self, request: web.Request) -> web.StreamResponse:
        """`GET /shelly`."""
        self.infos += 1
        if self.redirect:
            raise web.HTTPMovedPermanently(f"{self.redirect}/shelly")
        body = self.info_body
        return web.Response(
            status=self.info_status,
            text=json.dumps(self.info) if body is None else body,
        )

    async def serve_post(self, request: web.Request) -> web.StreamResponse:
        """`POST /rpc`."""
        if self.redirect:
            raise web.HTTPMovedPermanently(f"{self.redirect}/rpc")
        frame = await request.json()
        header = request.headers.get("Authorization", "")
        auth = dict(re.findall(r'(\w+)="?([^",]*)"?', header))
        authorised = self.password is None or (
            bool(auth) and self.proves(auth, auth["nc"], sha256("POST:/rpc"))
        )
        proof = (auth["nonce"], int(auth["nc"], 16)) if auth else None
        reply = self.reply(
            Received(frame["method"], frame.get("params", {}), "http", proof),
            authorised,
        )
        match reply:
            case None:
                challenge = self.challenge()
                text = self.challenge_header or (
                    f'Digest qop="auth", realm="{REALM}", nonce="{challenge["nonce"]}",'
                    f" algorithm=SHA-256, stale={'true' if self.stale else 'false'}"
                )
                return web.Response(status=401, headers={"WWW-Authenticate": text})
            case Raw():
                data = reply.data
                return web.Response(
                    status=reply.status,
                    body=data if isinstance(data, bytes) else data.encode(),
                )
            case Drop():
                assert request.transport is not None
                request.transport.abort()
                return web.Response()
            case Hang():
                await request.content.wait_eof()
                await _forever()
                raise AssertionError
        return web.json_response({"id": frame["id"], "src": REALM, **reply})

    async def serve_socket(self, request: web.Request) -> web.StreamResponse:
        """`GET /rpc` with an upgrade."""
        if not self.takes_socket:
            return web.Response(status=503)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.sockets.append(socket)
        self.opened.set()
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                continue
            frame = json.loads(message.data)
            if "method" not in frame:
                self.received.append(frame)
                continue
            if not await self._answer(socket, frame):
                assert request.transport is not None
                request.transport.abort()
                break
        return socket

    async def _answer(
        self, socket: web.WebSocketResponse, frame: dict[str, Any]
    ) -> bool:
        assert frame["src"]
        auth = frame.get("auth")
        authorised = self.password is None or (
            auth is not None and self.proves(auth, str(auth["nc"]), FRAME_HA2)
        )
        proof = (str(auth["nonce"]), auth["nc"]) if auth else None
        reply = self.reply(
            Received(frame["method"], frame.get("params", {}), "websocket", proof),
            authorised,
        )
        match reply:
            case None:
                reply = error(401, json.dumps(self.challenge()))
            case Raw():
                data = reply.data
                await socket.send_str(data if isinstance(data, str) else data.decode())
                return True
            case Drop():
                return False
            case Hang():
                return True
        await socket.send_json({"id": frame["id"], "src": REALM, **reply})
        return True

    async def tell(self, text: str | dict[str, Any]) -> None:
        """Push something to everybody."""
        for socket in self.sockets:
            if not socket.closed:
                await socket.send_str(
                    text if isinstance(text, str) else json.dumps(text)
                )


async def _forever() -> None:
    await asyncio.Event().wait()


@asynccontextmanager
async def running_shelly(
    shelly: FakeShelly, tls: ssl.SSLContext | None = None
) -> AsyncIterator[FakeShelly]:
    """Run it on a free port of the loopback interface."""
    application = web.Application()
    application.router.add_get("/shelly", shelly.serve_info)
    application.router.add_post("/rpc", shelly.serve_post)
    application.router.add_get("/rpc", shelly.serve_socket)
    runner = web.AppRunner(
        application, shutdown_timeout=0.1, handler_cancellation=True, access_log=None
    )
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls)
    await site.start()
    port = runner.addresses[0][1]
    shelly.endpoint = Endpoint(Address("127.0.0.1", port), tls=tls is not None)
    try:
        yield shelly
    finally:
        await runner.cleanup()
