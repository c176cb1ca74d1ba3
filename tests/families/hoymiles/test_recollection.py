"""What is remembered of a gateway: everything that a start at night shows."""

import json
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.freehold.connection.address import Address
from custom_components.freehold.families.contract import Surroundings
from custom_components.freehold.families.hoymiles import HOYMILES
from custom_components.freehold.families.hoymiles.protocol.readings import (
    MeterReading,
    Readings,
)
from custom_components.freehold.families.hoymiles.reader import inverted
from custom_components.freehold.families.hoymiles.recollection import Recollection
from tests.emulators.hoymiles import Kind

from .device_rig import KINDS, emulated, rigged
from .told import NOON

SERIAL = "4143A0000041"
JSON: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4)
    ),
    max_leaves=8,
)


@pytest.mark.usefixtures("socket_enabled")
@pytest.mark.parametrize("kind", KINDS)
async def test_a_restart_shows_everything_as_it_was(kind: Kind) -> None:
    """But for what holds only now."""
    async with emulated(kind) as dtu, rigged(dtu) as rig:
        await rig.device.poll()
        await rig.house.pass_by(minutes=1)
        before = await rig.device.poll()
        identity, parts = rig.device.identity, rig.device.parts
        capabilities, remembered = rig.device.capabilities, rig.device.remember()
        keys = {sensor.key for sensor in rig.device.entities.sensors}

        await rig.restart()

        state = rig.state
        assert not state.in_contact
        assert state.yields == before.yields
        assert state.information.inverters == before.information.inverters
        assert state.settings == before.settings
        assert state.alarms == before.alarms
        assert state.limit == before.limit
        assert rig.device.identity == identity
        assert rig.device.parts == parts
        assert rig.device.capabilities == capabilities
        assert {sensor.key for sensor in rig.device.entities.sensors} == keys
        assert rig.device.remember() == remembered


@pytest.mark.usefixtures("socket_enabled")
async def test_a_restart_in_the_night_begins_the_day() -> None:
    """Midnight passed while nobody was there."""
    async with emulated() as dtu, rigged(dtu) as rig:
        total = (await rig.device.poll()).yields.plant.total
        await dtu.lose_power()
        memory = json.loads(json.dumps(rig.device.remember()))
        await rig.house.pass_by(hours=13)
        await rig.device.close()
        rig.device = rig.again(memory=memory)
        assert rig.state.yields.plant.today == 0
        assert rig.state.yields.plant.total == total
        assert rig.state.yields.plant.power == 0


def examples() -> dict[str, Any]:
    """Return a memory with something in every place."""
    return {
        "information": {
            "serial": "somebody else",
            "model": "DTUBI",
            "firmware": "V00.01.11",
            "hardware": None,
            "encrypted": False,
            "signal": 70,
            "inverters": [{"serial": "1412A0000041", "model": "HMS-800W-2T"}],
            "meters": ["37FF00000044"],
            "of a later version": 1,
        },
        "ledger": {
            "date": "2026-06-20",
            "ports": {"1412A0000041/1": {"counter": {"total": 5}, "day": {}}},
            "inverters": {"1412A0000041": {}},
            "plant": {"total": 12345, "today": 5},
        },
        "capabilities": {
            "ports": [["1412A0000041", 1]],
            "inverters": ["1412A0000041"],
            "meters": [],
            "told": [["1412A0000041", "power"]],
            "phases": [["1412A0000041", 1]],
            "commands": ["limit"],
        },
        "settings": {"power_limit": 100.0, "upload_interval": 15, "server": "x"},
        "limit": 100.0,
        "limits": {"1412A0000041": 100.0},
        "limit_for_now": None,
        "switched_off": ["1412A0000041"],
        "alarms": [
            {
                "serial": "1412A0000041",
                "code": 124,
                "number": 1,
                "began": "2026-06-20T10:00:00+00:00",
                "data": [0, 0],
            }
        ],
        "began": "2026-06-19T10:00:00+02:00",
        "heard": "2026-06-20T10:00:00+02:00",
        "dark": False,
    }


def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to everything in a memory but the books, which have tests of their own."""
    found = [path] if path else []
    children: Any = ()
    if isinstance(node, dict):
        children = node.items()
    elif isinstance(node, list):
        children = enumerate(node)
    for key, child in children:
        if (*path, key) != ("ledger",):
            found += places(child, (*path, key))
    return found


@given(
    where=st.sampled_from(places(examples())),
    what=JSON
    | st.sampled_from(
        ["2026-01-01T00:00:00", "no date", -1, 10**400, [["a"]], [[1, 2]]]
    ),
)
def test_what_cannot_be_read_is_learned_anew(where: tuple[Any, ...], what: Any) -> None:
    """Wherever it is, nothing fails, and the books are kept."""
    memory = examples()
    node: Any = memory
    for step in where[:-1]:
        node = node[step]
    node[where[-1]] = what
    shown(memory)


@given(memory=st.dictionaries(st.sampled_from(list(examples())), JSON))
def test_what_somebody_else_wrote_is_no_error(memory: dict[str, Any]) -> None:
    """A gateway is shown as one that was never heard."""
    shown(memory, total=None)


def shown(memory: dict[str, Any], total: int | None = 12345) -> None:
    """Show a gateway from memory, as Home Assistant does at its start."""
    device = HOYMILES.open(
        SERIAL,
        "protobuf",
        Address("127.0.0.1", 1),
        None,  # type: ignore[arg-type]
        None,
        {option.key: option.default for option in HOYMILES.options}
        | {"cloud_window": True},
        memory,
        Surroundings(now=lambda: NOON, is_day=lambda: True),
    )
    assert device.state is not None
    if total is not None:
        assert device.state.yields.plant.total == total
    assert device.identity.serial == SERIAL
    assert device.poll_interval > 0
    assert set(device.complaints) <= {"gateway_silent"}
    assert device.parts is not None
    for table in (
        device.entities.sensors,
        device.entities.binary_sensors,
        device.entities.numbers,
        device.entities.switches,
    ):
        for description in table:
            description.value(device.state)
    json.dumps(device.remember())
    device.diagnose()


def test_nothing_is_remembered_of_whom_one_does_not_mean() -> None:
    """The serial number is that of the entry."""
    known = Recollection.of(SERIAL, examples(), excluded=(), now=NOON)
    assert known.information.serial == SERIAL
    assert known.information.model == "DTUBI"
    assert known.alarms is not None
    assert known.settings is not None


def test_a_meter_that_is_turned_around_meanwhile_gains_nothing() -> None:
    """What is told comes turned around from then on."""
    told = MeterReading(serial="37FF00000044", power=1, forward=7000, reverse=90_000)
    known = Recollection.of(SERIAL, {}, excluded=(), now=NOON)
    before = known.ledger.accept(
        Readings(inverters=(), ports=(), meters=(told,)), NOON
    ).meters
    memory = json.loads(json.dumps(known.as_json()))
    turned = Recollection.of(
        SERIAL, memory, excluded=(), inverted_meters=True, now=NOON
    )
    told = inverted(told)
    after = turned.ledger.accept(
        Readings(inverters=(), ports=(), meters=(told,)), NOON
    ).meters
    assert after == before
