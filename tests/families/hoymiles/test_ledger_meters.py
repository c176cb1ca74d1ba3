"""What meters counted, in both directions, as it is published."""
# ruff: noqa: D103 - names of tests state their rules

from datetime import datetime, timedelta
import json
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.freehold.families.hoymiles.protocol.readings import (
    MeterReading,
    Readings,
)
from custom_components.freehold.families.hoymiles.totals.ledger import YieldLedger
from custom_components.freehold.families.hoymiles.totals.yields import MeterYield

from .told import MINUTE, NOON

METER = "37FF00000001"


class Gateway:
    """Tells what a meter counts, and has a ledger that is told it as its owner clamped it."""

    def __init__(self, *, inverted: bool = False) -> None:
        """Begin with a meter that has counted elsewhere before."""
        self.forward, self.reverse = 7000, 90_000
        self.inverted = inverted
        self.now: datetime = NOON
        self.ledger = YieldLedger(inverted_meters=inverted)

    def count(self, *, forward: int = 0, reverse: int = 0) -> MeterYield:
        """Let the meter count."""
        self.forward += forward
        self.reverse += reverse
        return self.tell(self.forward, self.reverse)

    def tell(
        self, forward: int, reverse: int, *, voltages: tuple[float, ...] = (230.0,)
    ) -> MeterYield:
        """Have this told a minute later."""
        self.now += MINUTE
        if self.inverted:
            forward, reverse = reverse, forward
        meter = MeterReading(
            serial=METER,
            power=0,
            forward=forward,
            reverse=reverse,
            voltages=voltages,
        )
        readings = Readings(inverters=(), ports=(), meters=(meter,))
        return self.ledger.accept(readings, self.now).meters[METER]

    def restart(
        self, *, inverted: bool | None = None, after: timedelta = timedelta()
    ) -> None:
        """Restart Home Assistant, perhaps with another option."""
        if inverted is not None:
            self.inverted = inverted
        self.now += after
        stored = json.loads(json.dumps(self.ledger.as_json()))
        self.ledger = YieldLedger.from_json(stored, inverted_meters=self.inverted)

    @property
    def shown(self) -> MeterYield:
        """What is published without a reply."""
        return self.ledger.at(self.now).meters[METER]


@pytest.fixture
def gateway() -> Gateway:
    return Gateway()


def test_what_is_told_first_is_published(gateway: Gateway) -> None:
    assert gateway.count() == MeterYield(imported=90_000, exported=7000)
    assert gateway.count(forward=10, reverse=20) == MeterYield(
        imported=90_020, exported=7010
    )


def test_inverted_meters_count_the_other_way_round() -> None:
    assert Gateway(inverted=True).count() == MeterYield(imported=7000, exported=90_000)


def test_both_are_shown_after_a_restart_without_a_reply(gateway: Gateway) -> None:
    told = gateway.count()
    gateway.restart()
    assert gateway.shown == told


@pytest.mark.parametrize("voltages", [(), (230.0,)])
def test_zeros_and_less_than_before_are_not_believed(
    gateway: Gateway, voltages: tuple[float, ...]
) -> None:
    told = gateway.count()
    assert gateway.tell(0, 0, voltages=voltages) == told
    assert gateway.tell(6990, 89_000, voltages=voltages) == told
    assert gateway.count(reverse=10) == MeterYield(imported=90_010, exported=7000)


def test_a_meter_that_is_not_heard_is_not_known(gateway: Gateway) -> None:
    for _ in range(20):
        told = gateway.tell(0, 0, voltages=())
    assert told == MeterYield()


def test_a_house_that_exports_nothing_has_exported_nothing(gateway: Gateway) -> None:
    gateway.forward = 0
    assert gateway.count().exported is None
    for _ in range(11):
        told = gateway.count(reverse=10)
    assert told == MeterYield(imported=90_110, exported=0)
    assert gateway.count(forward=10).exported == 10


def test_another_meter_under_the_same_number_goes_on_from_there(
    gateway: Gateway,
) -> None:
    gateway.count()
    gateway.forward, gateway.reverse = 10, 500
    for _ in range(11):
        gateway.count()
    assert gateway.count(forward=10, reverse=20) == MeterYield(
        imported=90_020, exported=7010
    )


def test_what_a_house_drew_while_home_assistant_was_off_is_believed(
    gateway: Gateway,
) -> None:
    """An electric car among it: no port of an inverter could do that."""
    gateway.count()
    gateway.restart(after=timedelta(hours=8))
    assert gateway.count(reverse=90_000).imported == 180_000


@pytest.mark.parametrize("inverted", [True, False])
def test_turning_a_meter_around_gains_nothing(inverted: bool) -> None:
    gateway = Gateway(inverted=inverted)
    before = gateway.count()
    gateway.restart(inverted=not inverted)
    assert gateway.shown == before
    assert gateway.count() == before
    gateway.restart()
    assert gateway.count() == before


def test_a_turned_meter_goes_on_with_what_the_other_register_gains(
    gateway: Gateway,
) -> None:
    gateway.count()
    gateway.restart(inverted=True, after=timedelta(minutes=5))
    assert gateway.count(forward=300, reverse=20) == MeterYield(
        imported=90_300, exported=7020
    )
    gateway.restart(inverted=False)
    assert gateway.count(forward=1, reverse=10) == MeterYield(
        imported=90_310, exported=7021
    )


def test_a_register_that_was_never_told_has_nothing_to_bring(gateway: Gateway) -> None:
    gateway.forward = 0
    gateway.count()
    gateway.restart(inverted=True)
    assert gateway.count().imported == 90_000
    assert gateway.count(forward=10).imported == 90_000, "its first is where it begins"
    assert gateway.count(forward=10).imported == 90_010


@given(
    st.lists(
        st.one_of(
            st.tuples(st.integers(0, 500), st.integers(0, 500)),
            st.sampled_from(["turn", "restart", "zeros"]),
        ),
        max_size=30,
    )
)
def test_both_rise_by_what_was_counted_however_often_it_is_turned(
    steps: list[Any],
) -> None:
    gateway = Gateway()
    shown = gateway.count()
    imported, exported = shown.imported or 0, shown.exported or 0
    for step in steps:
        match step:
            case "zeros":
                gateway.tell(0, 0, voltages=())
            case "turn" | "restart":
                gateway.restart(inverted=gateway.inverted ^ (step == "turn"))
            case forward, reverse:
                gateway.count(forward=forward, reverse=reverse)
                imported += forward if gateway.inverted else reverse
                exported += reverse if gateway.inverted else forward
        assert gateway.shown == MeterYield(imported=imported, exported=exported)


def test_a_memory_from_before_meters_had_books_is_no_error(gateway: Gateway) -> None:
    gateway.count()
    stored = gateway.ledger.as_json()
    del stored["meters"]
    assert not YieldLedger.from_json(stored).at(NOON).meters
    memories: list[Any] = [None, [], {METER: None}, {METER: {"imported": {"told": -1}}}]
    for damaged in memories:
        ledger = YieldLedger.from_json({**stored, "meters": damaged})
        assert set(ledger.at(NOON).meters.values()) <= {MeterYield()}
