"""Which power is believed, and for how long."""

from dataclasses import replace

from custom_components.freehold.families.hoymiles.protocol.readings import (
    InverterReading,
    Readings,
)
from custom_components.freehold.families.hoymiles.totals.ledger import YieldLedger
from custom_components.freehold.families.hoymiles.totals.yields import Yield

from .told import MINUTE, NOON, PORT, A, at, dark, every_minute, partial, port, reply


def test_power_is_kept_through_a_silence_and_falls_after_ten_minutes() -> None:
    """A gateway that uploads to the cloud tells zeros for a minute."""
    ledger = YieldLedger()
    ledger.accept(reply(port(1000, 10), power=95.0), NOON)
    silent = reply(dark(), link=False, power=0.0)
    yields = ledger.accept(silent, at(12, 9))
    assert (yields.ports[PORT].power, yields.plant.power) == (100.0, 95.0)
    yields = ledger.accept(silent, at(12, 10))
    assert yields.ports[PORT].power == yields.plant.power == 0.0


def test_power_falls_without_a_reply_too() -> None:
    """A gateway that the sun feeds says no good night."""
    ledger = YieldLedger()
    ledger.accept(reply(port(1000, 10), power=95.0), NOON)
    assert ledger.at(at(12, 9)).plant.power == 95.0
    assert ledger.at(at(12, 10)).plant.power == 0.0


def test_power_falls_at_once_at_night() -> None:
    """Nothing is heard and all counters are kept: that is what night looks like."""
    ledger = YieldLedger()
    ledger.accept(reply(port(1000, 10), power=95.0), NOON)
    yields = ledger.accept(reply(dark(1000, 10), link=False, power=0.0), NOON + MINUTE)
    assert yields.ports[PORT].power == yields.inverters[A].power == 0.0


def test_one_silent_port_does_not_make_a_night() -> None:
    """A radio packet was lost."""
    ledger = YieldLedger()
    ledger.accept(reply(port(1000, 10), port(900, 9, number=2)), NOON)
    told = reply(dark(1000, 10), partial(900, number=2, power=101.0), link=False)
    yields = ledger.accept(told, NOON + MINUTE)
    assert yields.ports[PORT].power == 100.0
    assert yields.ports[A, 2].power == 101.0


def test_a_port_that_is_heard_may_have_no_power() -> None:
    """With contact, zero watts are zero watts."""
    ledger = YieldLedger()
    ledger.accept(reply(port(1000, 10), power=95.0), NOON)
    told = reply(port(1000, 10, power=0.0), power=0.0)
    yields = ledger.accept(told, NOON + MINUTE)
    assert yields.ports[PORT].power == yields.plant.power == 0.0


def test_what_is_told_without_a_link_counts_while_it_changes() -> None:
    """A gateway may repeat the last power of an inverter that it has lost."""
    ledger = YieldLedger()
    ledger.accept(reply(port(1000, 10), power=95.0), NOON)
    for minute in range(1, 31):
        told = reply(port(1000 + minute, 10), link=False, power=95.0 + minute)
        yields = ledger.accept(told, NOON + minute * MINUTE)
    assert yields.plant.power == 125.0
    yields = every_minute(ledger, [told] * 10, at(12, 31))
    assert yields.ports[PORT].power == yields.plant.power == 0.0


def test_without_a_power_of_its_own_an_inverter_has_that_of_its_ports() -> None:
    """Modbus does not tell the power on the side of the grid."""
    told = reply(port(1000, 10), port(900, 9, number=2, power=50.0))
    yields = YieldLedger().accept(told, NOON)
    assert yields.inverters[A].power == yields.plant.power == 150.0


def test_power_is_unknown_until_it_is_told_or_silence_is_long() -> None:
    """Nothing was heard yet, and that may pass."""
    ledger = YieldLedger()
    yields = ledger.accept(reply(dark(), link=False, power=0.0), NOON)
    assert yields.ports[PORT].power is yields.inverters[A].power is None
    assert yields.plant.power is None
    assert ledger.at(at(12, 10)).plant.power == 0.0


def test_an_inverter_without_ports_is_known() -> None:
    """Its power is told, its energy is not."""
    inverter = InverterReading(serial=A, link=True, power=0.0)
    yields = YieldLedger().accept(Readings(inverters=(inverter,), ports=()), NOON)
    assert yields.inverters == {A: Yield(total=None, today=None, power=0.0)}
    assert yields.plant == Yield(total=None, today=None, power=0.0)


def test_a_port_of_an_inverter_that_is_not_told_is_not_heard() -> None:
    """Its readings count as those without a link."""
    readings = replace(reply(port(1000, 10)), inverters=())
    yields = YieldLedger().accept(readings, NOON)
    assert yields.inverters[A] == Yield(total=1000, today=10, power=100.0)


def test_an_inverter_that_is_heard_makes_no_night() -> None:
    """Its ports do not work yet, it does."""
    ledger = YieldLedger()
    yields = ledger.accept(reply(dark(1000, 10), power=2.0), NOON)
    assert yields.inverters[A].power == yields.plant.power == 2.0


def test_a_clock_that_goes_back_does_not_make_power_last() -> None:
    """Home Assistant's clock may be set right by an hour."""
    ledger = YieldLedger()
    ledger.accept(reply(port(1000, 10), power=95.0), NOON)
    assert ledger.at(at(11)).plant.power == 0.0
