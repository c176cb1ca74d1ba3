"""What inverters and the plant have together."""

from custom_components.freehold.families.hoymiles.totals.ledger import YieldLedger
from custom_components.freehold.families.hoymiles.totals.yields import Yield

from .told import NOON, PORT, A, B, at, partial, port, reply, restarted


def test_sums_wait_until_every_port_is_known() -> None:
    """A sum over some of them would jump by the others."""
    ledger = YieldLedger()
    first = reply(port(1000, 10), partial(number=2), port(500, 5, serial=B))
    yields = ledger.accept(first, NOON)
    assert yields.inverters[A].total is yields.plant.total is yields.plant.today is None
    assert (yields.inverters[B].total, yields.inverters[B].today) == (500, 5)
    second = reply(port(1001, 11), port(2000, 20, number=2), partial(serial=B))
    yields = ledger.accept(second, at(12, 1))
    assert (yields.inverters[A].total, yields.inverters[A].today) == (3001, 31)
    assert (yields.plant.total, yields.plant.today) == (3501, 36)


def test_sums_keep_the_last_of_ports_that_are_missing() -> None:
    """A sum that leaves them out would fall."""
    ledger = YieldLedger()
    ledger.accept(reply(port(1000, 10), port(500, 5, serial=B)), NOON)
    yields = ledger.accept(reply(port(1001, 11)), at(12, 1))
    assert (yields.plant.total, yields.plant.today) == (1501, 16)
    assert set(yields.inverters) == {A, B}


def test_a_used_inverter_brings_its_past_only_to_itself() -> None:
    """Its megawatt-hours were not produced here."""
    ledger = YieldLedger()
    ledger.accept(reply(port(1000, 10)), NOON)
    told = reply(port(1001, 11), port(5_000_000, 900, serial=B))
    yields = ledger.accept(told, at(12, 1))
    assert yields.inverters[B].total == 5_000_000
    assert (yields.plant.total, yields.plant.today) == (1001, 11)
    told = reply(port(1001, 11), port(5_000_007, 907, serial=B))
    yields = ledger.accept(told, at(12, 2))
    assert (yields.plant.total, yields.plant.today) == (1008, 18)


def test_a_port_that_is_heard_of_later_does_not_lift_its_inverter() -> None:
    """A gateway that learns its inverters anew leaves ports out for a while."""
    ledger = YieldLedger()
    ledger.accept(reply(port(1000, 10)), NOON)
    told = reply(port(1001, 11), port(9000, 90, number=2))
    yields = ledger.accept(told, at(12, 1))
    assert yields.inverters[A].total == 1001
    assert ledger.accept(told, at(12, 2)).inverters[A].today == 11


def test_what_an_inverter_produced_stays_when_it_is_forgotten() -> None:
    """The plant did produce it."""
    ledger = YieldLedger()
    ledger.accept(reply(port(1000, 10), port(500, 5, serial=B)), NOON)
    ledger.forget(B)
    yields = ledger.at(at(12, 1))
    assert (yields.plant.total, yields.plant.today) == (1500, 15)
    assert set(yields.inverters) == {A}
    assert set(yields.ports) == {PORT}


def test_excluded_inverters_are_left_out_of_the_plant() -> None:
    """They have numbers of their own all the same."""
    ledger = YieldLedger(excluded=[B])
    told = reply(port(1000, 10), port(500, 5, serial=B), power=95.0)
    yields = ledger.accept(told, NOON)
    assert yields.plant == Yield(total=1000, today=10, power=95.0)
    assert yields.inverters[B] == Yield(total=500, today=5, power=95.0)


def test_excluding_and_including_makes_the_plant_neither_fall_nor_jump() -> None:
    """Only gains count, and only while it is included."""
    ledger = YieldLedger()
    told = reply(port(1000, 10), port(500, 5, serial=B))
    ledger.accept(told, NOON)
    ledger = restarted(ledger, excluded=[B])
    told = reply(port(1001, 11), port(540, 45, serial=B))
    yields = ledger.accept(told, at(12, 30))
    assert (yields.plant.total, yields.plant.today) == (1501, 16)
    ledger = restarted(ledger)
    told = reply(port(1001, 11), port(541, 46, serial=B))
    yields = ledger.accept(told, at(13))
    assert (yields.plant.total, yields.plant.today) == (1502, 17)
