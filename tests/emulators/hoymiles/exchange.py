"""One request after the other: who may ask what, what is answered, and every fault."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from . import fields, wire
from .cloud import Cloud
from .commands import REFUSED, TAKEN, Command, Commands
from .faults import Fault
from .frames import TAG_SIZE, Frame, crc16, unseal
from .outgoing import GARBAGE, Outgoing, distort, split
from .plant import Plant
from .server import Session
from .settings import Settings
from .site import Nature, Site, Wrong

HELLO, HEARTBEAT = 0xA301, 0xA302
COMMANDS = (0xA305, 0x2305)
CLEAR = frozenset({HELLO, HEARTBEAT})
"""Requests that are never sealed."""
READINGS = (0xA303, 0xA311)
PUSH = 0x2202
_ANSWER_STEP = 0x100
COMMAND_SECONDS = 3.0
UNREADABLE_SECONDS = 14.0
"""After a request that it cannot open it says nothing, and closes."""


@dataclass(slots=True)
class Request:
    """What arrived, and what became of it. No payloads: they hold passwords."""

    name: str
    """The id: "A311"."""
    place: str
    """With the page or the action: "A311/0"."""
    sequence: int
    sealed: bool
    readable: bool
    connection: int
    at: float
    """Device seconds."""
    data: str = ""
    """Of a command."""
    answered: bool = False


class Exchange:
    """Answers the frames of one gateway."""

    def __init__(
        self,
        nature: Nature,
        site: Site,
        plant: Plant,
        settings: Settings,
        commands: Commands,
        cloud: Cloud,
        *,
        take: Callable[[Fault, str], bool],
        after: Callable[[float, Callable[[], None]], object],
        pause: Callable[[], Awaitable[None]],
    ) -> None:
        """Begin; `take` counts a fault, `after` acts some device seconds later."""
        self._nature = nature
        self._site = site
        self._plant = plant
        self._settings = settings
        self._commands = commands
        self._cloud = cloud
        self._take = take
        self._after = after
        self._pause = pause
        self._late: list[bytes] = []
        self._counter = 0
        self.requests: list[Request] = []
        self.split_at: tuple[int, ...] = ()

    def is_sealed(self, message: int) -> bool:
        """Return whether a request or push with this id has to be sealed."""
        return self._nature.firmware.encrypted and message not in CLEAR

    async def greet(self, session: Session) -> None:
        """Begin a connection with what the last one did not wait for."""
        late, self._late = self._late, []
        await session.send(late)

    async def handle(self, frame: Frame, session: Session) -> None:
        """Answer a request, or not."""
        sealed = self.is_sealed(frame.id)
        body = frame.payload[:-TAG_SIZE] if sealed else frame.payload
        if crc16(body) != frame.crc:
            return
        payload = unseal(self._nature.seed, frame) if sealed else frame.payload
        try:
            request = self._log(frame, payload, session)
            if payload is None:
                self._after(UNREADABLE_SECONDS, session.hang_up)
                return
            await self._respond(frame, payload, request, session)
        except wire.WireError:
            return

    def push(self, message: int, payload: bytes) -> Outgoing:
        """Return a message that nobody asked for."""
        return Outgoing(message, self._count(), payload, self._seed(message))

    def _log(self, frame: Frame, payload: bytes | None, session: Session) -> Request:
        command = Command.read(payload) if payload and frame.id in COMMANDS else None
        place = frame.name
        if command is not None:
            place += f"/{command.action}"
        elif payload is not None and frame.id in READINGS:
            page = wire.number(wire.decode(payload), fields.READ["cp"])
            place += f"/{page}"
        request = Request(
            frame.name,
            place,
            frame.sequence,
            self.is_sealed(frame.id),
            payload is not None,
            session.number,
            self._plant.device_seconds,
            command.data.decode(errors="replace") if command else "",
        )
        self.requests.append(request)
        return request

    async def _respond(
        self, frame: Frame, payload: bytes, request: Request, session: Session
    ) -> None:
        deaf = self._cloud.deaf(self._plant.wall.time, self._settings.upload_minutes)
        self._cloud.asked(self._plant.wall.time)
        if deaf:
            return
        wrong = frozenset(
            fault
            for fault in Fault
            if _concerns(fault, frame.id) and self._take(fault, request.place)
        )
        if wrong & {Fault.SILENCE, Fault.SILENT_AFTER_HELLO}:
            return
        if Fault.CUT in wrong:
            session.cut()
            return
        answer = self._answer(frame, payload, wrong)
        if answer is None:
            return
        await self._pause()
        await self._send(answer, request, session, wrong)

    def _answer(self, frame: Frame, payload: bytes, wrong: Wrong) -> bytes | None:
        if frame.id in COMMANDS:
            return self._command(payload, wrong)
        if not self._site.answers(frame.id):
            return None
        return self._site.answer(frame.id, payload, wrong)

    def _command(self, payload: bytes, wrong: Wrong) -> bytes | None:
        if self._nature.firmware.only_hello:
            return None
        command = Command.read(payload)
        error = REFUSED if Fault.REFUSED in wrong else self._commands.judge(command)
        if error == TAKEN:
            done_at = self._plant.device_seconds + COMMAND_SECONDS
            self._commands.follow(
                command,
                float("inf") if Fault.BUSY in wrong else done_at,
                fails=Fault.FAILS in wrong,
            )
            if Fault.FAILS not in wrong:
                self._after(COMMAND_SECONDS, lambda: self._commands.do(command))
        return wire.encode(
            fields.TAKEN,
            {
                "dtu_sn": self._site.serial(wrong),
                "time": self._plant.wall.time,
                "action": command.action,
                "err_code": error,
                "tid": command.transaction,
            },
        )

    async def _send(
        self, payload: bytes, request: Request, session: Session, wrong: Wrong
    ) -> None:
        message = int(request.name, 16)
        counts = message == HELLO and self._nature.firmware.own_counter
        answer = Outgoing(
            message - _ANSWER_STEP,
            self._count() if counts else request.sequence,
            payload,
            self._answer_seed(message, wrong),
        )
        frame = distort(answer, wrong)
        if Fault.LOST_ANSWER in wrong:
            session.cut()
        elif Fault.LATE in wrong:
            self._late.append(frame)
        else:
            request.answered = True
            await session.send(self._pieces(frame, wrong))
        if Fault.HALF in wrong:
            session.hang_up()

    def _pieces(self, frame: bytes, wrong: Wrong) -> list[bytes]:
        pieces = [GARBAGE] if Fault.GARBAGE in wrong else []
        if Fault.PUSH in wrong:
            pieces.append(self.push(PUSH, self._site.pushed_heartbeat()).frame())
        if Fault.HALF in wrong:
            frame = frame[: len(frame) // 2]
        segment = self._nature.firmware.segment
        ends = self.split_at or range(len(frame))
        if Fault.SPLIT not in wrong:
            ends = (segment,) if segment else ()
        pieces += split(frame, ends)
        if Fault.TWICE in wrong:
            pieces.append(frame)
        return pieces

    def _seed(self, message: int) -> bytes | None:
        return self._nature.seed if self.is_sealed(message) else None

    def _answer_seed(self, message: int, wrong: Wrong) -> bytes | None:
        if message == HEARTBEAT and Fault.ENCRYPTED_HEARTBEAT in wrong:
            return self._nature.seed
        return self._seed(message)

    def _count(self) -> int:
        self._counter = self._counter + 1 & 0xFFFF
        return self._counter


def _concerns(fault: Fault, message: int) -> bool:
    """Return whether a request with this id can go wrong in this way."""
    if fault in (Fault.REFUSED, Fault.FAILS, Fault.BUSY):
        return message in COMMANDS
    if fault in (Fault.WRONG_PAGE, Fault.PAGE_COUNT, Fault.UNSIGNED_TEMPERATURE):
        return message in READINGS
    if fault is Fault.ENCRYPTED_HEARTBEAT:
        return message == HEARTBEAT
    if fault is Fault.SILENT_AFTER_HELLO:
        return message != HELLO
    return fault is not Fault.REFUSE
