"""What changes behind a gateway while it is read, and what of it is believed."""

import pytest

from custom_components.freehold.connection.errors import (
    ConnectionLostError,
    WrongDeviceError,
)
from custom_components.freehold.families.hoymiles.protocol.gateway import GatewayCommand
from tests.emulators.hoymiles import Fault, Hearing, Kind, Reception
from tests.emulators.hoymiles.models import HM_1500

from .device_rig import Rig, emulated, rigged

pytestmark = pytest.mark.usefixtures("socket_enabled")

NEWCOMER = "116180000099"


def total(rig: Rig) -> int:
    """Return what the plant has produced, as it is shown."""
    shown = rig.state.yields.plant.total
    assert shown is not None
    return shown


async def test_an_inverter_that_is_paired_appears() -> None:
    """With its ports, and without its past: none of it was produced here."""
    async with emulated(Kind.DTU_PRO) as dtu, rigged(dtu) as rig:
        await rig.device.poll()
        entities, parts, before = rig.device.entities, rig.device.parts, total(rig)
        dtu.add_inverter(NEWCOMER, HM_1500)
        await rig.device.poll()
        assert set(rig.device.parts) - set(parts) == {
            NEWCOMER,
            *(f"{NEWCOMER}_{port}" for port in range(1, 5)),
        }
        # Who it is was asked at once.
        assert rig.device.parts[NEWCOMER].model == "HM-1500-4T"
        assert rig.device.entities is not entities
        assert total(rig) - before < 100


async def test_an_inverter_that_is_not_told_of_stays() -> None:
    """Lists are short while a gateway learns; only a person removes something."""
    async with emulated(Kind.DTU_PRO) as dtu, rigged(dtu) as rig:
        await rig.device.poll()
        entities, parts, before = rig.device.entities, rig.device.parts, total(rig)
        missing = dtu.plant.array["0"].serial
        dtu.plant.receive("0", Reception(Hearing.MISSING))
        await rig.house.pass_by(minutes=1)
        await rig.device.poll()
        assert missing not in rig.state.inverters
        assert rig.device.parts is parts
        assert rig.device.entities is entities
        assert total(rig) >= before
        assert (missing, 1) in rig.state.yields.ports


async def test_an_exchanged_inverter_is_another_one() -> None:
    """The plant has produced what both have."""
    async with emulated(Kind.DTU_PRO) as dtu, rigged(dtu) as rig:
        await rig.device.poll()
        before, old = total(rig), dtu.plant.array["0"].serial
        dtu.exchange_inverter("0", NEWCOMER)
        for _ in range(3):
            await rig.house.pass_by(minutes=1)
            await rig.device.poll()
            assert before <= total(rig) < before + 1000
        assert {old, NEWCOMER} <= set(rig.device.parts)
        assert rig.state.yields.ports[NEWCOMER, 1].total is not None


@pytest.mark.parametrize(
    "reception",
    [
        Reception(Hearing.RETAINED),
        Reception(Hearing.PARTIAL, complete=1),
        Reception(Hearing.PARTIAL, complete=0, without_today=1),
        Reception(Hearing.DARK),
        Reception(Hearing.ZEROS),
        Reception(Hearing.MISSING),
    ],
    ids=lambda reception: reception.hearing,
)
async def test_energies_stand_whatever_the_radio_brings(reception: Reception) -> None:
    """And gain what was produced meanwhile, once it is heard again."""
    async with emulated(Kind.DTU_PRO) as dtu, rigged(dtu) as rig:
        await rig.device.poll()
        shown = [total(rig)]
        for number in range(3):
            dtu.plant.receive(str(number), reception)
        for _ in range(5):
            await rig.house.pass_by(minutes=1)
            await rig.device.poll()
            shown.append(total(rig))
        for number in range(3):
            dtu.plant.receive(str(number), Reception())
        await rig.house.pass_by(minutes=1)
        await rig.device.poll()
        shown.append(total(rig))
        assert shown == sorted(shown)
        true = sum(int(port.total) for one in dtu.plant.array for port in one.ports)
        assert true - 100 <= shown[-1] <= true
        assert rig.state.yields.plant.today == pytest.approx(
            sum(port.today for one in dtu.plant.array for port in one.ports), abs=100
        )


async def test_zeros_after_a_restart_are_not_shown() -> None:
    """Nothing is heard of anybody yet."""
    async with emulated(Kind.DTU_PRO) as dtu, rigged(dtu) as rig:
        await rig.device.poll()
        before = total(rig)
        await dtu.restart()
        with pytest.raises(ConnectionLostError):
            await rig.device.poll()
        await rig.house.pass_by(seconds=95)
        await rig.device.poll()
        assert total(rig) >= before


async def test_its_key_changes_between_two_readings() -> None:
    """With every restart and every morning: nobody has to know."""
    async with emulated(Kind.ENCRYPTED) as dtu, rigged(dtu) as rig:
        await rig.device.poll()
        seed = dtu.seed
        await dtu.restart()
        await rig.house.pass_by(minutes=3)
        assert dtu.seed != seed
        assert (await rig.device.poll()).in_contact
        await rig.house.pass_by(hours=9)
        assert not (await rig.device.poll()).in_contact
        await rig.house.pass_by(hours=12)
        assert (await rig.device.poll()).in_contact


async def test_firmware_that_encrypts_is_installed_meanwhile() -> None:
    """What it says and what it can be told is another then."""
    async with emulated() as dtu, rigged(dtu) as rig:
        await rig.device.poll()
        before = total(rig)
        assert GatewayCommand.LIMIT_FOR_NOW not in rig.device.capabilities.commands
        await dtu.update_firmware("V01.01.01")
        with pytest.raises(ConnectionLostError):
            await rig.device.poll()
        await rig.house.pass_by(minutes=5)
        await rig.device.poll()
        assert rig.device.identity.firmware == "V01.01.01"
        assert rig.state.information.encrypted
        assert GatewayCommand.LIMIT_FOR_NOW in rig.device.capabilities.commands
        assert rig.device.poll_interval == 120
        assert total(rig) >= before


async def test_firmware_that_tells_no_settings_is_not_asked_for_them() -> None:
    """Its limit comes with the readings."""
    async with emulated(Kind.ENCRYPTED) as dtu, rigged(dtu) as rig:
        await rig.device.poll()
        assert rig.state.settings is None
        assert rig.state.limit == 100
        assert "A309" not in rig.places


async def test_silence_about_settings_harms_nothing_else() -> None:
    """They are asked for again within the hour."""
    async with emulated() as dtu, rigged(dtu, patience=1) as rig:
        dtu.misbehave("silence", where="A309")
        state = await rig.device.poll()
        assert state.in_contact
        assert state.settings is None
        assert state.yields.plant.total
        dtu.behave()
        await rig.house.pass_by(hours=1, minutes=1)
        state = await rig.device.poll()
        assert state.settings is not None
        assert state.settings.upload_interval == 15


async def test_silence_about_alarms_harms_nothing_else() -> None:
    """Nor does silence about who it is: that was said in the beginning."""
    async with emulated() as dtu, rigged(dtu, patience=1) as rig:
        dtu.misbehave("silence", where="A304")
        state = await rig.device.poll()
        assert state.in_contact
        assert state.alarms is None
        assert state.settings is not None
        dtu.behave()
        await rig.house.pass_by(minutes=11)
        assert (await rig.device.poll()).alarms is not None


async def test_alarms_begin_and_end() -> None:
    """What was there in the beginning is no news."""
    async with emulated() as dtu, rigged(dtu) as rig:
        await rig.device.poll()
        assert rig.heard.events == []
        inverter = dtu.plant.array["0"]
        dtu.plant.turn(inverter, on=False)
        await rig.house.pass_by(minutes=1)
        await rig.device.poll()
        assert [event.type for event in rig.heard.events] == ["began"]
        assert rig.heard.events[0].attributes["code"] == 124
        assert inverter.serial in rig.state.switched_off
        dtu.plant.turn(inverter, on=True)
        await rig.house.pass_by(minutes=11)
        await rig.device.poll()
        assert [event.type for event in rig.heard.events] == ["began", "ended"]
        await rig.house.pass_by(minutes=1)
        await rig.device.poll()
        assert inverter.serial not in rig.state.switched_off


async def test_an_alarm_that_began_during_a_restart_is_told() -> None:
    """What was there before is remembered."""
    async with emulated() as dtu, rigged(dtu) as rig:
        await rig.device.poll()
        dtu.plant.turn(dtu.plant.array["0"], on=False)
        await rig.restart()
        await rig.device.poll()
        assert [event.type for event in rig.heard.events] == ["began"]


async def test_another_gateway_at_the_address_is_not_read() -> None:
    """Nothing of it is shown, and nothing is written to it."""
    async with (
        emulated() as dtu,
        rigged(dtu, memory={}, serial="4143A0000099") as rig,
    ):
        with pytest.raises(WrongDeviceError):
            await rig.device.poll()
        with pytest.raises(WrongDeviceError):
            await rig.device.limit(50)
        with pytest.raises(WrongDeviceError):
            await rig.device.turn(dtu.plant.array["0"].serial, False)
        with pytest.raises(WrongDeviceError):
            await rig.device.restart()
        assert set(rig.places) == {"A301"}
        assert not rig.state.in_contact
        assert rig.state.yields.plant.total is None


async def test_another_gateway_takes_over_the_address() -> None:
    """Addresses are handed to others: what is remembered stays that of the one we mean."""
    async with emulated(Kind.DTU_PRO) as dtu, rigged(dtu) as rig:
        await rig.device.poll()
        before = rig.device.remember()
        dtu.misbehave(Fault.OTHER_GATEWAY)
        with pytest.raises(WrongDeviceError):
            await rig.device.poll()
        with pytest.raises(WrongDeviceError):
            await rig.device.limit(50)
        assert not any(place.startswith("A305/8") for place in rig.places)
        assert rig.device.remember()["ledger"] == before["ledger"]


async def test_no_inverters_yet_is_no_error() -> None:
    """So begins a gateway's life."""
    async with emulated(Kind.DTU_PRO) as dtu, rigged(dtu) as rig:
        for number in ("2", "1", "0"):
            dtu.plant.array.remove(number)
        state = await rig.device.poll()
        assert state.in_contact
        assert state.yields.plant.total is None
        assert rig.device.parts == {}
        dtu.add_inverter(NEWCOMER, HM_1500)
        await rig.device.poll()
        assert NEWCOMER in rig.device.parts
        assert total(rig)


async def test_meters_are_turned_around_where_their_clamps_are() -> None:
    """Sign and counters alike."""
    async with (
        emulated(Kind.DTU_PRO_S) as dtu,
        rigged(dtu) as plain,
        rigged(dtu, inverted_meters=True) as turned,
    ):
        await plain.house.pass_by(minutes=1)
        (as_told,) = (await plain.device.poll()).meters.values()
        (as_meant,) = (await turned.device.poll()).meters.values()
        assert as_meant.power == -as_told.power != 0
        assert as_meant.powers == tuple(-power for power in as_told.powers)
        # Some seconds lie between the two.
        assert as_meant.forward == pytest.approx(as_told.reverse, abs=50)
        assert as_meant.reverse == pytest.approx(as_told.forward, abs=50)


async def test_excluded_inverters_do_not_count() -> None:
    """Nor do they have entities; they are known all the same, to be chosen again."""
    async with emulated(Kind.DTU_PRO) as dtu:
        out = dtu.plant.array["0"].serial
        async with rigged(dtu, excluded=(out,)) as rig:
            await rig.device.poll()
            assert out not in rig.device.parts
            assert not any(key.startswith(out) for key in rig.device.parts)
            assert len(rig.device.parts) == 10
            assert out in rig.state.yields.inverters
            true = sum(
                int(port.total)
                for one in dtu.plant.array
                for port in one.ports
                if one.serial != out
            )
            assert total(rig) == pytest.approx(true, abs=20)


async def test_an_inverter_that_is_gone_for_good_is_forgotten() -> None:
    """Its ports go with it, what it produced stays; one that is there cannot be."""
    async with emulated(Kind.DTU_PRO) as dtu, rigged(dtu) as rig:
        await rig.device.poll()
        gone, *others = [inverter.serial for inverter in dtu.plant.array]
        assert not rig.device.forget(gone)
        assert not rig.device.forget("nobody")
        assert not rig.device.forget(f"{gone}_1")
        dtu.plant.array.remove(gone)
        await rig.device.poll()
        before = total(rig)
        assert rig.device.forget(gone)
        assert total(rig) == before
        assert not any(part.startswith(gone) for part in rig.device.parts)
        await rig.device.poll()
        assert total(rig) >= before
        assert set(others) == set(rig.device.capabilities.inverters)
        await rig.restart()
        assert not any(part.startswith(gone) for part in rig.device.parts)
