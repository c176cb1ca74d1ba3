"""The small web server: who may ask, how parameters arrive, and every fault."""

import asyncio
from collections.abc import Callable
import json
from urllib.parse import parse_qsl

from aiohttp import web

from ...faults import Faults
from .faults import Fault
from .login import Login
from .machine import Machine
from .request_log import Request, without_secrets
from .site import NotFoundError, Params, Site
from .values import BadParameterError

_FORM = "application/x-www-form-urlencoded"
OTHER_MAC = "0000DEADBEEF"


class DeviceServer:
    """Serves one device at one address; stopping cuts every connection."""

    def __init__(
        self,
        machine: Machine,
        site: Site,
        login: Login,
        faults: Faults[Fault],
        *,
        on_write: Callable[[], None],
    ) -> None:
        """Serve the site; `on_write` hears of every write to settings."""
        self._machine = machine
        self._site = site
        self._login = login
        self._faults = faults
        self._on_write = on_write
        self._listener: asyncio.Server | None = None
        self._web: web.Server | None = None
        self._stopped = asyncio.Event()
        self.requests: list[Request] = []

    @property
    def listening(self) -> bool:
        """Return whether somebody could connect."""
        return self._listener is not None

    async def start(self, host: str, port: int) -> int:
        """Listen, and return the port."""
        self._stopped.clear()
        self._web = web.Server(self._handle, access_log=None)
        self._listener = await asyncio.get_running_loop().create_server(
            self._web, host, port
        )
        return int(self._listener.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Listen no longer, and cut every connection."""
        listener, self._listener = self._listener, None
        self._stopped.set()
        if listener is not None:
            listener.close()
        if self._web is not None:
            await self._web.shutdown(0.1)
            self._web = None

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        params = await _parameters(request)
        path = request.path
        if self._faults.take(Fault.HANG, path):
            self._log(request, params, status=None)
            await self._stopped.wait()
            return _cut(request)
        if self._faults.take(Fault.DROP, path):
            self._log(request, params, status=None)
            return _cut(request)
        response = self._answer(request, params)
        lost = self._faults.take(Fault.LOST_ANSWER, path)
        self._log(request, params, status=None if lost else response.status)
        if lost:
            return _cut(request)
        if self._faults.take(Fault.HALF_BODY, path):
            return await _half(request, response)
        return response

    def _answer(self, request: web.BaseRequest, params: Params) -> web.Response:
        path = request.path
        if path != "/shelly" and not self._lets_in(request):
            realm = self._machine.section("device")["hostname"]
            return web.Response(
                status=401,
                text="401 Unauthorized",
                headers={"WWW-Authenticate": f'Basic realm="{realm}"'},
            )
        if self._faults.take(Fault.NOT_JSON, path):
            return web.Response(
                text="<html>not a device</html>", content_type="text/html"
            )
        if request.method not in {"GET", "POST"}:
            return web.Response(status=404, text="Not Found")
        try:
            answer = self._site.serve(path, params)
        except NotFoundError:
            return web.Response(status=404, text="Not Found")
        except BadParameterError as err:
            return web.Response(status=400, text=err.text)
        # Before the storm is noticed: a restart must not change what is answered.
        body = json.dumps(answer)
        if self._faults.take(Fault.OTHER_MAC, path):
            body = body.replace(self._machine.mac, OTHER_MAC)
        if params and path.startswith("/settings"):
            self._on_write()
        return web.Response(text=body, content_type="application/json")

    def _lets_in(self, request: web.BaseRequest) -> bool:
        if self._faults.take(Fault.UNAUTHORIZED, request.path):
            return False
        return not self._login.enabled or self._proves(request)

    def _proves(self, request: web.BaseRequest) -> bool:
        return self._login.enabled and self._login.proves(
            request.headers.get("Authorization")
        )

    def _log(
        self, request: web.BaseRequest, params: Params, *, status: int | None
    ) -> None:
        self.requests.append(
            Request(
                method=request.method,
                path=request.path,
                params=without_secrets(params),
                authenticated=status != 401 and self._proves(request),
                credentials="Authorization" in request.headers,
                status=status,
                at=self._machine.clock.now(),
            )
        )


async def _parameters(request: web.BaseRequest) -> Params:
    """Return query and form; any other body, JSON above all, is ignored (reported by users)."""
    params = parse_qsl(request.rel_url.raw_query_string, keep_blank_values=True)
    body = await request.read()
    if request.method == "POST" and request.content_type == _FORM:
        params += parse_qsl(body.decode(errors="replace"), keep_blank_values=True)
    return params


async def _half(request: web.BaseRequest, whole: web.Response) -> web.StreamResponse:
    body = whole.body
    assert isinstance(body, bytes)
    response = web.StreamResponse(status=whole.status, headers=whole.headers)
    response.content_length = len(body)
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
    return _cut(request)


def _cut(request: web.BaseRequest) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.close()
    return web.Response()
