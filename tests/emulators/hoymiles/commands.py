"""What a gateway can be told to do, and what becomes of it (A305, 2305, A306)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
import re

from . import fields, wire
from .alarms import INTERNAL_EVENT, OWN_RESET
from .inverter import Inverter
from .plant import Plant

TAKEN, REFUSED = 0, 7
INVERTER_BOOT_SECONDS = 60.0
LOWEST_PERCENT, HIGHEST_PERCENT = 2, 100
LOWEST_WATTS, HIGHEST_WATTS = 0.1, 3276.7
_PERCENT = re.compile(rb"A:(\d+),B:0,C:0\r")
_WATTS = re.compile(rb"S:1,P:(\d+)\r")


class Action(IntEnum):
    """What is known to do something."""

    RESTART = 1
    UPDATE = 2
    RESTART_INVERTER = 3
    TURN_ON = 6
    TURN_OFF = 7
    LIMIT = 8
    FAST = 33
    LIST_ALARMS = 50
    LIMIT_FOR_NOW = 211
    RESTART_INVERTER_OTHERWISE = 8195
    """The number that a library uses."""


@dataclass(frozen=True, slots=True)
class Command:
    """A305 or 2305, as it came."""

    action: int
    transaction: int
    data: bytes
    targets: tuple[int, ...]

    @classmethod
    def read(cls, payload: bytes) -> Command:
        """Read one. Raises WireError."""
        sent = wire.decode(payload)
        targets = [
            serial
            for value in sent.get(fields.COMMAND["mi_to_sn"], [])
            for serial in (wire.unpack(value) if isinstance(value, bytes) else [value])
        ]
        return cls(
            wire.number(sent, fields.COMMAND["action"]),
            wire.number(sent, fields.COMMAND["tid"]),
            wire.content(sent, fields.COMMAND["data"]),
            tuple(targets),
        )


@dataclass(slots=True)
class Progress:
    """What became of a command that was taken."""

    targets: Sequence[int]
    done_at: float
    """Device seconds; infinity: never."""
    fails: bool


class Commands:
    """Does what it is told, some of it at once, some after a while."""

    def __init__(
        self,
        plant: Plant,
        *,
        runtime_limit: Callable[[], bool],
        limited: Callable[[int], None],
        restart: Callable[[], None],
        hurry: Callable[[], None],
    ) -> None:
        """Act on this plant; `limited` keeps a limit in tenths of a percent."""
        self._plant = plant
        self._runtime_limit = runtime_limit
        self._limited = limited
        self._progress: dict[tuple[int, int], Progress] = {}
        self.alarms_wanted = False
        """The list was asked for: A304 will bring it."""
        self._simple: Mapping[int, Callable[[], None]] = {
            Action.RESTART: restart,
            Action.UPDATE: restart,
            Action.FAST: hurry,
            Action.LIST_ALARMS: self._list_alarms,
        }
        self._for_inverters: Mapping[int, Callable[[Inverter], None]] = {
            Action.RESTART_INVERTER: self._restart_one,
            Action.RESTART_INVERTER_OTHERWISE: self._restart_one,
            Action.TURN_ON: lambda one: plant.turn(one, on=True),
            Action.TURN_OFF: lambda one: plant.turn(one, on=False),
        }

    def forget(self) -> None:
        """Know of no command: the gateway restarted."""
        self._progress.clear()
        self.alarms_wanted = False

    def judge(self, command: Command) -> int:
        """Return the err_code of a command, without doing anything."""
        if command.action in (Action.LIMIT, Action.LIMIT_FOR_NOW):
            limit = self._percent if command.action == Action.LIMIT else self._watts
            return REFUSED if limit(command) is None else TAKEN
        known = command.action in self._simple or command.action in self._for_inverters
        return TAKEN if known else REFUSED

    def do(self, command: Command) -> None:
        """Do what was judged as taken."""
        targets = self._plant.array.numbered(list(command.targets))
        self._plant.settle()
        if act := self._simple.get(command.action):
            act()
        elif act_on := self._for_inverters.get(command.action):
            for inverter in targets:
                act_on(inverter)
        elif (percent := self._percent(command)) is not None:
            self._limit(targets, percent)
        elif (watts := self._watts(command)) is not None:
            self._limit_for_now(watts)
        self._plant.settle()

    def follow(self, command: Command, done_at: float, *, fails: bool) -> None:
        """Remember what is to be told of a command."""
        targets = self._plant.array.numbered(list(command.targets))
        self._progress[command.action, command.transaction] = Progress(
            [inverter.number for inverter in targets], done_at, fails
        )

    def status(self, payload: bytes, serial: bytes, time: int, now: float) -> bytes:
        """Return A206 for this A306."""
        sent = wire.decode(payload)
        action = wire.number(sent, fields.ASK_STATUS["action"])
        transaction = wire.number(sent, fields.ASK_STATUS["tid"])
        told: dict[str, wire.Value] = {
            "dtu_sn": serial,
            "time": time,
            "action": action,
            "package_nub": 1,
            "package_now": 1,
            "tid": transaction,
        }
        progress = self._progress.get((action, transaction))
        if progress is not None and now < progress.done_at:
            told["mi_operating"] = [
                wire.encode(fields.OPERATING, {"sn": number, "progress": 50})
                for number in progress.targets
            ]
        elif progress is not None:
            which = "mi_sns_failds" if progress.fails else "mi_sns_sucs"
            told[which] = list(progress.targets)
        return wire.encode(fields.STATUS, told)

    def _percent(self, command: Command) -> float | None:
        if command.action != Action.LIMIT:
            return None
        match = _PERCENT.fullmatch(command.data)
        percent = int(match[1]) / 10 if match else 0.0
        return percent if LOWEST_PERCENT <= percent <= HIGHEST_PERCENT else None

    def _watts(self, command: Command) -> float | None:
        if command.action != Action.LIMIT_FOR_NOW or not self._runtime_limit():
            return None
        match = _WATTS.fullmatch(command.data)
        watts = int(match[1]) / 10 if match else 0.0
        return watts if LOWEST_WATTS <= watts <= HIGHEST_WATTS else None

    def _limit(self, targets: Sequence[Inverter], percent: float) -> None:
        for inverter in targets:
            inverter.limit = percent
        self._limited(round(percent * 10))

    def _limit_for_now(self, watts: float) -> None:
        built_in = sum(inverter.type.watts for inverter in self._plant.array)
        for inverter in self._plant.array:
            inverter.watts_at_most = watts * inverter.type.watts / built_in

    def _restart_one(self, inverter: Inverter) -> None:
        now = self._plant.wall.time
        self._plant.alarms.begin(inverter.serial, OWN_RESET | INTERNAL_EVENT, now, now)
        inverter.away_until = self._plant.device_seconds + INVERTER_BOOT_SECONDS
        inverter.watts_at_most = None

    def _list_alarms(self) -> None:
        self.alarms_wanted = True
