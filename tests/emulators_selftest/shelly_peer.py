"""A small client of our own, written from the protocol and sharing no code with the emulator."""

import hashlib
import json
from typing import Any

from aiohttp import (
    ClientResponse,
    ClientSession,
    ClientWebSocketResponse,
    ClientWSTimeout,
    WSMsgType,
)

from tests.emulators.shelly.rpc import RpcShelly

PASSWORD = "mysecretpassword"
FRAME_HA2 = "6370ec69915103833b5222b368555393393f098bfbfbb59f47e0590af135f062"
_GOODBYE = ClientWSTimeout(ws_close=0.1)
type Json = dict[str, Any]


def sha256(*parts: object) -> str:
    """Return the digest of parts joined by colons."""
    return hashlib.sha256(":".join(map(str, parts)).encode()).hexdigest()


class Reply:
    """What came back over HTTP."""

    def __init__(self, response: ClientResponse, text: str) -> None:
        """Keep it."""
        self.status = response.status
        self.headers = response.headers
        self.text = text

    @property
    def json(self) -> Any:
        """Return the body."""
        return json.loads(self.text)

    @property
    def nonce(self) -> str:
        """Return the nonce of the challenge."""
        return self.headers["WWW-Authenticate"].split('nonce="')[1].split('"')[0]


class Socket:
    """A WebSocket that keeps notifications apart from answers."""

    def __init__(self, socket: ClientWebSocketResponse, src: str = "peer") -> None:
        """Talk as this source."""
        self.socket = socket
        self.src = src
        self.notifications: list[Json] = []
        self._number = 0

    async def call(self, method: str, **params: Any) -> Json:
        """Return the answering frame."""
        return await self.send(method, params)

    async def send(
        self, method: str, params: Json | None = None, auth: Json | None = None
    ) -> Json:
        """Return the answering frame of a call with credentials."""
        self._number += 1
        frame: Json = {"id": self._number, "src": self.src, "method": method}
        if params:
            frame["params"] = params
        if auth:
            frame["auth"] = auth
        await self.socket.send_json(frame)
        while True:
            answer = await self.receive()
            if answer.get("id") == self._number:
                return answer
            self.notifications.append(answer)

    async def receive(self) -> Json:
        """Return the next frame, whatever it is."""
        message = await self.socket.receive(timeout=5)
        if message.type is not WSMsgType.TEXT:
            raise ConnectionError(message.type)
        return json.loads(message.data)  # type: ignore[no-any-return]

    async def notification(self) -> Json:
        """Return the next notification, those that came before an answer first."""
        return self.notifications.pop(0) if self.notifications else await self.receive()

    async def event(self, name: str) -> Json:
        """Return the next event of this name."""
        while True:
            frame = await self.notification()
            if frame["method"] == "NotifyEvent":
                event: Json = frame["params"]["events"][0]
                if event["event"] == name:
                    return event

    async def status(self, key: str) -> Any:
        """Return the next pushed status of a component."""
        while True:
            frame = await self.notification()
            if frame["method"] == "NotifyStatus" and key in frame["params"]:
                return frame["params"][key]


class Peer:
    """Talks to one emulated device."""

    def __init__(self, session: ClientSession, device: RpcShelly) -> None:
        """Talk through this session."""
        self.session = session
        self.device = device
        self._sockets: list[ClientWebSocketResponse] = []

    @property
    def url(self) -> str:
        """Return where the device is."""
        return f"http://{self.device.host}:{self.device.port}"

    async def get(self, path: str, authorization: str | None = None) -> Reply:
        """Return the answer to a GET."""
        return await self._ask("GET", path, authorization)

    async def post(
        self, path: str, body: Json, authorization: str | None = None
    ) -> Reply:
        """Return the answer to a POST."""
        return await self._ask("POST", path, authorization, body)

    async def call(self, method: str, **params: Any) -> Any:
        """Return the result of an open call."""
        frame = {"id": 1, "method": method, "params": params}
        return (await self.post("/rpc", frame)).json["result"]

    async def error(self, method: str, **params: Any) -> Any:
        """Return the error of an open call."""
        frame = {"id": 1, "method": method, "params": params}
        return (await self.post("/rpc", frame)).json["error"]

    async def socket(self, src: str = "peer") -> Socket:
        """Open a WebSocket."""
        socket = await self.session.ws_connect(f"{self.url}/rpc", timeout=_GOODBYE)
        self._sockets.append(socket)
        return Socket(socket, src)

    async def close(self) -> None:
        """Close all WebSockets."""
        for socket in self._sockets:
            await socket.close()

    async def listening(self) -> Socket:
        """Open a WebSocket that is told of changes."""
        socket = await self.socket()
        await socket.call("Shelly.GetDeviceInfo")
        return socket

    def digest(
        self,
        method: str,
        uri: str,
        nonce: str,
        count: int = 1,
        password: str = PASSWORD,
    ) -> str:
        """Return an `Authorization` header."""
        realm = self.device.machine.id
        nc, cnonce = f"{count:08x}", "0a4f113b00112233"
        ha1 = sha256("admin", realm, password)
        response = sha256(ha1, nonce, nc, cnonce, "auth", sha256(method, uri))
        return (
            f'Digest username="admin", realm="{realm}", nonce="{nonce}", uri="{uri}", '
            f'algorithm=SHA-256, qop=auth, nc={nc}, cnonce="{cnonce}", '
            f'response="{response}"'
        )

    def auth(self, nonce: object, count: int = 1, password: str = PASSWORD) -> Json:
        """Return the `auth` member of a frame."""
        realm, cnonce = self.device.machine.id, "AAECAwQFBgcICQoLDA0ODw=="
        ha1 = sha256("admin", realm, password)
        return {
            "realm": realm,
            "username": "admin",
            "nonce": nonce,
            "nc": count,
            "cnonce": cnonce,
            "response": sha256(ha1, nonce, count, cnonce, "auth", FRAME_HA2),
            "algorithm": "SHA-256",
        }

    async def _ask(
        self,
        method: str,
        path: str,
        authorization: str | None,
        body: Json | None = None,
    ) -> Reply:
        headers = {"Authorization": authorization} if authorization else {}
        async with self.session.request(
            method,
            f"{self.url}{path}",
            headers=headers,
            json=body,
            ssl=False,
            allow_redirects=False,
        ) as response:
            return Reply(response, await response.text())
