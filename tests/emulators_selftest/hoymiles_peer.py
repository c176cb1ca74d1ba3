"""A local client of a few lines, written from the protocol."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from tests.emulators.hoymiles import HoymilesDtu, fields, frames, wire

HELLO, HEARTBEAT, READ_OLD, ALARMS, COMMAND, STATUS = range(0xA301, 0xA307)
GET_CONFIG, SET_CONFIG, READ, NETWORK, DAY, ENERGIES = (
    0xA309,
    0xA310,
    0xA311,
    0xA314,
    0xA315,
    0xA316,
)
CLOUD_COMMAND = 0x2305
PUSHES = (0x2201, 0x2202, 0x220B, 0x220C)
_PATIENCE_SECONDS = 10

type Named = dict[str, list[int | bytes]]


def named(table: wire.Table, payload: bytes) -> Named:
    """Return a message with names instead of numbers."""
    names = {number: name for name, number in table.items()}
    return {names[number]: values for number, values in wire.decode(payload).items()}


def numbers(table: wire.Table, payload: bytes) -> dict[str, int]:
    """Return the numbers of a message, with 0 for those that are absent."""
    sent = wire.decode(payload)
    return {name: wire.number(sent, number) for name, number in table.items()}


def messages(table: wire.Table, payload: bytes, field: str) -> list[bytes]:
    """Return what is repeated in a message."""
    repeated = wire.decode(payload).get(table[field], [])
    return [one for one in repeated if isinstance(one, bytes)]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of readings."""

    head: dict[str, int]
    inverters: list[dict[str, int]]
    ports: list[dict[str, int]]
    meters: list[dict[str, int]]

    @classmethod
    def read(cls, payload: bytes) -> Page:
        """Read one."""

        def all_of(field: str, table: wire.Table) -> list[dict[str, int]]:
            return [
                numbers(table, one) for one in messages(fields.READINGS, payload, field)
            ]

        return cls(
            numbers(fields.READINGS, payload),
            all_of("sgs", fields.SGS) + all_of("tgs", fields.TGS),
            all_of("pv", fields.PV),
            all_of("meter", fields.METER),
        )


class HoymilesPeer:
    """Talks to one emulated gateway."""

    def __init__(self, device: HoymilesDtu) -> None:
        """Talk to this one; `seed` is what it said when it was asked last."""
        self.device = device
        self.seed: bytes | None = None
        self.pushed: list[int] = []
        """Ids of what nobody asked for."""
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._sequence = 0

    async def __aenter__(self) -> Self:
        """Connect."""
        await self.connect()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Hang up."""
        self.close()

    async def connect(self) -> None:
        """Open a connection, in the place of the last one."""
        self.close()
        self._reader, self._writer = await asyncio.open_connection(
            self.device.host, self.device.port
        )

    def close(self) -> None:
        """Hang up."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    async def send_bytes(self, data: bytes) -> None:
        """Send anything."""
        assert self._writer is not None
        self._writer.write(data)
        await self._writer.drain()

    async def send(
        self, message: int, payload: bytes = b"", *, sealed: bool | None = None
    ) -> int:
        """Send a request, and return its sequence number."""
        self._sequence += 1
        wanted = message not in (HELLO, HEARTBEAT) if sealed is None else sealed
        seed = self.seed if wanted else None
        await self.send_bytes(frames.build(message, self._sequence, payload, seed))
        return self._sequence

    async def waste(self, message: int, payload: bytes = b"") -> None:
        """Send a request that nobody will answer, and wait until it was read."""
        before = len(self.device.requests)
        await self.send(message, payload)
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while len(self.device.requests) == before:
                await asyncio.sleep(0)

    async def read_bytes(self) -> bytes:
        """Return what comes next, in whatever pieces; nothing at the end."""
        assert self._reader is not None
        async with asyncio.timeout(_PATIENCE_SECONDS):
            return await self._reader.read(65536)

    async def read(self, *, sealed: bool | None = None) -> frames.Frame:
        """Return the next frame, opened, whatever its length says of a tag."""
        assert self._reader is not None
        async with asyncio.timeout(_PATIENCE_SECONDS):
            head = await self._reader.readexactly(frames.HEAD_SIZE)
            message, sequence, crc, length = (
                int.from_bytes(head[start : start + 2]) for start in range(2, 10, 2)
            )
            body = await self._reader.readexactly(length - frames.HEAD_SIZE)
            assert head[:2] == b"HM"
            assert frames.crc16(body) == crc
            clear = message in (0xA201, 0xA202) if sealed is None else not sealed
            if self.seed is None or clear:
                return frames.Frame(message, sequence, crc, body)
            tag = await self._reader.readexactly(frames.TAG_SIZE)
        frame = frames.Frame(message, sequence, crc, body + tag)
        opened = frames.unseal(self.seed, frame)
        assert opened is not None
        return frames.Frame(message, sequence, crc, opened)

    async def ask(self, message: int, payload: bytes = b"") -> bytes:
        """Return the payload of the answer."""
        sequence = await self.send(message, payload)
        while (frame := await self.read()).id in PUSHES:
            self.pushed.append(frame.id)
        assert frame.id == message - 0x100
        assert frame.sequence == sequence or message == HELLO
        return frame.payload

    async def hello(self) -> dict[str, int]:
        """Ask who it is, and remember its seed."""
        answer = await self.ask(HELLO)
        info = messages(fields.GATEWAY, answer, "dtu_info")[0]
        seeds = messages(fields.DTU_INFO, info, "enc_rand")
        self.seed = seeds[0] if seeds else None
        return numbers(fields.DTU_INFO, info)

    async def page(self, page: int = 0) -> Page:
        """Read a page."""
        return Page.read(await self.ask(READ, wire.encode(fields.READ, {"cp": page})))

    async def everything(self) -> Page:
        """Read all pages, joined."""
        first = await self.page()
        pages = [first] + [
            await self.page(number) for number in range(1, first.head["ap"])
        ]
        return Page(
            first.head,
            [one for page in pages for one in page.inverters],
            [one for page in pages for one in page.ports],
            [one for page in pages for one in page.meters],
        )

    async def command(
        self,
        action: int,
        data: bytes = b"",
        *,
        targets: Sequence[int] = (),
        transaction: int = 7,
        message: int = COMMAND,
    ) -> int:
        """Tell it to do something, and return the error code."""
        answer = await self.ask(
            message,
            wire.encode(
                fields.COMMAND,
                {
                    "time": 1,
                    "action": action,
                    "package_nub": 1,
                    "tid": transaction,
                    "data": data,
                    "mi_to_sn": targets,
                },
            ),
        )
        taken = numbers(fields.TAKEN, answer)
        assert (taken["action"], taken["tid"]) == (action, transaction)
        return taken["err_code"]

    async def status(self, action: int, transaction: int = 7) -> Named:
        """Ask what became of a command."""
        return named(
            fields.STATUS,
            await self.ask(
                STATUS,
                wire.encode(fields.ASK_STATUS, {"action": action, "tid": transaction}),
            ),
        )

    async def is_there(self) -> bool:
        """Return whether somebody can connect."""
        try:
            await self.connect()
        except OSError:
            return False
        return True
