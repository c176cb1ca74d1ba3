"""One appliance over HTTP (docs/protocols/miele.md, Endpoints).

Reads go through the connection's `read` and writes through its `write`; each attempt is
signed anew. Answers are plain JSON objects, checked for their outer shape only, so that a
caller can remember them as they came. Nothing but `DeviceError` leaves this module.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
import json
import re
from typing import Any, Final

from aiohttp import ClientSession, hdrs
from yarl import URL

from ....connection.address import Address
from ....connection.connection import DeviceConnection
from ....connection.errors import (
    AuthenticationError,
    CommandRefusedError,
    DeviceBusyError,
    DeviceError,
    DeviceSleepError,
    ProtocolError,
    UnsupportedError,
)
from ....connection.session import mapped_errors, read_limited
from .actions import StateAction, check_outcome
from .credentials import GroupCredentials
from .signing import open_response, pad_binary, pad_json, read_json, sign_request
from .state import ApplianceState

type JsonObject = dict[str, Any]

_ACCEPT: Final = "application/vnd.miele.v1+json"
_CONTENT_TYPE: Final = "application/vnd.miele.v1+json; charset=utf-8"
_USER_AGENT: Final = "Miele@mobile 2.3.3 iOS"
_AUTOMATIC_HEADERS: Final = (
    hdrs.ACCEPT,
    hdrs.ACCEPT_ENCODING,
    hdrs.CONTENT_TYPE,
    hdrs.USER_AGENT,
)

_COMMISSIONING_PATH: Final = "/Security/Commissioning"
_PAIRING: Final = "MielePairing:Pairing"
"""Newer modules answer 404 without it."""

_BODY_LIMIT: Final = 65552
"""The longest DOP2 message: two bytes of length, what they can count, and padding."""

_FAB_NUMBER: Final = re.compile(r"[0-9A-Za-z]{1,32}")

type Errors = Mapping[int, Callable[[], DeviceError]]


def _foreign() -> DeviceError:
    return AuthenticationError("the appliance does not know this group")


def _owned() -> DeviceError:
    return AuthenticationError("the appliance only answers its household")


def _absent() -> DeviceError:
    return UnsupportedError("the appliance does not offer this")


def _refused() -> DeviceError:
    return CommandRefusedError("the appliance refused the command")


def _keyed() -> DeviceError:
    return CommandRefusedError("the appliance already holds a key")


def _closed() -> DeviceError:
    return UnsupportedError("the appliance takes no key now")


def _asleep() -> DeviceError:
    return DeviceSleepError("the appliance is asleep, or cannot do this now")


def _busy() -> DeviceError:
    return DeviceBusyError("the appliance is busy")


_ANY: Final[Errors] = {500: _asleep, 503: _busy}

_MEMBERSHIP: Final[Errors] = {**_ANY, 403: _foreign, 404: _foreign}
"""Only `/Devices` tells whether the appliance knows our group."""

_READ: Final[Errors] = {**_ANY, 403: _absent, 404: _absent}
"""Below it both mean that this node is not for us. Single nodes are closed to reading on some
firmware, so that 403 here must not send anybody to look for another key."""

_COMMISSIONING: Final[Errors] = {**_ANY, 400: _refused, 403: _keyed, 404: _closed}

_WRITE: Final[Errors] = {**_ANY, 400: _refused, 403: _refused, 404: _absent}


class MieleClient:
    """Reads and writes one appliance. Holds no state but its keys."""

    def __init__(
        self,
        session: ClientSession,
        address: Address,
        connection: DeviceConnection,
        credentials: GroupCredentials | None,
        *,
        tls: bool = False,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Without credentials, only `devices_unsigned` can be asked."""
        self._session = session
        self._address = address
        self._connection = connection
        self._credentials = credentials
        self._scheme = "https" if tls else "http"
        self._now = now

    async def devices(self) -> dict[str, JsonObject]:
        """Return the appliances behind this address, by serial number.

        Raises AuthenticationError if they do not know our group.
        """
        return _devices(read_json(await self._get("/Devices", _MEMBERSHIP)))

    async def devices_unsigned(self) -> dict[str, JsonObject]:
        """Ask without a signature, as an appliance allows only while nobody owns it.

        What comes back is unproven. Raises AuthenticationError if somebody owns it, and
        UnsupportedError if this is no appliance.
        """
        body = await self._connection.read(self._ask_unsigned)
        return _devices(read_json(body))

    async def appliance(self, fab: str) -> JsonObject:
        """Return the links of an appliance: which of its nodes exist."""
        return await self._get_object(_node(fab))

    async def ident(self, fab: str) -> JsonObject:
        """Return who the appliance is, for `ApplianceIdent.parse`."""
        return await self._get_object(_node(fab, "Ident"))

    async def state(self, fab: str) -> JsonObject:
        """Return what the appliance is doing, for `ApplianceState.parse`."""
        return await self._get_object(_node(fab, "State"))

    async def wlan(self) -> JsonObject:
        """Return the radio link, for `WlanState.parse`."""
        return await self._get_object("/WLAN")

    async def update(self) -> JsonObject:
        """Return the module's firmware, for `UpdateState.parse`."""
        return await self._get_object("/Update")

    async def dop2_units(self, fab: str) -> list[int]:
        """Return the units of the DOP2 tree."""
        return _numbers(read_json(await self._get(_node(fab, "DOP2/"), _READ)))

    async def dop2_attributes(self, fab: str, unit: int) -> list[int]:
        """Return the attributes of a unit of the DOP2 tree."""
        return _numbers(read_json(await self._get(_node(fab, f"DOP2/{unit}"), _READ)))

    async def dop2_leaf(
        self, fab: str, unit: int, attribute: int, idx1: int = 0, idx2: int = 0
    ) -> bytes:
        """Return a DOP2 message with its padding: content may end in the same bytes."""
        return await self._get(_leaf(fab, unit, attribute, idx1, idx2), _READ)

    async def put_state(self, fab: str, action: StateAction) -> None:
        """Carry out an action. Raises CommandRefusedError, DeviceSleepError, UnsupportedError."""

        async def landed() -> bool:
            return action.has_landed(ApplianceState.parse(await self.state(fab)))

        answer = await self._put(
            _node(fab, "State"), pad_json(action.body), landed=landed
        )
        if answer is not None:
            check_outcome(answer)

    async def write_dop2(
        self,
        fab: str,
        unit: int,
        attribute: int,
        body: bytes,
        *,
        idx1: int = 0,
        idx2: int = 0,
        landed: Callable[[], Awaitable[bool]] | None = None,
    ) -> None:
        """Write a DOP2 message. `landed` looks whether it took effect if the answer is lost."""
        await self._put(
            _leaf(fab, unit, attribute, idx1, idx2), pad_binary(body), landed=landed
        )

    async def commission(self, credentials: GroupCredentials) -> None:
        """Make an appliance that nobody owns a member of a household.

        It takes any key, once; from then on it refuses every other until it is reset at its
        panel (docs/protocols/miele.md, Commissioning). So this is sent once and never
        repeated here; after a ConnectionLostError it may have landed or not. Raises
        CommandRefusedError if a key is there, UnsupportedError if it takes none now.
        """

        async def write() -> None:
            headers = {
                **self._headers(),
                hdrs.ACCEPT: "application/json",
                hdrs.CONTENT_TYPE: "application/json",
                hdrs.AUTHORIZATION: _PAIRING,
            }
            status, _, _ = await self._exchange(
                hdrs.METH_PUT,
                _COMMISSIONING_PATH,
                headers,
                _commissioning_body(credentials),
            )
            if not 200 <= status < 300:
                raise _error(status, _COMMISSIONING)

        await self._connection.write(write)

    async def confirm_commissioning(self, credentials: GroupCredentials) -> None:
        """Repeat the same, signed with it: the panel stops waiting for the app."""
        await self._put(
            _COMMISSIONING_PATH, pad_json(_commissioning_body(credentials)), landed=None
        )

    async def _get_object(self, path: str) -> JsonObject:
        """Read a node that is a JSON object."""
        body = read_json(await self._get(path, _READ))
        if not isinstance(body, dict):
            raise ProtocolError("the answer is not a JSON object")
        return body

    async def _get(self, path: str, errors: Errors) -> bytes:
        """Read a node; return its body verified, decrypted and still padded."""

        async def read() -> bytes:
            return await self._ask_signed(hdrs.METH_GET, path, b"", errors)

        return await self._connection.read(read)

    async def _put(
        self,
        path: str,
        body: bytes,
        *,
        landed: Callable[[], Awaitable[bool]] | None,
    ) -> bytes | None:
        """Write a padded body; None if its answer was lost but it took effect."""

        async def write() -> bytes:
            return await self._ask_signed(hdrs.METH_PUT, path, body, _WRITE)

        return await self._connection.write(write, landed=landed)

    async def _ask_signed(
        self, method: str, path: str, body: bytes, errors: Errors
    ) -> bytes:
        """Send one signed request and open its answer."""
        if self._credentials is None:
            raise AuthenticationError("this needs the household's key")
        headers = self._headers()
        if body:
            headers[hdrs.CONTENT_TYPE] = _CONTENT_TYPE
        signed = sign_request(
            self._credentials,
            method,
            headers[hdrs.HOST],
            path,
            accept=headers[hdrs.ACCEPT],
            date=headers[hdrs.DATE],
            content_type=headers.get(hdrs.CONTENT_TYPE, ""),
            body=body,
        )
        headers[hdrs.AUTHORIZATION] = signed.authorization
        status, answered, answer = await self._exchange(
            method, path, headers, signed.body
        )
        if status not in (200, 201, 204):
            raise _error(status, errors)
        if method == hdrs.METH_PUT and not answer and "X-Signature" not in answered:
            # An empty answer has nothing to encrypt, and no recording shows it signed.
            return answer
        return open_response(status, answered, answer, self._credentials)

    async def _ask_unsigned(self) -> bytes:
        """Ask for `/Devices` without a signature; tell an owned appliance from anything else."""
        status, headers, body = await self._exchange(
            hdrs.METH_GET, "/Devices", self._headers(), b""
        )
        if status == 200:
            return body
        is_appliance = headers.get(hdrs.CONTENT_TYPE, "").startswith(
            "application/vnd.miele"
        )
        raise _error(
            status,
            {**_ANY, **dict.fromkeys((403, 404), _owned if is_appliance else _absent)},
        )

    def _headers(self) -> dict[str, str]:
        """Return what every request carries; signatures cover these very bytes."""
        return {
            hdrs.HOST: self._address.netloc,
            hdrs.ACCEPT: _ACCEPT,
            hdrs.DATE: format_datetime(self._now().astimezone(UTC), usegmt=True),
            hdrs.USER_AGENT: _USER_AGENT,
        }

    async def _exchange(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: bytes,
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Send one request exactly as it is; return status, headers and body."""
        with mapped_errors():
            async with self._session.request(
                method,
                URL(f"{self._scheme}://{self._address.netloc}{path}", encoded=True),
                headers=headers,
                data=body or None,
                skip_auto_headers=_AUTOMATIC_HEADERS,
                allow_redirects=False,
            ) as response:
                return (
                    response.status,
                    response.headers,
                    await read_limited(response, _BODY_LIMIT),
                )


def _error(status: int, errors: Errors) -> DeviceError:
    """Return what a status means, given what it can mean here."""
    if status in errors:
        return errors[status]()
    return ProtocolError(f"the appliance answered with status {status}")


def _node(fab: str, path: str = "") -> str:
    """Return the path of a node. A serial number that is none must not shape a request."""
    if not _FAB_NUMBER.fullmatch(fab):
        raise ProtocolError("the serial number is malformed")
    return f"/Devices/{fab}/{path}" if path else f"/Devices/{fab}"


def _commissioning_body(credentials: GroupCredentials) -> bytes:
    """Return the household as an appliance takes it, without blanks."""
    return json.dumps(
        {
            "GroupID": credentials.group_id,
            "GroupKey": credentials.group_key.hex().upper(),
        },
        separators=(",", ":"),
    ).encode()


def _leaf(fab: str, unit: int, attribute: int, idx1: int, idx2: int) -> str:
    """Return the path of a DOP2 leaf."""
    return _node(fab, f"DOP2/{unit}/{attribute}?idx1={idx1}&idx2={idx2}")


def _devices(body: Any) -> dict[str, JsonObject]:
    """Check the shape of a `/Devices` answer."""
    if not isinstance(body, dict) or not all(
        _FAB_NUMBER.fullmatch(fab) and isinstance(device, dict)
        for fab, device in body.items()
    ):
        raise ProtocolError("the list of appliances is malformed")
    return body


def _numbers(body: Any) -> list[int]:
    """Check the shape of a list of units or attributes."""
    if not isinstance(body, list) or not all(type(number) is int for number in body):
        raise ProtocolError("the list of numbers is malformed")
    return body
