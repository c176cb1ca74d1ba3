"""A real Home Assistant, as its users and their browsers meet it."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
import json
from pathlib import Path
import re
import shutil
import signal
import socket
import time
from typing import Any

from aiohttp import ClientError, ClientSession

from scripts.demo.installation import INTEGRATION, PASSWORD, ROOT, USER, Installation

from .polling import eventually
from .program import Program

ARTEFACTS = ROOT / "build" / "e2e"
"""Pictures and logs for people to look at."""
START_SECONDS = 90
DOMAIN = INTEGRATION.name
# How Home Assistant logs that a device is gone, or was reset: once, as an error of the integration.
_EXPECTED = (
    "does not answer",
    "it refuses our key",
    "it is asked once more",
    "has forgotten its configuration",
)
_RECORD = re.compile(r"^\d{4}-\d\d-\d\d [\d:.+]+ (?=[A-Z]+ \()", re.MULTILINE)


class HomeAssistant:
    """A Home Assistant in a folder of its own; it is logged into whenever it is up."""

    def __init__(self, folder: Path, environment: str = ".venv") -> None:
        """Install it; start nothing yet."""
        self._installation = Installation(
            environment=ROOT / environment, config=folder / "config", port=_free_port()
        )
        self._installation.prepare()
        self._program = Program(
            self._installation.program,
            *("--config", self._installation.config),
            *("--skip-pip", "--log-no-color"),
            log=folder / f"home-assistant{environment}.log",
        )
        self._tokens: Mapping[str, Any] = {}

    @property
    def log(self) -> Path:
        """Where it writes what it does, from its first start on."""
        return self._program.log

    @property
    def url(self) -> str:
        """What a browser opens."""
        return self._installation.url

    @property
    def storage(self) -> Path:
        """Where it keeps what outlives it."""
        return self._installation.config / ".storage"

    @property
    def browser_storage(self) -> dict[str, str]:
        """What the frontend finds in a browser that is logged in already."""
        expires = int((time.time() + self._tokens["expires_in"]) * 1000)
        who = {"hassUrl": self.url, "clientId": self._client_id, "expires": expires}
        return {
            "hassTokens": json.dumps({**self._tokens, **who}),
            "selectedLanguage": json.dumps("en"),
        }

    async def start(self) -> None:
        """Return when all integrations are set up."""
        self._program.start()
        await eventually("Home Assistant serves pages", self._serves, START_SECONDS)
        await self._log_in()
        await eventually("Home Assistant has started", self._is_running, START_SECONDS)

    def stop(self) -> None:
        """Shut it down in order."""
        self._program.end(signal.SIGINT)

    def kill(self) -> None:
        """Pull the plug: nothing more is written."""
        self._program.end(signal.SIGKILL)

    async def get(self, path: str) -> Any:
        """Read from the REST interface."""
        return await self._rest("GET", path)

    async def post(self, path: str, **body: Any) -> Any:
        """Write to the REST interface."""
        return await self._rest("POST", path, json=body)

    async def command(self, kind: str, **fields: Any) -> Any:
        """Ask what only the WebSocket interface tells."""
        async with (
            ClientSession() as session,
            session.ws_connect(f"{self.url}/api/websocket") as channel,
        ):
            await channel.receive_json()
            await channel.send_json(
                {"type": "auth", "access_token": self._tokens["access_token"]}
            )
            await channel.receive_json()
            await channel.send_json({"id": 1, "type": kind, **fields})
            answer = await channel.receive_json()
        assert answer["success"], answer
        return answer["result"]

    async def is_in(self, entity_id: str, state: str) -> bool:
        """Tell whether an entity is in a state."""
        return (await self.entities()).get(entity_id) == state

    async def serials(self) -> list[str]:
        """Return the serial numbers of all devices."""
        devices = await self.command("config/device_registry/list")
        return [device["serial_number"] for device in devices]

    async def update(self, entity_id: str) -> None:
        """Have a device asked now instead of at its next turn."""
        await self.post("services/homeassistant/update_entity", entity_id=entity_id)

    async def discovery(self, unique_id: str) -> dict[str, Any]:
        """Wait until a device is offered, and return its card."""

        async def look() -> dict[str, Any] | None:
            cards = await self.command("config_entries/flow/progress")
            mine = (card for card in cards if card["context"]["unique_id"] == unique_id)
            return next(mine, None)

        return await eventually(f"{unique_id} is discovered", look)

    async def entities(self) -> dict[str, str]:
        """Return the states of all entities of Freehold that somebody provides now."""
        registry = await self.command("config/entity_registry/list")
        ours = {entry["entity_id"] for entry in registry if entry["platform"] == DOMAIN}
        return {
            state["entity_id"]: state["state"]
            for state in await self.get("states")
            if state["entity_id"] in ours and "restored" not in state["attributes"]
        }

    def errors(self) -> list[str]:
        """Return the errors of Freehold in the log, tracebacks included."""
        return [
            record.strip()
            for record in _RECORD.split(self.log.read_text())
            if record.startswith(("ERROR", "CRITICAL"))
            and DOMAIN in record
            and not any(text in record for text in _EXPECTED)
        ]

    @property
    def _client_id(self) -> str:
        """The frontend only accepts tokens that its own origin asked for."""
        return f"{self.url}/"

    async def _serves(self) -> bool:
        assert not self._program.has_ended, self.log.read_text()[-3000:]
        try:
            async with (
                ClientSession() as session,
                session.get(f"{self.url}/manifest.json") as response,
            ):
                return response.ok
        except ClientError:
            return False

    async def _is_running(self) -> bool:
        return bool((await self.get("config"))["state"] == "RUNNING")

    async def _log_in(self) -> None:
        """Log in as the login page does."""
        client = {"client_id": self._client_id}
        async with ClientSession(self.url, raise_for_status=True) as session:
            start = {
                "handler": ["homeassistant", None],
                "redirect_uri": self._client_id,
            }
            async with session.post("/auth/login_flow", json=client | start) as answer:
                flow = (await answer.json())["flow_id"]
            who = {"username": USER, "password": PASSWORD}
            async with session.post(
                f"/auth/login_flow/{flow}", json=client | who
            ) as answer:
                code = (await answer.json())["result"]
            grant = {"grant_type": "authorization_code", "code": code}
            async with session.post("/auth/token", data=client | grant) as answer:
                self._tokens = await answer.json()

    async def _rest(self, method: str, path: str, **options: Any) -> Any:
        headers = {"Authorization": f"Bearer {self._tokens['access_token']}"}
        async with (
            ClientSession(headers=headers) as session,
            session.request(method, f"{self.url}/api/{path}", **options) as response,
        ):
            assert response.ok, (path, response.status, await response.text())
            return await response.json()


def vault(home: HomeAssistant) -> Path:
    """Return where keys are kept."""
    return home.storage / f"{DOMAIN}.vault"


def keys(home: HomeAssistant) -> dict[str, str]:
    """Return every key that was ever kept, by group."""
    records = json.loads(vault(home).read_text())["credentials"].values()
    assert not any(record["retired"] for record in records)
    held = [record["secrets"] for record in records]
    return {secret["group_id"]: secret["group_key"] for secret in held}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@asynccontextmanager
async def running(home: HomeAssistant) -> AsyncGenerator[HomeAssistant]:
    """Run a Home Assistant, which must not log any error of ours until the end."""
    try:
        await home.start()
        yield home
    finally:
        home.stop()
        ARTEFACTS.mkdir(parents=True, exist_ok=True)
        shutil.copy(home.log, ARTEFACTS)
    assert not home.errors(), "\n".join(home.errors())
