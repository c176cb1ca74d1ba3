"""The appliance's small web server: who may ask, one request at a time, and every fault."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from email.utils import formatdate
import hashlib
import time

from aiohttp import web

from .faults import Fault, Faults
from .models import Nameplate
from .ownership import Household, Ownership
from .security import (
    SignedHeaders,
    open_request,
    pad_binary,
    pad_json_after_line_feed,
    pad_json_before_brace,
    parse_authorization,
    seal_response,
    signature_header,
)
from .site import MIELE_DOP2, NOT_FOUND, Answer, HangUp, Site
from .wlan import Network, Wlan

OTHER_FAB = "000999000999"
COLLISIONS_UNTIL_DEAF = 5
DEAF_SECONDS = 60.0


@dataclass(slots=True)
class Request:
    """What arrived, and what became of it."""

    method: str
    path: str
    """With the query."""
    signed: bool
    group_id: str | None = None
    verified: bool = False
    body: bytes = b""
    """Plain, as far as it could be opened."""
    status: int | None = None
    """None if it was never answered."""


class ApplianceServer:
    """Serves one appliance on one address.

    Load (modelled after reports of hang-ups): while one request is being answered, any other
    hangs until its sender gives up. After `COLLISIONS_UNTIL_DEAF` of them the appliance
    answers nobody for `DEAF_SECONDS` of its time.
    """

    def __init__(
        self,
        nameplate: Nameplate,
        site: Site,
        ownership: Ownership,
        wlan: Wlan,
        faults: Faults,
        *,
        device_time: Callable[[], float],
        latency: float,
        sleep: Callable[[float], Awaitable[None]],
        on_change: Callable[[], None],
    ) -> None:
        """Serve the site to those who may see it; `latency` is how long a request takes."""
        self._nameplate = nameplate
        self._site = site
        self._ownership = ownership
        self._wlan = wlan
        self._faults = faults
        self._device_time = device_time
        self._latency = latency
        self._sleep = sleep
        self._on_change = on_change
        self._runner: web.AppRunner | None = None
        self._stopped = asyncio.Event()
        self._busy = False
        self._deaf_until = 0.0
        self.requests: list[Request] = []
        self.collisions = 0

    @property
    def listening(self) -> bool:
        """Say whether somebody could connect."""
        return self._runner is not None

    async def start(self, host: str, port: int) -> int:
        """Listen, and return the port."""
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._handle)
        self._stopped.clear()
        self._runner = web.AppRunner(
            app, handler_cancellation=True, shutdown_timeout=0.1, access_log=None
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port, reuse_address=True).start()
        return int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """Listen no longer, and cut every connection."""
        runner, self._runner = self._runner, None
        self._stopped.set()
        if runner is not None:
            await runner.cleanup()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        record = Request(
            request.method, request.raw_path, signed="Authorization" in request.headers
        )
        self.requests.append(record)
        faults = self._faults.take(request.method, request.path)
        body = await request.read()
        if self._is_overloaded() or Fault.SILENCE in faults:
            return await self._hang(request)
        self._busy = True
        try:
            await self._sleep(self._latency)
            answer, household = self._answer(request, body, record, faults)
        except HangUp:
            return _cut(request)
        finally:
            self._busy = False
        if faults & {Fault.RESET, Fault.LOST_ANSWER}:
            return _cut(request)
        record.status = answer.status
        return await self._send(request, answer, household, faults)

    def _is_overloaded(self) -> bool:
        now = self._device_time()
        if self._busy:
            self.collisions += 1
            if self.collisions % COLLISIONS_UNTIL_DEAF == 0:
                self._deaf_until = now + DEAF_SECONDS
        return self._busy or now < self._deaf_until

    def _answer(
        self,
        request: web.Request,
        body: bytes,
        record: Request,
        faults: frozenset[Fault],
    ) -> tuple[Answer, Household | None]:
        """Return the answer, and the household to sign it for."""
        for fault in faults:
            if fault.status is not None:
                return Answer(fault.status), None
        if Fault.RESET in faults:
            return Answer(500), None
        fab = OTHER_FAB if Fault.OTHER_APPLIANCE in faults else self._nameplate.fab
        authorization = parse_authorization(request.headers.get("Authorization", ""))
        if authorization is None:
            record.body = body
            return self._answer_stranger(request, body, fab), None
        record.group_id, mac = authorization
        household = self._ownership.household
        if household is None:
            return NOT_FOUND, None
        if household.group_id.upper() != record.group_id:
            return Answer(self._nameplate.module.foreign_group_status), None
        plain = open_request(household.key, mac, _signed_headers(request), body)
        if plain is None:
            return Answer(403), None
        record.verified, record.body = True, plain
        answer = self._site.answer(
            request.method, request.path, request.query, plain, fab
        )
        return answer, household

    def _answer_stranger(self, request: web.Request, body: bytes, fab: str) -> Answer:
        """Answer without a signature: pairing always, set-up on the access point, all if unowned."""
        method, path = request.method, request.path.rstrip("/")
        match method, path:
            case "PUT", "/Security/Commissioning":
                authorization = request.headers.get("Authorization", "")
                return Answer(self._ownership.commission(authorization, body))
            case _, "/Security/Commissioning":
                return Answer(405)
            case "POST", "/Security/Cloud/TAN":
                return Answer(self._ownership.accept_tan(body))
        if self._wlan.network is Network.ACCESS_POINT:
            return self._set_up(method, path, body, fab)
        if self._ownership.household is not None or self._ownership.cloud_only:
            return NOT_FOUND
        return self._site.answer(method, request.path, request.query, body, fab)

    def _set_up(self, method: str, path: str, body: bytes, fab: str) -> Answer:
        match method, path:
            case "GET", "/Devices":
                return self._site.devices(fab)
            case "GET", "/WLAN/Scan":
                return self._site.scan()
            case "PUT", "/WLAN":
                answer = self._site.join(body)
                self._on_change()
                return answer
        return NOT_FOUND

    async def _send(
        self,
        request: web.Request,
        answer: Answer,
        household: Household | None,
        faults: frozenset[Fault],
    ) -> web.StreamResponse:
        date = formatdate(0 if Fault.CLOCK_1970 in faults else time.time(), usegmt=True)
        headers = {"Content-Type": answer.content_type, "Date": date}
        body = _disfigured(answer, faults)
        if body and household is not None:
            body = self._pad(body, answer.content_type)
            if Fault.UNSIGNED not in faults:
                body, signature = _sealed(answer, body, household, date, faults)
                headers["X-Signature"] = signature
        if faults & {Fault.HALF_BODY, Fault.CUT_AFTER_HEADERS, Fault.ENDLESS_BODY}:
            return await self._send_badly(request, answer.status, headers, body, faults)
        return web.Response(status=answer.status, headers=headers, body=body)

    async def _send_badly(
        self,
        request: web.Request,
        status: int,
        headers: Mapping[str, str],
        body: bytes,
        faults: frozenset[Fault],
    ) -> web.StreamResponse:
        response = web.StreamResponse(status=status, headers=headers)
        response.content_length = len(body)
        if Fault.ENDLESS_BODY in faults:
            response.content_length = None
            response.force_close()
        await response.prepare(request)
        while Fault.ENDLESS_BODY in faults and not self._stopped.is_set():
            await response.write(b" " * 65536)
            await asyncio.sleep(0)
        if Fault.HALF_BODY in faults:
            await response.write(body[: len(body) // 2])
        if request.transport is not None:
            request.transport.close()
        return response

    async def _hang(self, request: web.Request) -> web.StreamResponse:
        await self._stopped.wait()
        return _cut(request)

    def _pad(self, body: bytes, content_type: str) -> bytes:
        if content_type == MIELE_DOP2:
            return pad_binary(body)
        if self._nameplate.module.blanks_after_body:
            return pad_json_after_line_feed(body)
        return pad_json_before_brace(body)


def _signed_headers(request: web.Request) -> SignedHeaders:
    return SignedHeaders(
        method=request.method,
        host=request.headers.get("Host", ""),
        path=request.raw_path,
        content_type=request.headers.get("Content-Type", ""),
        accept=request.headers.get("Accept", ""),
        date=request.headers.get("Date", ""),
    )


def _disfigured(answer: Answer, faults: frozenset[Fault]) -> bytes:
    if answer.body and Fault.NOT_JSON in faults:
        return b"<html>Service</html>"
    if answer.body and Fault.NOT_AN_OBJECT in faults:
        return b'["surprise"]'
    return answer.body


def _sealed(
    answer: Answer,
    padded: bytes,
    household: Household,
    date: str,
    faults: frozenset[Fault],
) -> tuple[bytes, str]:
    key = household.key
    if Fault.STALE_KEY in faults:
        key = hashlib.sha512(key).digest()
    mac, cipher = seal_response(key, answer.status, answer.content_type, date, padded)
    if Fault.WRONG_SIGNATURE in faults:
        mac = mac[:-1] + bytes([mac[-1] ^ 1])
    return cipher, signature_header(household.group_id.upper(), mac)


def _cut(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
