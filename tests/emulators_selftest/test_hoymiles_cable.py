"""The same plant over Modbus, in both layouts, asked with bytes."""

import asyncio
from collections.abc import AsyncIterator
import struct

import pytest

from tests.emulators.hoymiles import HoymilesDtu, Kind
from tests.emulators.hoymiles.modbus import Newcomer

from .conftest import NOON, UnpackDtu

ROUND = 60.0


class Master:
    """Asks over one connection."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Ask here."""
        self._reader, self.writer = reader, writer

    async def ask(self, function: int, *words: int) -> bytes:
        """Return the answer, without its head."""
        body = struct.pack(">BB", 1, function) + struct.pack(f">{len(words)}H", *words)
        self.writer.write(struct.pack(">HHH", 7, 0, len(body)) + body)
        async with asyncio.timeout(10):
            head = await self._reader.readexactly(6)
            return await self._reader.readexactly(int.from_bytes(head[4:]))

    async def registers(self, address: int, count: int) -> bytes:
        """Return the content of registers."""
        return (await self.ask(3, address, count))[3:]


@pytest.fixture
async def asked() -> AsyncIterator[list[Master]]:
    """Hang up at the end."""
    masters: list[Master] = []
    yield masters
    for master in masters:
        master.writer.close()


async def connect(device: HoymilesDtu, asked: list[Master]) -> Master:
    """Return somebody who asks."""
    asked.append(Master(*await asyncio.open_connection(device.host, device.port)))
    return asked[-1]


async def test_it_tells_the_plant_in_bytes(
    unpack_dtu: UnpackDtu, asked: list[Master]
) -> None:
    """Layout A: as many records as ports, then one without a serial number."""
    device = (await unpack_dtu(Kind.MODBUS)).device
    master = await connect(device, asked)
    serial = await master.registers(0x2000, 3)
    assert serial.hex().upper() == device.serial
    records = [await master.registers(0x1000 + 0x28 * n, 20) for n in range(13)]
    assert [record[1:7].hex() for record in records[:4]] == ["116180000060"] * 4
    assert records[12][1:7] == bytes(6)
    voltage, current, _, _, power, today, total = struct.unpack_from(
        ">6HI", records[0], 8
    )
    (inverter, *_) = device.plant.array
    assert power == round(inverter.ports[0].power * 10)
    assert voltage * current / 100 == pytest.approx(power, rel=0.01)
    assert (today, total) == (
        int(inverter.ports[0].today),
        int(inverter.ports[0].total),
    )
    assert records[0][26:28] == b"\0\3"


async def test_it_tells_the_plant_in_words(
    unpack_dtu: UnpackDtu, asked: list[Master]
) -> None:
    """Layout B: the other one knows nothing."""
    device = (await unpack_dtu(Kind.MODBUS_WORDS)).device
    master = await connect(device, asked)
    record = await master.registers(0x4000, 25)
    assert record[2:8].hex().upper() == next(iter(device.plant.array)).serial
    assert (await master.ask(3, 0x1000, 20))[1] == 0x83


async def test_limits_and_switches(unpack_dtu: UnpackDtu, asked: list[Master]) -> None:
    """Raw numbers; all, or the inverter of a port."""
    device = (await unpack_dtu(Kind.MODBUS)).device
    master = await connect(device, asked)
    await master.ask(5, 0xC001, 50)
    assert [one.limit for one in device.plant.array] == [50] * 3
    await master.ask(5, 0xC007 + 6 * 4, 20)
    assert [one.limit for one in device.plant.array] == [50, 20, 50]
    await master.ask(5, 0xC006, 0)
    assert [one.on for one in device.plant.array] == [False, True, True]
    assert device.plant.alarms.present("116180000060") == 124
    await device.advance(ROUND)
    record = await master.registers(0x1000, 20)
    assert struct.unpack_from(">HHH", record, 26) == (1, 124, 3)
    await master.ask(5, 0xC000, 1)
    assert all(one.on for one in device.plant.array)


async def test_night_and_restart(unpack_dtu: UnpackDtu, asked: list[Master]) -> None:
    """Zeros without link; after a restart without totals."""
    device = (await unpack_dtu(Kind.MODBUS)).device
    await device.advance(9 * 3600)
    master = await connect(device, asked)
    record = await master.registers(0x1000, 20)
    power, _, total = struct.unpack_from(">HHI", record, 16)
    assert (power, total > 0, record[32]) == (0, True, 0)
    await device.restart()
    await device.advance(120)
    master = await connect(device, asked)
    assert struct.unpack_from(">I", await master.registers(0x1000, 20), 20) == (0,)


async def test_faults(unpack_dtu: UnpackDtu, asked: list[Master]) -> None:
    """Those of Modbus, by name; others are refused."""
    device = (await unpack_dtu(Kind.MODBUS, began=NOON)).device
    master = await connect(device, asked)
    device.misbehave("busy", times=1)
    assert (await master.ask(3, 0x2000, 3))[1:] == b"\x83\x06"
    device.misbehave("failure")
    assert (await master.ask(3, 0x2000, 3))[1:] == b"\x83\x04"
    device.behave()
    assert len(await master.registers(0x2000, 3)) == 6
    with pytest.raises(ValueError, match="page-count"):
        device.misbehave("page-count")

    change = device.actions()["/modbus"]
    change({"byte_count": 0x50, "newcomer": "is-refused", "uploading": []})
    assert (await master.ask(3, 0x2000, 3))[2] == 0x50
    assert device.cable is not None
    assert device.cable.server.newcomer is Newcomer.IS_REFUSED
    assert device.report()["modbus_requests"] == ["0320000003"] * 4

    device.misbehave("refuse")
    await device.settled()
    with pytest.raises(OSError, match="Connect"):
        await connect(device, asked)
