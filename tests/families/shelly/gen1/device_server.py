"""A small Gen1 device on the loopback interface, well-behaved and not."""

import asyncio
from base64 import b64decode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from custom_components.freehold.connection.address import Address

MAC = "34945472A643"

type Query = list[tuple[str, str]]


class Device:
    """Keeps its settings; each fault is named by the path that has it."""

    def __init__(self) -> None:
        """Begin as new, with one relay, and nobody's."""
        self.address = Address("127.0.0.1", 0)
        self.mac = MAC
        self.firmware = "20230913-112003/v1.14.0-gcb84623"
        self.password: str | None = None
        self.username = "admin"
        self.uptimes = [1000]
        """What `/status` says, one after the other; the last one stays."""
        self.relay = {"ison": False, "has_timer": False}
        self.settings: dict[str, Any] = {
            "name": None,
            "mode": "relay",
            "max_power": 1840,
            "eco_mode_enabled": False,
            "sntp": {"server": "time.google.com"},
            "relays": [{"auto_on": 0, "schedule": False, "schedule_rules": []}],
            "wifi_ap": {"enabled": True, "ssid": "shelly1-34945472A643", "key": ""},
            "wifi_sta": {"enabled": True, "gw": None, "mask": None},
            "cloud": {"enabled": True, "connected": True},
        }
        self.actions: dict[str, Any] = {
            "out_on_url": [{"index": 0, "urls": [], "enabled": False}]
        }
        self.update = {"status": "idle", "has_update": True, "old_version": "1"}
        self.requests: list[str] = []
        self.passwords: list[str | None] = []
        self.raw: dict[str, bytes] = {}
        """Paths that are answered with these bytes, and nothing is applied."""
        self.lost: dict[str, int] = {}
        """Paths whose writes are applied, but so many answers of them are lost."""
        self.dropped: dict[str, int] = {}
        """Paths whose writes are lost before they are applied, so many times."""
        self.ignored: set[str] = set()
        """Paths whose writes are answered, but not applied."""
        self.hanging: set[str] = set()

    @property
    def writes(self) -> list[str]:
        """Requests with a query."""
        return [request for request in self.requests if "?" in request]

    def paths(self) -> list[str]:
        """Paths in the order of their requests."""
        return [urlsplit(request).path for request in self.requests]

    async def serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Serve one connection."""
        try:
            while head := await _head(reader):
                first, *lines = head.split("\r\n")
                target = first.split(" ")[1]
                headers = dict(line.split(": ", 1) for line in lines if line)
                self.requests.append(target)
                if urlsplit(target).path in self.hanging:
                    await reader.read()
                    return
                answer = self._answer(target, headers.get("Authorization"))
                if answer is None:
                    return
                writer.write(answer)
                await writer.drain()
                if b"X-Cut" in answer:
                    return
        except ConnectionError:
            return
        finally:
            writer.close()

    def _answer(self, target: str, authorization: str | None) -> bytes | None:
        path = urlsplit(target).path
        query = parse_qsl(urlsplit(target).query, keep_blank_values=True)
        password = _password(authorization)
        self.passwords.append(password)
        if path in self.raw:
            return self.raw[path]
        if path != "/shelly" and self.password not in (None, password):
            return http(401, b"401 Unauthorized")
        if query or path == "/reboot":
            if self.dropped.get(path):
                self.dropped[path] -= 1
                return None
            if path not in self.ignored:
                self._apply(path, query)
            if self.lost.get(path):
                self.lost[path] -= 1
                return None
        document = self._show(path)
        if document is None:
            return http(404, b"Not Found")
        return http(200, json.dumps(document).encode())

    def _apply(self, path: str, query: Query) -> None:
        values = dict(query)
        match path.split("/")[1:]:
            case ["relay", "0"]:
                self.relay["ison"] = values["turn"] == "on"
            case ["settings", "login"]:
                on = values.get("enabled") == "true"
                self.password = values.get("password") if on else None
                self.username = values.get("username", self.username)
            case ["settings", "ap"]:
                self.settings["wifi_ap"].update(_typed(values))
            case ["settings", "sta"]:
                names = {"gateway": "gw", "netmask": "mask"}
                self.settings["wifi_sta"].update(
                    {names.get(k, k): v for k, v in _typed(values).items()}
                )
            case ["settings", "cloud"]:
                self.settings["cloud"].update(_typed(values))
            case ["settings", "relay", "0"]:
                self.settings["relays"][0].update(_typed(values))
            case ["settings", "actions"]:
                held = self.actions[values["name"]][int(values["index"])]
                held["urls"] = [v for k, v in query if k == "urls[]" and v]
                held["enabled"] = values["enabled"] == "true"
            case ["settings"]:
                self.settings.update(_typed(values))
                if "sntp_server" in values:
                    self.settings["sntp"]["server"] = values["sntp_server"]
            case ["ota"]:
                self.update["status"] = "updating"
            case ["reboot"]:
                self.uptimes = [0]

    def _show(self, path: str) -> Any:
        settings = self.settings
        login = {
            "enabled": self.password is not None,
            "unprotected": False,
            "username": self.username,
        }
        match path.split("/")[1:]:
            case ["shelly"]:
                return {
                    "type": "SHSW-1",
                    "mac": self.mac,
                    "auth": self.password is not None,
                    "fw": self.firmware,
                }
            case ["status"]:
                uptime = self.uptimes.pop(0) if self.uptimes[1:] else self.uptimes[0]
                return {"mac": self.mac, "uptime": uptime, "relays": [self.relay]}
            case ["relay", "0"]:
                return self.relay
            case ["settings"]:
                return settings | {"login": login}
            case ["settings", "login"]:
                return login
            case ["settings", "actions"]:
                return {"actions": self.actions}
            case ["settings", "ap" | "sta" as name]:
                return settings[f"wifi_{name}"]
            case ["settings", "cloud"]:
                return settings["cloud"]
            case ["settings", "relay", "0"]:
                return settings["relays"][0]
            case ["ota"]:
                return self.update
            case ["cit", "d"]:
                return {"blk": [], "sen": []}
            case ["reboot"]:
                return {"ok": True}
            case ["mute" | "unmute" | "self_test"]:
                return {"ok": True}
        return None


def http(status: int, body: bytes, *, promised: int | None = None) -> bytes:
    """Return an answer; with more bytes promised than there are, hang up after it."""
    length = len(body) if promised is None else promised
    cut = "" if promised is None else "X-Cut: yes\r\n"
    return (
        f"HTTP/1.1 {status} Whatever\r\nContent-Length: {length}\r\n{cut}\r\n".encode()
        + body
    )


def _typed(values: dict[str, str]) -> dict[str, Any]:
    return {name: _value(name, text) for name, text in values.items()}


def _value(name: str, text: str) -> Any:
    if name == "schedule_rules":
        return text.split(",")
    if text in ("true", "false"):
        return text == "true"
    return int(text) if text.isdecimal() else text


def _password(authorization: str | None) -> str | None:
    if authorization is None:
        return None
    return b64decode(authorization.removeprefix("Basic ")).decode().partition(":")[2]


async def _head(reader: asyncio.StreamReader) -> str | None:
    try:
        return (await reader.readuntil(b"\r\n\r\n")).decode()
    except asyncio.IncompleteReadError:
        return None


@asynccontextmanager
async def running_device() -> AsyncIterator[Device]:
    """Run a device on a free port of the loopback interface."""
    device = Device()
    server = await asyncio.start_server(device.serve, "127.0.0.1", 0)
    device.address = Address("127.0.0.1", server.sockets[0].getsockname()[1])
    try:
        yield device
    finally:
        server.close()
        server.close_clients()
        await server.wait_closed()
