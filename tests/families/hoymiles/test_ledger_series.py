"""What long-term statistics make of months: of what is told, and of what is published."""

from collections.abc import Iterable
from dataclasses import dataclass
import json

import pytest

from custom_components.freehold.families.hoymiles.totals.ledger import YieldLedger
from custom_components.freehold.families.hoymiles.totals.yields import Yields

from .recorded_like import KEYS, RECORDED, REPLIES, SERIALS, Series, State


@dataclass(slots=True)
class StatisticsSum:
    """Home Assistant's rule for `total_increasing`: a tenth less is a new meter."""

    state: int | None = None
    sum: int = 0
    lowest: int = 0
    """The deepest fall between two states."""

    def add(self, state: int | None) -> None:
        """Take over a state, as `compile_statistics` of Home Assistant's sensor does."""
        if state is None:
            return
        if self.state is not None:
            self.lowest = min(self.lowest, state - self.state)
            self.sum += state - (0 if state < 0.9 * self.state else self.state)
        self.state = state


def published(series: Series, *, restarts: bool) -> list[Yields]:
    """Return what is published after each reply."""
    ledger = YieldLedger()
    yields = []
    for number, (now, readings) in enumerate(series):
        if restarts and number % 7 == 0:
            ledger = YieldLedger.from_json(json.loads(json.dumps(ledger.as_json())))
        yields.append(ledger.accept(readings, now))
    return yields


def test_the_series_is_like_the_recorded_one() -> None:
    """As many replies, and records in each state."""
    series = Series()
    replies = list(series)
    assert len(replies) == REPLIES
    assert [now for now, _ in replies] == sorted(now for now, _ in replies)
    del series.told[State.MISSING]
    assert series.told == RECORDED


def summed(states: Iterable[int | None]) -> StatisticsSum:
    """Return what statistics make of states."""
    statistics = StatisticsSum()
    for state in states:
        statistics.add(state)
    return statistics


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("restarts", [False, True], ids=["runs", "restarts"])
def test_statistics_of_published_totals_gain_what_was_produced(
    seed: int, restarts: bool
) -> None:
    """Not a watt-hour more or less, of ports, inverters and the plant."""
    series = Series(seed)
    history = published(series, restarts=restarts)
    gained = {
        key: series.plant.counters[key] - (history[0].ports[key].total or 0)
        for key in KEYS
    }
    for key in KEYS:
        statistics = summed(yields.ports[key].total for yields in history)
        assert (statistics.sum, statistics.lowest) == (gained[key], 0)
    for serial in SERIALS:
        statistics = summed(yields.inverters[serial].total for yields in history)
        mine = sum(gained[key] for key in KEYS if key[0] == serial)
        assert (statistics.sum, statistics.lowest) == (mine, 0)
    statistics = summed(yields.plant.total for yields in history)
    assert (statistics.sum, statistics.lowest) == (sum(gained.values()), 0)


@pytest.mark.parametrize("restarts", [False, True], ids=["runs", "restarts"])
def test_statistics_of_published_todays_gain_what_was_produced_by_day(
    restarts: bool,
) -> None:
    """Without the summer, of which nobody heard on its days."""
    series = Series()
    history = published(series, restarts=restarts)
    for key in KEYS:
        produced = series.plant.produced[key].total()
        statistics = summed(yields.ports[key].today for yields in history)
        assert statistics.sum == produced - (history[0].ports[key].today or 0)
    everything = sum(produced.total() for produced in series.plant.produced.values())
    statistics = summed(yields.plant.today for yields in history)
    assert statistics.sum == everything - (history[0].plant.today or 0)


def test_statistics_of_what_is_told_gain_megawatt_hours_that_nobody_produced() -> None:
    """The series has the faults that it is meant to have."""
    series = Series()
    first = dict(series.plant.counters)
    told = [sum(port.total for port in readings.ports) for _, readings in series]
    gained = sum(series.plant.counters[key] - first[key] for key in KEYS)
    assert summed(told).sum > gained + 5_000_000
