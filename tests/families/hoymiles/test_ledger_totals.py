"""Which totals are believed."""

from datetime import timedelta

import pytest

from custom_components.freehold.families.hoymiles.protocol.readings import Readings
from custom_components.freehold.families.hoymiles.totals.counter import (
    INSISTENCE_READINGS,
    most_gained,
)
from custom_components.freehold.families.hoymiles.totals.ledger import YieldLedger
from custom_components.freehold.families.hoymiles.totals.yields import Yield

from .told import MINUTE, NOON, PORT, A, at, dark, every_minute, partial, port, reply


def test_the_first_total_is_believed() -> None:
    """Nothing is known that it could contradict."""
    yields = YieldLedger().accept(reply(port(47423, 1845)), NOON)
    assert yields.ports[PORT] == Yield(total=47423, today=1845, power=100.0)


@pytest.mark.parametrize(
    "readings",
    [
        pytest.param(reply(partial(), link=False), id="a lost radio packet"),
        pytest.param(reply(dark(), link=False), id="a gateway that restarted"),
        pytest.param(reply(port(0, 0)), id="zero, with contact"),
        pytest.param(reply(port(999, 10)), id="an old value"),
        pytest.param(reply(), id="no ports"),
    ],
)
def test_a_total_does_not_fall(readings: Readings) -> None:
    """Whatever is told instead: the next good reply goes on where the last one was."""
    ledger = YieldLedger()
    ledger.accept(reply(port(1000, 10)), NOON)
    yields = ledger.accept(readings, NOON + MINUTE)
    assert (yields.ports[PORT].total, yields.ports[PORT].today) == (1000, 10)
    yields = ledger.accept(reply(port(1002, 12)), NOON + 2 * MINUTE)
    assert (yields.ports[PORT].total, yields.ports[PORT].today) == (1002, 12)


def test_zero_never_replaces_a_total_however_often_it_is_told() -> None:
    """Zero stands for "not heard": insisting on it proves nothing."""
    ledger = YieldLedger()
    ledger.accept(reply(port(1000, 10)), NOON)
    yields = every_minute(ledger, [reply(port(0, 0))] * 30)
    assert yields.ports[PORT].total == 1000
    assert ledger.accept(reply(port(1001, 11)), at(13)).ports[PORT].total == 1001


def test_a_total_is_unknown_until_it_is_told() -> None:
    """An unknown total is not zero, which statistics would count from."""
    yields = YieldLedger().accept(reply(partial(), link=False), NOON)
    assert yields.ports[PORT].total is None
    assert yields.plant.total is None


def test_a_port_without_a_module_has_produced_nothing_once_that_was_told_often() -> (
    None
):
    """Else the sums of its inverter and plant would never begin."""
    ledger = YieldLedger()
    told = reply(port(500, 5), dark(number=2))
    yields = every_minute(ledger, [told] * INSISTENCE_READINGS)
    assert yields.plant.total is None
    yields = ledger.accept(told, NOON + INSISTENCE_READINGS * MINUTE)
    assert yields.ports[A, 2].total == 0
    assert yields.plant.total == 500


def test_zeros_without_contact_prove_nothing_however_often_they_are_told() -> None:
    """A gateway that has just started tells zeros all night."""
    yields = every_minute(YieldLedger(), [reply(dark(), link=False)] * 60)
    assert yields.ports[PORT].total is None


def test_a_lower_total_is_believed_when_it_is_insisted_on() -> None:
    """The counter was replaced, and its gains count from then on."""
    ledger = YieldLedger()
    ledger.accept(reply(port(500_000, 10)), NOON)
    exchanged = [reply(port(40 + n, 10 + n)) for n in range(INSISTENCE_READINGS + 1)]
    yields = every_minute(ledger, exchanged, NOON + MINUTE)
    assert yields.ports[PORT].total == 500_000, "the difference was not produced"
    yields = ledger.accept(reply(port(55, 25)), NOON + 12 * MINUTE)
    assert yields.ports[PORT].total == 500_005
    assert yields.ports[PORT].today == 15


@pytest.mark.parametrize(
    "interruption",
    [
        pytest.param(reply(port(5000, 10)), id="what was believed"),
        pytest.param(reply(partial(4000), link=False), id="not heard"),
        pytest.param(reply(port(0, 0)), id="zero"),
        pytest.param(reply(port(3900, 10)), id="still less"),
        pytest.param(reply(port(4_000_000, 10)), id="a jump"),
    ],
)
def test_insisting_takes_readings_in_a_row(interruption: Readings) -> None:
    """Whatever comes between them begins the count anew."""
    ledger = YieldLedger()
    ledger.accept(reply(port(5000, 10)), NOON)
    lower = [reply(port(4000, 10))] * (INSISTENCE_READINGS - 1)
    every_minute(ledger, [*lower, interruption, *lower[1:]])
    yields = ledger.accept(reply(port(5001, 11)), at(12, 30))
    assert yields.ports[PORT].total == 5001


def test_insisting_takes_more_than_time() -> None:
    """Two old values may lie far apart."""
    ledger = YieldLedger()
    ledger.accept(reply(port(5000, 10)), NOON)
    for minute in (1, 31):
        ledger.accept(reply(port(4000, 10)), at(12, minute))
    yields = ledger.accept(reply(port(5001, 11)), at(12, 32))
    assert yields.ports[PORT].total == 5001


def test_insisting_takes_time() -> None:
    """Old values come back for a while when a gateway is asked every two seconds."""
    ledger = YieldLedger()
    ledger.accept(reply(port(5000, 10)), NOON)
    for seconds in range(0, 60, 2):
        ledger.accept(reply(port(4990, 10)), NOON + timedelta(seconds=seconds))
    assert ledger.accept(reply(port(5001, 11)), at(12, 1)).ports[PORT].total == 5001


def test_a_jump_that_nothing_can_produce_is_never_a_gain() -> None:
    """Told once it is a fault, insisted on it is another counter."""
    ledger = YieldLedger()
    ledger.accept(reply(port(1000, 10)), NOON)
    yields = every_minute(ledger, [reply(port(10_001_000, 11))] * 30)
    assert yields.ports[PORT].total == 1000
    yields = ledger.accept(reply(port(10_001_002, 12)), at(12, 30))
    assert yields.ports[PORT].total == 1002, "it insisted: the counter is another one"


def test_a_jump_that_was_a_fault_is_forgotten() -> None:
    """One wrong reply costs nothing."""
    ledger = YieldLedger()
    ledger.accept(reply(port(1000, 10)), NOON)
    ledger.accept(reply(port(10_001_000, 11)), at(12, 1))
    assert ledger.accept(reply(port(1001, 11)), at(12, 2)).ports[PORT].total == 1001


def test_what_was_produced_in_an_outage_of_weeks_is_a_gain() -> None:
    """The limit grows with the time since the last rise."""
    ledger = YieldLedger()
    ledger.accept(reply(port(1_000_000, 10)), at(12, day=1))
    yields = ledger.accept(reply(port(1_080_000, 900)), at(12, day=21))
    assert yields.ports[PORT].total == 1_080_000


def test_what_was_produced_in_a_day_without_radio_is_a_gain() -> None:
    """The gateway answers each minute, and repeats the value of the morning."""
    ledger = YieldLedger()
    ledger.accept(reply(port(1_000_000, 10)), at(6))
    every_minute(ledger, [reply(port(1_000_000, 10), link=False)] * 600, at(6, 1))
    yields = ledger.accept(reply(port(1_006_000, 6010)), at(18))
    assert yields.ports[PORT] == Yield(total=1_006_000, today=6010, power=100.0)


def test_what_was_produced_in_days_without_radio_is_a_gain() -> None:
    """Told each hour or not: the time counts since the total last rose."""
    ledger = YieldLedger()
    ledger.accept(reply(port(1_000_000, 10)), at(12, day=1))
    for hour in range(96):
        now = at(13, day=1) + timedelta(hours=hour)
        ledger.accept(reply(dark(1_000_000), link=False), now)
    yields = ledger.accept(reply(port(1_020_000, 10)), at(14, day=5))
    assert yields.ports[PORT].total == 1_020_000


def test_the_most_that_can_be_gained_grows_with_time_and_never_shrinks() -> None:
    """A clock that goes back takes nothing away."""
    assert most_gained(0) == most_gained(-3600) == 10_000
    assert most_gained(3600) == 12_500
