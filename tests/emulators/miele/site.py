"""What the appliance's web server holds: path and plain body in, answer out."""

from collections.abc import Mapping
from dataclasses import dataclass
import json
import re

from .appliance import Appliance, Refusal, RefusedError
from .commands import Commands, parse_action, refusal_status
from .faults import Faults
from .leaves import Leaves
from .models import Dop2Access
from .ownership import Ownership
from .state import ident, state
from .wlan import Network, Wlan

MIELE_JSON = "application/vnd.miele.v1+json; charset=utf-8"
MIELE_DOP2 = "application/vnd.miele.v1+DOP2"
"""The content type of DOP2 answers was never recorded; clients look for "DOP2" in it."""

WAKE_RACE_SECONDS = 3.0

_DOP2_PATH = re.compile(r"/DOP2(?:/(\d+)(?:/(\d+))?)?")


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer before padding and signing."""

    status: int
    body: bytes = b""
    content_type: str = MIELE_JSON


NOT_FOUND = Answer(404)


class HangUp(Exception):
    """The appliance cuts the connection instead of answering."""


class Site:
    """The resources of one appliance, for those who may see them."""

    def __init__(
        self,
        appliance: Appliance,
        ownership: Ownership,
        wlan: Wlan,
        faults: Faults,
        *,
        plain_minutes: bool,
        wake_race: bool,
    ) -> None:
        """Serve this appliance."""
        self._appliance = appliance
        self._nameplate = appliance.nameplate
        self._ownership = ownership
        self._wlan = wlan
        self._faults = faults
        self._plain_minutes = plain_minutes
        self._wake_race = wake_race
        self._leaves = Leaves(appliance)
        self._commands = Commands(appliance, self._leaves)

    def answer(
        self, method: str, path: str, query: Mapping[str, str], body: bytes, fab: str
    ) -> Answer:
        """Answer a request of somebody who may ask. Raises HangUp."""
        path = path.rstrip("/")
        own = f"/Devices/{fab}"
        if path == own or path.startswith(own + "/"):
            return self._device(method, path.removeprefix(own), query, body)
        if path == "/Security/Commissioning":
            return (
                Answer(self._ownership.confirm(body))
                if method == "PUT"
                else Answer(405)
            )
        if method != "GET":
            return NOT_FOUND
        match path:
            case "":
                return _links("Devices", "WLAN", "Update", "Security")
            case "/Devices":
                return self.devices(fab)
            case "/WLAN":
                return _json(self._wlan_state())
            case "/WLAN/Scan":
                return self.scan()
            case "/Update":
                return _json(self._update())
        return NOT_FOUND

    def devices(self, fab: str) -> Answer:
        """List the one appliance that lives here."""
        entry = {"href": f"{fab}/", "Group": self._ownership.group_id, "Pairing": False}
        return _json({fab: entry})

    def scan(self) -> Answer:
        """List the networks in range."""
        return _json({"Result": self._wlan.scan()})

    def join(self, body: bytes) -> Answer:
        """Take network and passphrase; whether they fit shows only by what comes next."""
        try:
            wish = json.loads(body)
            ssid, key = str(wish["SSID"]), str(wish.get("Key", ""))
        except ValueError, KeyError, TypeError, AttributeError:
            return Answer(400)
        self._wlan.join(ssid, key)
        return Answer(204)

    def _device(
        self, method: str, path: str, query: Mapping[str, str], body: bytes
    ) -> Answer:
        if method != "GET" and self._nameplate.refuses_writes:
            return Answer(403)
        if path == "/DOP2" or path.startswith("/DOP2/"):
            return self._dop2(method, path, query, body)
        if path == "/State":
            return self._state() if method == "GET" else self._act(method, body)
        if method != "GET":
            return NOT_FOUND
        match path:
            case "":
                tree = [] if self._nameplate.dop2 is Dop2Access.ABSENT else ["DOP2"]
                return _links("State", "Ident", "Settings", *tree)
            case "/Ident":
                return _json(ident(self._appliance))
            case "/Settings":
                return _json({})
        return NOT_FOUND

    def _state(self) -> Answer:
        fields = state(
            self._appliance,
            waiting_for_app=self._ownership.waiting_for_app,
            plain_minutes=self._plain_minutes,
        )
        return _json(self._faults.distort(fields))

    def _act(self, method: str, body: bytes) -> Answer:
        if method != "PUT":
            return NOT_FOUND
        wish = parse_action(body)
        if wish is None:
            return Answer(400)
        module = self._nameplate.module
        try:
            self._commands.act(*wish)
        except RefusedError as err:
            status = refusal_status(err.refusal, module)
            return (
                _json([{"Failure": {wish[0]: 0}}]) if status == 200 else Answer(status)
            )
        if module.done_status == 204:
            return Answer(204)
        return _json([{"Success": {wish[0]: 0}}])

    def _dop2(
        self, method: str, path: str, query: Mapping[str, str], body: bytes
    ) -> Answer:
        access = self._nameplate.dop2
        found = _DOP2_PATH.fullmatch(path)
        if access is Dop2Access.HANGUP:
            raise HangUp
        if access is Dop2Access.ABSENT or found is None or self._is_just_awake():
            return NOT_FOUND
        unit, attribute = (int(number) if number else None for number in found.groups())
        if method == "PUT":
            if access is Dop2Access.READ_ONLY or unit is None or attribute is None:
                return NOT_FOUND
            return self._write(unit, attribute, body)
        if method != "GET":
            return NOT_FOUND
        if self._appliance.asleep:
            return Answer(500)
        if unit is None:
            return _json(self._leaves.units)
        if attribute is None:
            attributes = self._leaves.attributes(unit)
            return NOT_FOUND if attributes is None else _json(attributes)
        return self._leaf(unit, attribute, query.get("idx1", "0"))

    def _leaf(self, unit: int, attribute: int, idx1: str) -> Answer:
        leaf = self._leaves.read(unit, attribute, int(idx1) if idx1.isdigit() else 0)
        return NOT_FOUND if leaf is None else Answer(200, leaf, MIELE_DOP2)

    def _write(self, unit: int, attribute: int, body: bytes) -> Answer:
        try:
            self._commands.write(unit, attribute, body)
        except RefusedError as err:
            if err.refusal is Refusal.NOT_NOW:
                return Answer(500)
            return Answer(refusal_status(err.refusal, self._nameplate.module))
        return Answer(204)

    def _is_just_awake(self) -> bool:
        return self._wake_race and self._appliance.awake_for < WAKE_RACE_SECONDS

    def _wlan_state(self) -> dict[str, object]:
        return {
            "SSID": self._wlan.ssid if self._wlan.network is Network.LAN else "",
            "Sec": "WPA2",
            "Key": "********",
            "RSSI": -67,
            "Percentage": 50,
            "IP": "192.0.2.11",
            "Gateway": "192.0.2.1",
            "DNS1": "192.0.2.1",
        }

    def _update(self) -> dict[str, object]:
        return {
            "NewerAvailable": False,
            "CurrentVersion": self._nameplate.firmware,
            "AvailableVersion": "",
            "Type": self._nameplate.module.tech_type,
            "ReleaseNotes": "",
            "UpdateInProgress": False,
        }


def _json(content: object) -> Answer:
    return Answer(200, json.dumps(content, separators=(",", ":")).encode())


def _links(*names: str) -> Answer:
    return _json({name: {"href": f"{name}/"} for name in names})
