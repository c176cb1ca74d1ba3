"""A person in front of the appliance, over HTTP: for emulators that run alone."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from aiohttp import web

from .appliance import RefusedError
from .emulator import MieleAppliance
from .faults import Fault

type Wish = dict[str, Any]
type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class ControlServer:
    """`POST /panel/select {"program": 1}` and the like; each answers with the status."""

    def __init__(self, emulator: MieleAppliance) -> None:
        """Control this appliance."""
        self._emulator = emulator
        self._runner: web.AppRunner | None = None

    async def start(self, port: int) -> int:
        """Listen on loopback, and return the port."""
        app = web.Application(middlewares=[_refusals])
        app.router.add_get("/status", self._status)
        for path, act in self._actions().items():
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

    def _actions(self) -> dict[str, Callable[[Wish], Awaitable[None] | None]]:
        emulator, panel = self._emulator, self._emulator.panel
        return {
            "/panel/select": _select(emulator),
            "/panel/start": lambda wish: panel.start(),
            "/panel/pause": lambda wish: panel.pause(),
            "/panel/stop": lambda wish: panel.stop(),
            "/panel/power": lambda wish: (
                panel.switch_on() if wish["on"] else panel.switch_off()
            ),
            "/panel/sleep": lambda wish: panel.fall_asleep(),
            "/panel/remote": self._set_remote,
            "/panel/setup": lambda wish: emulator.open_access_point(),
            "/panel/wps": lambda wish: emulator.join_by_wps(),
            "/door": lambda wish: panel.set_door(wish["open"]),
            "/signals": self._set_signals,
            "/reset": lambda wish: emulator.factory_reset(
                keep_wifi=wish.get("keep_wifi", False)
            ),
            "/app/remove": lambda wish: emulator.remove_in_app(),
            "/owner": lambda wish: emulator.give_to(
                wish["group_id"], wish["group_key"]
            ),
            "/mains/off": lambda wish: emulator.lose_power(),
            "/mains/on": lambda wish: emulator.start(),
            "/clock/advance": lambda wish: emulator.advance(wish["seconds"]),
            "/fault": lambda wish: emulator.inject(
                Fault(wish["fault"]), times=wish.get("times"), path=wish.get("path", "")
            ),
            "/fault/fields": self._distort_fields,
            "/fault/clear": lambda wish: emulator.faults.clear(),
        }

    def _set_remote(self, wish: Wish) -> None:
        panel = self._emulator.panel
        panel.remote_control = wish.get("control", panel.remote_control)
        panel.mobile_start = wish.get("mobile_start", panel.mobile_start)

    def _set_signals(self, wish: Wish) -> None:
        panel = self._emulator.panel
        panel.messages = wish.get("messages", panel.messages)
        panel.failures = wish.get("failures", panel.failures)

    def _distort_fields(self, wish: Wish) -> None:
        self._emulator.faults.state_fields.update(wish.get("replace", {}))
        self._emulator.faults.missing_fields.update(wish.get("missing", []))

    def _handler(self, act: Callable[[Wish], Awaitable[None] | None]) -> Handler:
        async def handle(request: web.Request) -> web.Response:
            wish: Wish = await request.json() if request.can_read_body else {}
            if (waiting := act(wish)) is not None:
                await waiting
            return await self._status(request)

        return handle

    async def _status(self, request: web.Request) -> web.Response:
        emulator, panel = self._emulator, self._emulator.panel
        return web.json_response(
            {
                "fab": emulator.fab,
                "host": emulator.host,
                "port": emulator.port,
                "network": emulator.wlan.network,
                "group": emulator.ownership.group_id,
                "commissioned": emulator.ownership.household is not None,
                "status": panel.status.name.lower(),
                "standby": panel.standby.name.lower(),
                "program": panel.selection.program.id if panel.selection else None,
                "door_open": panel.door_open,
                "light_on": panel.light_on,
                "device_seconds": panel.now,
                "collisions": emulator.collisions,
                "requests": [
                    {
                        name: value
                        for name, value in asdict(record).items()
                        if name != "body"
                    }
                    for record in emulator.requests[-20:]
                ],
            }
        )


@web.middleware
async def _refusals(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer 400 to what is malformed and 409 to what the machine refuses."""
    try:
        return await handler(request)
    except RefusedError as err:
        return web.json_response({"refused": err.refusal}, status=409)
    except (KeyError, ValueError, TypeError) as err:
        return web.json_response({"malformed": repr(err)}, status=400)


def _select(emulator: MieleAppliance) -> Callable[[Wish], None]:
    def select(wish: Wish) -> None:
        emulator.panel.select(
            wish["program"],
            delay_minutes=wish.get("delay_minutes", 0),
            target_celsius=wish.get("target_celsius"),
            spin_rpm=wish.get("spin_rpm"),
        )

    return select
