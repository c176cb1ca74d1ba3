"""What is left of the books after Home Assistant was restarted."""

import json

from hypothesis import given, strategies as st
import pytest

from custom_components.freehold.families.hoymiles.protocol.readings import PortReading
from custom_components.freehold.families.hoymiles.totals.ledger import YieldLedger
from custom_components.freehold.families.hoymiles.totals.yields import Yield

from .told import NOON, PORT, A, B, at, dark, every_minute, port, reply, restarted


def test_a_restart_at_night_shows_everything() -> None:
    """Nobody answers until the sun rises."""
    ledger = YieldLedger()
    ledger.accept(reply(port(1000, 10), port(500, 5, serial=B), power=3.0), at(21))
    before = ledger.at(at(23))
    assert restarted(ledger).at(at(23)) == before
    assert before.plant == Yield(total=1500, today=15, power=0.0)


def test_a_memory_of_yesterday_has_no_today() -> None:
    """Midnight passed while Home Assistant was off."""
    ledger = YieldLedger()
    ledger.accept(reply(port(1000, 10), power=3.0), at(21))
    yields = restarted(ledger).at(at(3, day=21))
    assert yields.plant == Yield(total=1000, today=0, power=0.0)


def test_a_restart_at_noon_keeps_counting() -> None:
    """What was produced meanwhile is today's."""
    ledger = YieldLedger()
    ledger.accept(reply(port(1000, 10)), NOON)
    ledger = restarted(ledger)
    yields = ledger.accept(reply(port(1100, 3)), at(13))
    assert (yields.plant.total, yields.plant.today) == (1100, 110)


def test_an_exchanged_counter_survives_a_restart() -> None:
    """How far the published total is ahead of it is remembered."""
    ledger = YieldLedger()
    ledger.accept(reply(port(5000, 10)), NOON)
    every_minute(ledger, [reply(port(40, 10))] * 11, at(12, 1))
    yields = restarted(ledger).accept(reply(port(41, 11)), at(13))
    assert yields.ports[PORT].total == 5001


def memory_of(reading: PortReading) -> dict[str, object]:
    """Return what is remembered after one reply."""
    ledger = YieldLedger()
    ledger.accept(reply(reading, power=3.0), NOON)
    memory: dict[str, object] = json.loads(json.dumps(ledger.as_json()))
    return memory


def test_a_date_that_cannot_be_read_is_another_day() -> None:
    """Better no energy today than yesterday's."""
    stored = memory_of(port(1000, 10)) | {"date": "yesterday"}
    assert YieldLedger.from_json(stored).at(NOON).plant.today == 0


def test_a_port_that_cannot_be_read_is_learned_anew_and_changes_no_sum() -> None:
    """Its sums know what they have."""
    stored = memory_of(port(1000, 10))
    stored["ports"] = {f"{A}/1": {"counter": {"told": -1}}, "/1": {}, f"{A}/x": {}}
    ledger = YieldLedger.from_json(stored)
    yields = ledger.accept(reply(port(1010, 20)), at(12, 1))
    assert set(yields.ports) == {PORT}
    assert (yields.ports[PORT].total, yields.ports[PORT].today) == (1010, 20)
    assert (yields.plant.total, yields.plant.today) == (1000, 10)


@pytest.mark.parametrize(
    "damage",
    [
        {"told": True},
        {"told": -1},
        {"total": 10**40},
        {"total": "1000"},
        {"total": None},
        {"rose": -1.0},
        {"rose": float("inf")},
        {"rose": False},
    ],
    ids=str,
)
def test_half_a_counter_is_none(damage: dict[str, object]) -> None:
    """It is learned anew."""
    ledger = YieldLedger()
    ledger.accept(reply(port(1000, 10)), NOON)
    stored = ledger.as_json()
    stored["ports"][f"{A}/1"]["counter"].update(damage)
    yields = YieldLedger.from_json(stored).at(NOON)
    assert (yields.ports[PORT].total, yields.ports[PORT].today) == (None, None)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.text(max_size=5), inner, max_size=2)
    ),
    max_leaves=5,
)


@st.composite
def damaged(draw: st.DrawFn) -> object:
    """Draw a memory of which some values are anything."""

    def damage(value: object) -> object:
        if draw(st.integers(0, 6)) == 0:
            return draw(ANYTHING)
        if isinstance(value, dict):
            return {key: damage(item) for key, item in value.items()}
        return value

    return damage(memory_of(port(1000, 10)))


@given(damaged() | ANYTHING)
def test_no_memory_is_an_error(stored: object) -> None:
    """Whatever was stored, the plant is shown and goes on."""
    ledger = YieldLedger.from_json(stored)
    ledger.at(NOON)
    told = reply(port(1000, 10), dark(number=2), power=95.0)
    for minute in range(3):
        yields = ledger.accept(told, at(12, minute))
    json.dumps(ledger.as_json(), allow_nan=False)
    ledger.at(at(0, day=21))
    for one in (yields.plant, *yields.inverters.values(), *yields.ports.values()):
        assert one.total is None or one.total >= 0
        assert one.today is None or one.today >= 0
