"""What a gateway is told to do: checked before it is sent, and never sent twice."""

import asyncio

import pytest

from custom_components.freehold.connection.errors import (
    CommandRefusedError,
    ConnectionLostError,
    ReconnectionError,
    WrongMomentError,
)
from tests.emulators.hoymiles import Fault, Kind
from tests.emulators.hoymiles.modbus_faults import ModbusFault

from .device_rig import Rig, emulated, rigged

pytestmark = pytest.mark.usefixtures("socket_enabled")

LIMITS = "A305/8"


def sent(rig: Rig, place: str = LIMITS) -> int:
    """Return how often something was told."""
    return rig.places.count(place)


def works(rig: Rig) -> bool:
    """Tell whether the first inverter is on."""
    return rig.dtu.plant.array["0"].on


async def test_a_limit_for_good_is_set_and_read_back() -> None:
    """It is shown at once, and as the gateway tells it later."""
    async with emulated() as dtu, rigged(dtu) as rig:
        await rig.device.poll()
        assert rig.state.limit == 100
        await rig.device.limit(50.0)
        state = await rig.device.poll()
        assert state.limit == 50
        assert dtu.plant.array["0"].limit == 50
        assert state.settings
        assert state.settings.power_limit == 50


async def test_the_limit_that_is_set_is_not_sent_again() -> None:
    """Each wears out the memory of the inverters. What somebody else set is looked up."""
    async with emulated() as dtu, rigged(dtu) as rig:
        await rig.device.poll()
        await rig.device.limit(100.0)
        assert sent(rig) == 0
        dtu.plant.array["0"].limit = 40
        dtu.settings["limit_power_mypower"] = 400
        await rig.device.limit(100.0)
        assert sent(rig) == 1
        assert dtu.plant.array["0"].limit == 100


async def test_what_is_told_soon_after_a_limit_may_be_of_before() -> None:
    """Orders travel by radio: what was ordered is shown, and the same can be ordered again."""
    async with emulated() as dtu, rigged(dtu) as rig:
        await rig.device.poll()
        await rig.device.limit(50.0)
        dtu.settings["limit_power_mypower"] = 1000
        assert (await rig.device.poll()).limit == 50
        await rig.house.pass_by(minutes=2)
        await rig.device.limit(50.0)
        assert sent(rig) == 2
        dtu.settings["limit_power_mypower"] = 1000
        await rig.house.pass_by(minutes=6)
        assert (await rig.device.poll()).limit == 100


async def test_without_contact_no_limit_is_spent() -> None:
    """Nothing was sent: what is known stays known, and it can be tried again."""
    async with emulated() as dtu, rigged(dtu) as rig:
        await rig.device.poll()
        await dtu.lose_power()
        for _ in range(2):
            with pytest.raises((ConnectionLostError, ReconnectionError)):
                await rig.device.limit(50.0)
        assert rig.state.limit == 100
        assert rig.device.remember()["limit"] == 100


async def test_two_limits_in_a_minute_are_one_too_many() -> None:
    """A person is told to wait; nothing is sent."""
    async with emulated() as dtu, rigged(dtu) as rig:
        await rig.device.poll()
        await rig.device.limit(50.0)
        with pytest.raises(WrongMomentError) as caught:
            await rig.device.limit(60.0)
        assert caught.value.key == "limit_too_soon"
        assert sent(rig) == 1
        await rig.house.pass_by(minutes=1)
        await rig.device.limit(60.0)
        assert sent(rig) == 2


async def test_two_limits_at_once_are_one_too_many() -> None:
    """The second waits for the connection, and is judged after the first."""
    async with emulated() as dtu, rigged(dtu) as rig:
        await rig.device.poll()
        results = await asyncio.gather(
            rig.device.limit(50.0), rig.device.limit(60.0), return_exceptions=True
        )
        assert results[0] is None
        assert isinstance(results[1], WrongMomentError)
        assert sent(rig) == 1


@pytest.mark.parametrize("kind", [Kind.BUILT_IN, Kind.MODBUS])
@pytest.mark.parametrize(
    "percent", [1.0, 101.0, -5.0, 0.0, 50.5, float("nan"), float("inf")]
)
async def test_a_limit_that_is_none_is_not_sent(kind: Kind, percent: float) -> None:
    """It is whole, and 2 to 100; who is refused need not wait for the next one."""
    async with emulated(kind) as dtu, rigged(dtu) as rig:
        await rig.device.poll()
        with pytest.raises(WrongMomentError) as caught:
            await rig.device.limit(percent)
        assert caught.value.key == "limit_out_of_range"
        assert sent(rig) == 0
        await rig.device.limit(50.0)
        assert [inverter.limit for inverter in dtu.plant.array] == [50] * len(
            dtu.plant.array
        )


@pytest.mark.parametrize("watts", [0.0, 0.01, 3277.0, -1.0, float("nan")])
async def test_a_limit_for_now_that_is_none_is_not_sent(watts: float) -> None:
    """It is 0.1 to 3276.7 W."""
    async with emulated(Kind.ENCRYPTED) as dtu, rigged(dtu) as rig:
        await rig.device.poll()
        with pytest.raises(WrongMomentError) as caught:
            await rig.device.limit_for_now(watts)
        assert caught.value.key == "limit_out_of_range"
        assert sent(rig, "A305/211") == 0


async def test_a_limit_for_now_lasts_until_the_inverters_restart() -> None:
    """Nobody tells it: it is shown as ordered, as long as it can hold."""
    async with emulated(Kind.ENCRYPTED) as dtu, rigged(dtu) as rig:
        await rig.device.poll()
        await rig.device.limit_for_now(300.0)
        assert (await rig.device.poll()).limit_for_now == 300
        assert dtu.plant.array.power <= 300
        await rig.device.restart_inverter(dtu.plant.array["0"].serial)
        assert (await rig.device.poll()).limit_for_now is None
        await rig.house.pass_by(minutes=2)
        await rig.device.limit_for_now(200.0)
        await rig.house.pass_by(hours=9)
        assert (await rig.device.poll()).limit_for_now is None


async def test_a_refused_limit_is_no_limit() -> None:
    """The gateway leaves it to its zero-export control: err_code 7."""
    async with emulated() as dtu, rigged(dtu) as rig:
        await rig.device.poll()
        dtu.misbehave(Fault.REFUSED, times=1, where=LIMITS)
        with pytest.raises(CommandRefusedError, match="zero-export"):
            await rig.device.limit(50.0)
        assert (await rig.device.poll()).limit == 100


async def test_a_limit_whose_answer_is_lost_is_looked_up() -> None:
    """It is not sent twice where it took effect."""
    async with emulated() as dtu, rigged(dtu) as rig:
        await rig.device.poll()
        dtu.misbehave(Fault.LOST_ANSWER, times=1, where=LIMITS)
        try:
            await rig.device.limit(50.0)
        except ConnectionLostError:
            # An inverter may hear of it later than the gateway was asked again.
            assert rig.state.limit == 100
        assert sent(rig) == 1
        await rig.house.pass_by(seconds=5)
        assert dtu.plant.array["0"].limit == 50
        assert (await rig.device.poll()).limit == 50


@pytest.mark.parametrize("kind", [Kind.BUILT_IN, Kind.ENCRYPTED, Kind.MODBUS])
async def test_an_inverter_is_switched_off_and_on(kind: Kind) -> None:
    """What was ordered is shown at once, and at the next reading too."""
    async with emulated(kind) as dtu, rigged(dtu) as rig:
        await rig.device.poll()
        inverter = dtu.plant.array["0"]
        await rig.device.turn(inverter.serial, False)
        assert not works(rig)
        await rig.house.pass_by(minutes=1)
        assert (await rig.device.poll()).switched_off == {inverter.serial}
        await rig.house.pass_by(minutes=11)
        assert (await rig.device.poll()).switched_off == {inverter.serial}
        await rig.device.turn(inverter.serial, True)
        assert works(rig)
        assert (await rig.device.poll()).switched_off == frozenset()
        await rig.house.pass_by(minutes=11)
        assert (await rig.device.poll()).switched_off == frozenset()


async def test_an_inverter_that_somebody_else_switches_on_is_on() -> None:
    """It produces, whatever was ordered."""
    async with emulated(Kind.MODBUS) as dtu, rigged(dtu) as rig:
        await rig.device.poll()
        inverter = dtu.plant.array["0"]
        await rig.device.turn(inverter.serial, False)
        assert (await rig.device.poll()).switched_off
        dtu.plant.turn(inverter, on=True)
        await rig.house.pass_by(minutes=6)
        assert not (await rig.device.poll()).switched_off


async def test_over_modbus_single_inverters_are_limited() -> None:
    """A limit of all is one of each; after one of a single one, that of all is another."""
    async with emulated(Kind.MODBUS) as dtu, rigged(dtu) as rig:
        await rig.device.poll()
        first, *others = [inverter.serial for inverter in dtu.plant.array]

        def limits() -> list[float]:
            return [inverter.limit for inverter in dtu.plant.array]

        await rig.device.limit(100.0)
        await rig.house.pass_by(minutes=2)
        await rig.device.limit_inverter(first, 50.0)
        assert limits() == [50, 100, 100]
        assert (await rig.device.poll()).limits[first] == 50
        await rig.house.pass_by(minutes=2)
        await rig.device.limit_inverter(first, 50.0)
        await rig.device.limit_inverter(others[0], 100.0)
        assert limits() == [50, 100, 100]
        with pytest.raises(WrongMomentError):
            await rig.device.limit(100.0)
        await rig.house.pass_by(minutes=2)
        await rig.device.limit(100.0)
        assert limits() == [100, 100, 100]
        await rig.house.pass_by(minutes=2)
        await rig.device.limit_inverter(first, 50.0)
        assert limits() == [50, 100, 100]
        await rig.house.pass_by(minutes=2)
        with pytest.raises(WrongMomentError):
            await rig.device.limit_inverter(others[0], 150.0)
        assert limits() == [50, 100, 100]


async def test_a_gateway_and_its_inverters_are_restarted() -> None:
    """Each at its own order."""
    async with emulated() as dtu, rigged(dtu) as rig:
        await rig.device.poll()
        inverter = dtu.plant.array["0"].serial
        await rig.device.restart_inverter(inverter)
        assert sent(rig, "A305/3") == 1
        await rig.device.restart()
        await rig.house.pass_by(seconds=2)
        assert dtu.restarts == 1
        assert not dtu.listening
        await rig.house.pass_by(seconds=100)
        assert (await rig.device.poll()).in_contact


async def test_a_command_waits_for_a_poll_and_a_poll_for_a_command() -> None:
    """There is one connection; who holds it keeps it, and nobody kicks anybody."""
    async with emulated(Kind.DTU_PRO) as dtu, rigged(dtu) as rig:
        await rig.device.poll()
        await asyncio.gather(
            rig.device.poll(),
            rig.device.turn(dtu.plant.array["0"].serial, False),
            rig.device.poll(),
            rig.device.limit(50.0),
        )
        assert dtu.server.kicked == 0
        # One connection for each of them.
        connections = {request.connection for request in dtu.requests}
        assert len(connections) == 5


async def test_whoever_takes_the_connection_is_named() -> None:
    """The vendor's app, perhaps, which was opened while it was read."""
    async with emulated() as dtu, rigged(dtu) as rig:
        await rig.device.poll()
        dtu.misbehave(Fault.CUT)
        with pytest.raises(ConnectionLostError) as caught:
            await rig.device.poll()
        assert caught.value.key == "connection_taken"


@pytest.mark.parametrize("fault", [ModbusFault.REFUSED, ModbusFault.FAILURE])
async def test_a_refusal_over_modbus_changes_nothing(fault: ModbusFault) -> None:
    """Neither the gateway nor what is shown."""
    async with emulated(Kind.MODBUS) as dtu, rigged(dtu) as rig:
        await rig.device.poll()
        dtu.misbehave(fault)
        with pytest.raises(Exception, match=r".") as caught:
            await rig.device.limit(50.0)
        assert type(caught.value).__module__.endswith(("errors", "frame"))
        dtu.behave()
        assert [inverter.limit for inverter in dtu.plant.array] == [100] * 3
        assert rig.state.limit != 50
