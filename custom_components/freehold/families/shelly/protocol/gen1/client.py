"""One Gen1 device: what it tells, what it is set to (docs/protocols/shelly-gen1.md).

Reads go through the connection's `read` and everything that changes something through its
`write`. Nothing but `DeviceError` leaves this module. A factory reset is not offered.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final, Literal

from .....connection.errors import (
    AuthenticationError,
    CommandRefusedError,
    ConnectionLostError,
    DeviceBusyError,
    ReconnectionError,
)
from .actions import Action, parse_actions
from .coiot_description import CoiotSensor, parse_description
from .control import Gen1Control
from .credentials import DEFAULT_USERNAME, Gen1Credentials
from .field import SettingError, Value
from .link import JsonObject, Query
from .reader import JsonReader
from .resource import Resource, WriteOutcome
from .settings import RESOURCES
from .status import UpdateState
from .tables.network import ACCESS_POINT, CLOUD, LOGIN

type ResourceName = str
"""One of `RESOURCES`."""

_LOGIN_SWITCHES: Final = frozenset({"enabled", "unprotected"})
_STEADY_SECONDS: Final = 12
"""A device that is up for so long does not restart for what was last written."""
_SETTLE_BUDGET: Final = 45.0
_MODE_BUDGET: Final = 60.0
_LOOK_EVERY: Final = 2.0


class Gen1Client(Gen1Control):
    """Reads, sets and commands one device."""

    async def settings(self) -> JsonObject:
        """Return `/settings`, the whole configuration; `Gen1Settings.parse` reads it."""
        return await self._link.read("/settings")

    async def read_settings(
        self, resource: ResourceName, index: int | None = None
    ) -> JsonObject:
        """Return what one resource shows, for `Resource.shown`.

        Raises SettingError if there is none of that name.
        """
        return await self._link.read(_resource(resource).at(index))

    async def actions(self) -> tuple[Action, ...]:
        """Return the URLs that the device calls."""
        return parse_actions(await self._link.read("/settings/actions"))

    async def update_state(self) -> UpdateState:
        """Return `/ota`, the firmware and what there is."""
        return UpdateState.parse(JsonReader(await self._link.read("/ota")))

    async def coiot_description(self) -> dict[int, CoiotSensor]:
        """Return the table of CoIoT sensors. Firmware before 20210302 raises UnsupportedError."""
        return parse_description(await self._link.read("/cit/d"))

    async def write_settings(
        self,
        resource: ResourceName,
        values: Mapping[str, Value],
        index: int | None = None,
    ) -> WriteOutcome:
        """Write settings by their setters' names; tell member by member what became of it.

        Raises SettingError, before anything is sent, for a name or value that is none.
        """
        target = _resource(resource)
        path = target.at(index)
        query = target.query(values)
        if target is LOGIN and (
            values.get("enabled") is True or not values.keys() <= _LOGIN_SWITCHES
        ):
            raise SettingError("login", "is set with set_login, which keeps us in")

        async def landed() -> bool:
            return not target.outcome(values, await self._link.read(path)).refused

        answer = await self._write(
            path, query, landed if target.is_verifiable(values) else None
        )
        return await self._verified(target, path, values, answer)

    async def set_action(
        self, name: str, index: int, *, urls: list[str], enabled: bool
    ) -> Action:
        """Have the device call URLs at an event; none at all: an empty list.

        Returns what it holds now. Raises SettingError, CommandRefusedError.
        """
        wanted = Action(name=name, index=index, urls=tuple(urls), enabled=enabled)

        async def held() -> Action | None:
            actions = await self.actions()
            return next((a for a in actions if a.is_place_of(wanted)), None)

        async def landed() -> bool:
            return await held() == wanted

        await self._write("/settings/actions", wanted.query(), landed)
        if (found := await held()) != wanted:
            raise CommandRefusedError(f"the device did not take {name}")
        return found

    async def set_login(
        self, password: str | None, username: str = DEFAULT_USERNAME
    ) -> None:
        """Set the password, or None: ask for none. Proven by reading with it.

        Whatever is raised, the client holds the credentials that last worked, except after
        ConnectionLostError: then both old and new may be the ones to try.
        Raises SettingError, CommandRefusedError.
        """
        if password is None:
            outcome = await self.write_settings("login", {"enabled": False})
            outcome.require()
            self.use_credentials(None)
            return
        old, new = self.credentials, Gen1Credentials(username, password)
        query = LOGIN.query(
            {"enabled": True, "username": username, "password": password}
        )

        async def holds_new() -> bool:
            self.use_credentials(new)
            try:
                login = await self._link.read(LOGIN.path)
            except AuthenticationError:
                self.use_credentials(old)
                return False
            held = LOGIN.outcome({"enabled": True, "username": username}, login)
            if held.refused:
                self.use_credentials(old)
            return not held.refused

        answered = await self._write(LOGIN.path, query, holds_new)
        if answered is not None and not await holds_new():
            raise CommandRefusedError("the device did not take the password")

    async def set_access_point(
        self, *, enabled: bool, key: str | None = None
    ) -> WriteOutcome:
        """Open or close the device's own access point, with a key of 8 to 63 characters."""
        if key is not None and not 8 <= len(key) <= 63:
            raise SettingError("key", "is 8 to 63 characters long")
        values: dict[str, Value] = {"enabled": enabled}
        return await self._require(ACCESS_POINT, values | ({"key": key} if key else {}))

    async def set_cloud(self, *, enabled: bool) -> WriteOutcome:
        """Connect to the vendor's cloud, or not."""
        return await self._require(CLOUD, {"enabled": enabled})

    async def set_mode(self, mode: str) -> None:
        """Change `mode`, which renumbers the components; wait until the device is back.

        Raises SettingError, CommandRefusedError, DeviceBusyError if it is not back in time.
        """
        await self.write_settings("settings", {"mode": mode})

        async def changed() -> bool:
            return (await self.settings()).get("mode") == mode

        await self._until(changed, _MODE_BUDGET)

    async def settle(self) -> None:
        """Wait until the device is up for long enough not to restart for the last write.

        Raises DeviceBusyError if it restarts again and again.
        """

        async def steady() -> bool:
            uptime = (await self.status()).uptime_seconds
            return uptime is None or uptime >= _STEADY_SECONDS

        await self._until(steady, _SETTLE_BUDGET)
        self._unsettled = False

    async def reboot(self) -> None:
        """Restart the device. Raises CommandRefusedError."""
        sent = self._clock()

        async def landed() -> bool:
            uptime = (await self.status()).uptime_seconds
            return uptime is not None and uptime <= self._clock() - sent

        answer = await self._link.write("/reboot", (), landed=landed)
        if answer is not None and answer.get("ok") is not True:
            raise CommandRefusedError("the device does not restart")

    async def ota_update(self, stage: Literal["stable", "beta"]) -> UpdateState:
        """Have the device fetch and install firmware; it restarts when it is done."""

        async def landed() -> bool:
            return (await self.update_state()).in_progress

        query = {"stable": ("update", "true"), "beta": ("beta", "true")}[stage]
        answer = await self._link.write("/ota", (query,), landed=landed)
        if answer is None:
            return await self.update_state()
        return UpdateState.parse(JsonReader(answer))

    async def _write(
        self, path: str, query: Query, landed: Callable[[], Awaitable[bool]] | None
    ) -> JsonObject | None:
        """Write settings, but not to a device that still restarts for the last ones."""
        if self._unsettled:
            await self.settle()
        answer = await self._link.write(path, query, landed=landed)
        self._unsettled = True
        return answer

    async def _require(
        self, resource: Resource, values: Mapping[str, Value]
    ) -> WriteOutcome:
        outcome = await self.write_settings(resource.name, values)
        outcome.require()
        return outcome

    async def _verified(
        self,
        target: Resource,
        path: str,
        values: Mapping[str, Value],
        answer: JsonObject | None,
    ) -> WriteOutcome:
        """Believe an answer that shows everything as written; else look."""
        if answer is not None:
            outcome = target.outcome(values, answer)
            shown = {name for name in values if target.fields[name].echoed}
            if shown <= set(outcome.applied) or target.reboots(values):
                return outcome
        return target.outcome(values, await self._link.read(path))

    async def _until(self, done: Callable[[], Awaitable[bool]], budget: float) -> None:
        """Look again and again. Raises DeviceBusyError after `budget` seconds."""
        end = self._clock() + budget
        while True:
            try:
                if await done():
                    return
            except ConnectionLostError, ReconnectionError:
                # It restarts.
                self._expect_contact()
            if self._clock() >= end:
                raise DeviceBusyError("the device does not come to rest")
            await self._sleep(_LOOK_EVERY)


def _resource(name: ResourceName) -> Resource:
    if resource := RESOURCES.get(name):
        return resource
    raise SettingError(name, "is no resource of a Gen1 device")
