"""Sun, energy, nights, and everything that a gateway tells wrong by itself."""

from datetime import timedelta
from itertools import pairwise

import pytest

from tests.emulators.hoymiles import Hearing, Kind, Night, Reception

from .conftest import NOON, UnpackDtu
from .hoymiles_peer import HoymilesPeer, Page

HOUR = 3600.0


def energies(page: Page) -> list[tuple[int, int]]:
    """Return total and today's energy of each port."""
    return [(port["total"], port["today"]) for port in page.ports]


async def at_night(unpack_dtu: UnpackDtu, night: Night) -> tuple[HoymilesPeer, Page]:
    """Return a DTU-Pro at half past nine, and what it told at noon."""
    peer = await unpack_dtu(Kind.DTU_PRO, night=night)
    noon = await peer.page()
    await peer.device.advance(9.5 * HOUR)
    return peer, noon


async def test_power_follows_the_sun(unpack_dtu: UnpackDtu) -> None:
    """More at noon than in the evening; energy is power in time."""
    peer = await unpack_dtu(Kind.DTU_PRO)
    noon = await peer.page()
    await peer.device.advance(6 * HOUR)
    evening = await peer.page()
    assert evening.inverters[0]["power"] < noon.inverters[0]["power"] * 0.6
    for before, after in zip(noon.ports, evening.ports, strict=True):
        produced = after["total"] - before["total"]
        assert produced == pytest.approx(after["today"] - before["today"], abs=1)
        assert before["power"] * 0.06 * 6 < produced * 10 < before["power"] * 6


async def test_values_and_mark_change_together(unpack_dtu: UnpackDtu) -> None:
    """One inverter after the other, each half a minute."""
    peer = await unpack_dtu(Kind.DTU_PRO)
    seen = [await peer.page()]
    for _ in range(12):
        await peer.device.advance(10)
        seen.append(await peer.page())
    for before, after in pairwise(seen):
        changed = [
            one["crc"] != other["crc"]
            for one, other in zip(before.inverters, after.inverters, strict=True)
        ]
        assert sum(changed) == 1
        place = changed.index(True)
        for port, other in zip(before.ports, after.ports, strict=True):
            if port["sn"] != before.inverters[place]["sn"]:
                assert port == other
    assert len({page.inverters[0]["crc"] for page in seen}) == 5


async def test_it_is_faster_when_somebody_looks(unpack_dtu: UnpackDtu) -> None:
    """Action 33: each inverter every few seconds, for a while."""
    peer = await unpack_dtu(Kind.DTU_PRO)
    await peer.command(33)
    await peer.device.advance(40)
    assert peer.device.radio.fast
    marks = set()
    for _ in range(4):
        marks.add((await peer.page()).inverters[0]["crc"])
        await peer.device.advance(7.5)
    assert len(marks) == 4
    await peer.device.advance(300)
    assert not peer.device.radio.fast


async def test_todays_energy_begins_anew_at_midnight(unpack_dtu: UnpackDtu) -> None:
    """By the gateway's own clock, an hour east of Greenwich."""
    peer, _ = await at_night(unpack_dtu, Night.KEPT)
    evening = await peer.page()
    assert all(port["today"] for port in evening.ports)
    await peer.device.advance(2.4 * HOUR)
    assert energies(await peer.page()) == energies(evening)
    await peer.device.advance(0.2 * HOUR)
    assert energies(await peer.page()) == [(port["total"], 0) for port in evening.ports]

    await peer.device.advance(7 * HOUR)
    morning = await peer.page()
    for before, after in zip(evening.ports, morning.ports, strict=True):
        assert after["total"] - before["total"] == pytest.approx(after["today"], abs=1)
        assert after["today"] > 0


@pytest.mark.parametrize(
    ("night", "total", "today", "after_midnight"),
    [
        (Night.KEPT, True, True, False),
        (Night.STALE, True, True, True),
        (Night.NEW_DAY, True, False, False),
        (Night.ZEROS, False, False, False),
    ],
)
async def test_nights(
    unpack_dtu: UnpackDtu,
    night: Night,
    total: bool,
    today: bool,
    after_midnight: bool,
) -> None:
    """No link, no code, no power; energies as this firmware likes."""
    peer, _ = await at_night(unpack_dtu, night)
    page = await peer.page()
    for told in page.inverters:
        assert (told["link"], told["power"], told["voltage"]) == (0, 0, 0)
    for port in page.ports:
        assert (port["code"], port["power"], port["voltage"]) == (0, 0, 0)
        assert (bool(port["total"]), bool(port["today"])) == (total, today)
    await peer.device.advance(4 * HOUR)
    ports = (await peer.page()).ports
    assert all(bool(port["today"]) == after_midnight for port in ports)
    await peer.device.advance(6 * HOUR)
    assert all(port["total"] for port in (await peer.page()).ports)


async def test_inverters_are_offline_at_night(unpack_dtu: UnpackDtu) -> None:
    """An alarm that ends with the sun."""
    peer, noon = await at_night(unpack_dtu, Night.KEPT)
    count = (await peer.page()).inverters[0]["wnum"]
    assert count == noon.inverters[0]["wnum"] + 1
    serial = next(iter(peer.device.plant.array)).serial
    assert peer.device.plant.alarms.present(serial) == 130
    await peer.device.advance(9 * HOUR)
    assert peer.device.plant.alarms.present(serial) == 0


async def test_after_a_restart_nothing_is_known(unpack_dtu: UnpackDtu) -> None:
    """All zeros, totals too, until the radio brought something; at night: until dawn."""
    peer, _ = await at_night(unpack_dtu, Night.KEPT)
    await peer.device.restart()
    await peer.device.advance(120)
    await peer.connect()
    assert set(energies(await peer.page())) == {(0, 0)}
    await peer.device.advance(7 * HOUR)
    assert set(energies(await peer.page())) == {(0, 0)}
    await peer.device.advance(2 * HOUR)
    assert all(total for total, _ in energies(await peer.page()))


async def test_hearing(unpack_dtu: UnpackDtu) -> None:
    """The link flickers, packets are lost, an inverter is not told of at all."""
    peer = await unpack_dtu(Kind.DTU_PRO)
    plant, good = peer.device.plant, await peer.page()

    plant.receive("0", Reception(Hearing.RETAINED))
    retained = await peer.page()
    assert retained.inverters[0] == {**good.inverters[0], "link": 0, "mi_signal": 0}
    assert retained.ports == good.ports

    plant.receive("0", Reception(Hearing.PARTIAL, complete=1, without_today=1))
    partial = await peer.page()
    assert partial.inverters[0] == retained.inverters[0]
    told = [(bool(port["total"]), bool(port["today"])) for port in partial.ports[:4]]
    assert told == [(True, True), (True, False), (False, False), (False, False)]
    for before, after in zip(good.ports[:4], partial.ports[:4], strict=True):
        assert (after["power"], after["voltage"]) == (
            before["power"],
            before["voltage"],
        )
        assert after["code"] == 0
    assert partial.ports[4:] == good.ports[4:]

    plant.receive("0", Reception(Hearing.DARK))
    assert energies(await peer.page()) == energies(good)
    assert (await peer.page()).inverters[0]["power"] == 0

    plant.receive("0", Reception(Hearing.ZEROS))
    assert energies(await peer.page())[:4] == [(0, 0)] * 4

    plant.receive("0", Reception(Hearing.MISSING))
    missing = await peer.page()
    assert missing.inverters == good.inverters[1:]
    assert missing.ports == good.ports[4:]

    plant.receive("0", Reception())
    assert (await peer.page()).ports == good.ports


async def test_other_inverters(unpack_dtu: UnpackDtu) -> None:
    """Exchanged, removed, added, none at all."""
    peer = await unpack_dtu(Kind.DTU_PRO)
    array = peer.device.plant.array
    old = array["1"]

    peer.device.exchange_inverter(old.serial, "116180000099")
    exchanged = await peer.page()
    assert exchanged.inverters[1]["sn"] == 0x116180000099
    assert energies(exchanged)[4:8] == [(0, 0)] * 4
    assert energies(exchanged)[0][0] > 0

    peer.device.add_inverter("116180000098", old.type)
    assert len((await peer.everything()).ports) == 16
    with pytest.raises(ValueError, match="already"):
        peer.device.add_inverter("116180000098", old.type)

    for inverter in array:
        array.remove(inverter.serial)
    empty = await peer.page()
    assert (empty.inverters, empty.ports, empty.head["ap"]) == ([], [], 1)
    assert (await peer.hello())["dtu_sw"] == 520


async def test_the_clock_may_be_wrong(unpack_dtu: UnpackDtu) -> None:
    """By days: then the day is another one, too."""
    peer = await unpack_dtu()
    right = (await peer.page()).head["time"]
    assert right == int(NOON.timestamp())
    peer.device.wall.error = -timedelta(days=3).total_seconds()
    page = await peer.page()
    assert right - page.head["time"] == 3 * 24 * HOUR
    await peer.device.advance(60)
    assert all(port["today"] < 100 for port in (await peer.page()).ports)


async def test_the_sun_hurries_and_the_clock_does_not(unpack_dtu: UnpackDtu) -> None:
    """At ten times the speed an hour takes six minutes, and produces what those do."""
    ours = 0.0
    peer = await unpack_dtu(speed=10, monotonic=lambda: ours)
    before = await peer.page()
    ours = 360.0
    peer.device.plant.settle()
    for inverter in peer.device.plant.array:
        peer.device.plant.hear(inverter)
    after = await peer.page()
    assert peer.device.plant.hour == 13
    assert after.head["time"] - before.head["time"] == 360
    produced = after.ports[0]["total"] - before.ports[0]["total"]
    assert produced == pytest.approx(before.ports[0]["power"] / 10 / 10, rel=0.05)


async def test_energy_goes_on_without_the_gateway(unpack_dtu: UnpackDtu) -> None:
    """An inverter needs no gateway: midnights pass, too."""
    peer = await unpack_dtu(Kind.DTU_PRO)
    before = await peer.page()
    await peer.device.lose_power()
    await peer.device.advance(26 * HOUR)
    await peer.device.start()
    await peer.device.advance(120)
    await peer.connect()
    after = await peer.page()
    assert after.ports[0]["total"] > before.ports[0]["total"] + 2000
    assert after.ports[0]["today"] < before.ports[0]["today"] + 2000
