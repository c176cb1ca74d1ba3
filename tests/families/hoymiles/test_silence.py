"""Silence: a night is none of anybody's business, by day it is."""

from datetime import datetime, timedelta

import pytest

from custom_components.freehold.connection.errors import (
    ConnectionLostError,
    ProtocolError,
    ReconnectionError,
    WrongDeviceError,
)
from custom_components.freehold.families.hoymiles.schedule import NIGHT_CYCLE
from tests.emulators.hoymiles import Fault, Kind

from .device_rig import Rig, emulated, rigged
from .told import BERLIN

pytestmark = pytest.mark.usefixtures("socket_enabled")

SILENT = "gateway_silent"
NEARLY_DARK = 20.4
"""Hour at which each port has a few watts."""


async def fails(rig: Rig) -> bool:
    """Poll, and tell whether that is an error."""
    try:
        await rig.device.poll()
    except ConnectionLostError, ReconnectionError:
        return True
    return False


async def test_at_night_everything_is_shown_as_it_was() -> None:
    """The gateway inside an inverter has no power; energies stand, power is none."""
    async with emulated() as dtu, rigged(dtu) as rig:
        await rig.device.poll()
        await rig.house.pass_by(hours=8, minutes=25)
        last = await rig.device.poll()
        assert last.in_contact
        await rig.house.pass_by(minutes=20)
        assert not dtu.listening

        state = await rig.device.poll()

        assert not state.in_contact
        assert not state.ports
        assert not state.inverters
        assert state.clock_drift is None
        assert state.yields.plant.total == last.yields.plant.total
        assert state.yields.plant.today == last.yields.plant.today
        assert rig.device.complaints == []
        await rig.house.pass_by(minutes=20)
        assert (await rig.device.poll()).yields.plant.power == 0


async def test_in_daylight_silence_is_an_error() -> None:
    """It had sun when it was last heard."""
    async with emulated() as dtu, rigged(dtu) as rig:
        await rig.device.poll()
        await dtu.lose_power()
        assert await fails(rig)
        await dtu.start()
        await rig.house.pass_by(minutes=5)
        assert not await fails(rig)
        assert rig.state.in_contact


async def test_after_a_dark_reading_silence_is_no_error() -> None:
    """Behind a hill it is dark before the sun sets; but not for more than a day."""
    async with emulated() as dtu, rigged(dtu) as rig:
        rig.house.night = False
        await dtu.set_hour(NEARLY_DARK)
        await rig.device.poll()
        await dtu.lose_power()
        assert not await fails(rig)
        await rig.house.pass_by(hours=23)
        assert not await fails(rig)
        await rig.house.pass_by(hours=1, minutes=5)
        assert await fails(rig)


async def test_a_long_silence_becomes_a_complaint_by_day() -> None:
    """It is gone as soon as the gateway is heard again."""
    async with emulated() as dtu, rigged(dtu) as rig:
        await rig.device.poll()
        await dtu.lose_power()
        await rig.house.pass_by(hours=23, minutes=50)
        assert await fails(rig)
        assert rig.device.complaints == []
        await rig.house.pass_by(minutes=20)
        assert await fails(rig)
        assert rig.device.complaints == [SILENT]
        rig.house.night = True
        await rig.device.poll()
        assert rig.device.complaints == [SILENT]
        await rig.restart()
        await rig.device.poll()
        assert rig.device.complaints == []
        rig.house.night = False
        assert await fails(rig)
        assert rig.device.complaints == [SILENT]
        await dtu.start()
        await dtu.set_hour(12)
        await rig.device.poll()
        assert rig.device.complaints == []


async def test_a_gateway_that_was_never_heard_is_shown_and_complained_of() -> None:
    """It was added without sun: that it is silent is no news, until a day has passed."""
    async with emulated() as dtu:
        await dtu.lose_power()
        async with rigged(dtu, memory={}) as rig:
            assert rig.state.yields.plant.total is None
            assert not await fails(rig)
            assert not rig.state.in_contact
            assert rig.device.complaints == []
            await rig.house.pass_by(hours=24, minutes=1)
            assert not await fails(rig)
            assert rig.device.complaints == [SILENT]
            await rig.restart()
            assert not await fails(rig)
            assert rig.device.complaints == [SILENT]
            await dtu.start()
            await dtu.set_hour(12)
            state = await rig.device.poll()
            assert state.in_contact
            assert state.yields.plant.total
            assert rig.device.complaints == []
            assert rig.device.identity.firmware == "V00.01.11"


async def test_it_is_asked_less_and_less_often() -> None:
    """Up to every quarter of an hour; once it is back, as often as before."""
    async with emulated() as dtu, rigged(dtu) as rig:
        await rig.device.poll()
        await rig.house.pass_by(hours=9)
        intervals = []
        for _ in range(6):
            await rig.device.poll()
            intervals.append(rig.device.poll_interval)
            await rig.house.pass_by(seconds=rig.device.poll_interval)
        assert intervals == [120, 240, 480, 900, NIGHT_CYCLE, NIGHT_CYCLE]
        await rig.house.pass_by(hours=9)
        await rig.device.poll()
        assert rig.state.in_contact
        assert rig.device.poll_interval == 60


@pytest.mark.parametrize(
    ("kind", "cycle", "usual"),
    [
        (Kind.BUILT_IN, None, 60),
        (Kind.ENCRYPTED, None, 120),
        (Kind.DTU_PRO_S, None, 60),
        (Kind.MODBUS, None, 60),
        (Kind.BUILT_IN, 10.0, 10),
        (Kind.ENCRYPTED, 600.0, 600),
    ],
)
async def test_how_often_it_is_asked(
    kind: Kind, cycle: float | None, usual: float
) -> None:
    """As its firmware bears, or as its owner says."""
    async with emulated(kind) as dtu, rigged(dtu, cycle=cycle) as rig:
        await rig.device.poll()
        assert rig.device.poll_interval == usual


@pytest.mark.parametrize(
    "began",
    [
        datetime(2026, 6, 20, 12, tzinfo=BERLIN),
        datetime(2026, 3, 28, 12, tzinfo=BERLIN),
        datetime(2026, 10, 24, 12, tzinfo=BERLIN),
    ],
    ids=["summer", "clocks forward", "clocks back"],
)
async def test_a_day_begins_without_contact(began: datetime) -> None:
    """At midnight in Home Assistant's zone, on days of 23 and 25 hours too."""
    async with emulated(began=began) as dtu, rigged(dtu, began=began) as rig:
        total = (await rig.device.poll()).yields.plant.total
        assert rig.state.yields.plant.today
        await dtu.lose_power()
        rig.house.night = True
        told: list[datetime] = []
        while rig.house.now() < began + timedelta(days=2):
            before = rig.heard.pushes
            await rig.house.pass_by(minutes=15)
            if rig.heard.pushes > before:
                told.append(rig.house.now())
                assert rig.state.yields.plant.today == 0
                assert rig.state.yields.plant.total == total
        assert [moment.date() for moment in told] == [
            (began + timedelta(days=days)).date() for days in (1, 2)
        ]
        assert all(moment.hour == 0 for moment in told)


async def test_around_an_upload_it_is_left_alone() -> None:
    """If its owner wants that: the first reading excepted, which shows anything at all."""
    async with emulated() as dtu, rigged(dtu, cloud_window=True) as rig:
        await rig.device.poll()
        assert rig.state.in_contact
        await rig.house.pass_by(seconds=14 * 60 + 30 - rig.house.passed)
        before = len(dtu.requests)
        state = rig.state
        assert (await rig.device.poll()).ports == state.ports
        assert len(dtu.requests) == before
        # Were it asked at its usual pace, it could be at each upload again.
        assert 60 <= rig.device.poll_interval <= 91
        await rig.house.pass_by(minutes=1, seconds=20)
        await rig.device.poll()
        assert len(dtu.requests) > before


async def test_an_answer_that_cannot_be_understood_is_no_contact() -> None:
    """What was told before is not of now."""
    async with emulated() as dtu, rigged(dtu) as rig:
        await rig.device.poll()
        dtu.misbehave(Fault.MALFORMED, where="A311")
        with pytest.raises(ProtocolError):
            await rig.device.poll()
        assert not rig.device.diagnose()["in_contact"]


@pytest.mark.parametrize("hours", [72, -72])
async def test_a_clock_that_is_days_off_is_a_complaint(hours: int) -> None:
    """The energies of the day are right all the same, by Home Assistant's clock."""
    async with emulated() as dtu, rigged(dtu) as rig:
        first = (await rig.device.poll()).yields.plant
        assert rig.device.complaints == []
        dtu.wall.error = hours * 3600
        await rig.house.pass_by(minutes=30)
        second = (await rig.device.poll()).yields.plant
        assert rig.device.complaints == ["gateway_clock_wrong"]
        assert rig.state.clock_drift == hours * 3600
        assert first.total is not None
        assert second.total is not None
        assert first.today is not None
        assert second.today is not None
        assert second.total > first.total
        assert second.today - first.today == second.total - first.total
        dtu.wall.error = 0
        await rig.device.poll()
        assert rig.device.complaints == []


async def test_a_day_that_begins_does_not_hide_that_another_gateway_answers() -> None:
    """What is told by itself would be taken for contact."""
    async with (
        emulated(Kind.DTU_PRO) as dtu,
        rigged(dtu, memory={}, serial="10F800000099") as rig,
    ):
        with pytest.raises(WrongDeviceError):
            await rig.device.poll()
        await rig.house.pass_by(hours=13)
        assert rig.heard.pushes == 0
