"""A person beside the device, over HTTP: for emulators that run alone."""

from collections.abc import Awaitable, Callable, Mapping
from inspect import isawaitable
from typing import Any

from aiohttp import web

type Wish = dict[str, Any]
"""The JSON body of a request to the control port."""
type Action = Callable[[Wish], Awaitable[object] | object]
type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class ControlServer:
    """`POST /load {"id": 0, "watts": 60}` and the like; each answers with the report."""

    def __init__(
        self, actions: Mapping[str, Action], report: Callable[[], dict[str, object]]
    ) -> None:
        """Let these be done, by path."""
        self._actions = actions
        self._report = report
        self._runner: web.AppRunner | None = None

    async def start(self, port: int) -> int:
        """Listen on loopback, and return the port."""
        app = web.Application(middlewares=[_refusals])
        app.router.add_get("/status", self._answer)
        for path, act in self._actions.items():
            app.router.add_post(path, self._handler(act))
        self._runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        return int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """Listen no longer."""
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    def _handler(self, act: Action) -> Handler:
        async def handle(request: web.Request) -> web.Response:
            wish: Wish = await request.json() if request.can_read_body else {}
            if isawaitable(waiting := act(wish)):
                await waiting
            return await self._answer(request)

        return handle

    async def _answer(self, request: web.Request) -> web.Response:
        return web.json_response(self._report())


@web.middleware
async def _refusals(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer 400 to what is malformed or impossible."""
    try:
        return await handler(request)
    except (KeyError, ValueError, TypeError) as err:
        return web.json_response({"malformed": repr(err)}, status=400)
