"""What a gateway shows by day: read when due, whichever protocol it speaks."""

import asyncio

import pytest

from tests.emulators.hoymiles import HoymilesDtu, Kind

from .device_rig import KINDS, SPEAKING, emulated, rigged

pytestmark = pytest.mark.usefixtures("socket_enabled")


def true_total(dtu: HoymilesDtu) -> int:
    """Return the watt-hours that all ports tell."""
    return sum(int(port.total) for one in dtu.plant.array for port in one.ports)


@pytest.mark.parametrize("kind", KINDS)
async def test_every_kind_of_gateway_is_read(kind: Kind) -> None:
    """All its inverters, ports and meters, by their serial numbers."""
    async with emulated(kind) as dtu, rigged(dtu) as rig:
        before = rig.device.state
        assert before is None

        state = await rig.device.poll()

        plant = dtu.plant
        assert state is rig.device.state
        assert state.in_contact
        # Some seconds pass while alarms are asked for.
        assert state.yields.plant.total == pytest.approx(true_total(dtu), abs=20)
        assert state.yields.plant.power == pytest.approx(plant.array.power, rel=0.1)
        assert set(state.inverters) == {inverter.serial for inverter in plant.array}
        assert set(state.ports) == {
            (inverter.serial, port.number)
            for inverter in plant.array
            for port in inverter.ports
        }
        assert set(state.meters) == {meter.serial for meter in plant.meters}
        assert rig.device.identity.serial == dtu.serial
        assert rig.device.complaints == []
        parts = rig.device.parts
        assert len(parts) == len(state.inverters) + len(state.ports) + len(state.meters)
        assert all(not part.behind or part.behind in parts for part in parts.values())


@pytest.mark.parametrize("kind", KINDS)
async def test_a_second_poll_changes_nothing_that_is_not_new(kind: Kind) -> None:
    """The same state, the same entities, the same parts: nothing is written for them."""
    async with emulated(kind) as dtu, rigged(dtu) as rig:
        await rig.device.poll()
        first = await rig.device.poll()
        entities, parts = rig.device.entities, rig.device.parts
        asked = len(dtu.requests)

        second = await rig.device.poll()

        assert second == first
        assert rig.device.entities is entities
        assert rig.device.parts is parts
        # Who it is, its settings and alarms are not due again.
        later = {request.name for request in dtu.requests[asked:]}
        assert later <= {"A301", "A311"}


@pytest.mark.parametrize("kind", SPEAKING)
async def test_its_one_connection_is_left_to_others(kind: Kind) -> None:
    """After each cycle nobody is connected; another client is never kicked by us."""
    async with emulated(kind) as dtu, rigged(dtu) as rig, rigged(dtu) as other:
        for device in (rig.device, other.device, rig.device, other.device):
            await device.poll()
            await gone(dtu)
        assert dtu.server.kicked == 0


async def gone(dtu: HoymilesDtu) -> None:
    """Wait until the gateway has noticed that nobody is connected."""
    async with asyncio.timeout(10):
        while dtu.server.session is not None:
            await asyncio.sleep(0.001)
