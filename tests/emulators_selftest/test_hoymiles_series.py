"""The series of replies has the shares of the recording, and never tells a falling total."""

from collections import Counter
from collections.abc import Sequence

import pytest

from tests.emulators.hoymiles import fields
from tests.emulators.hoymiles.series import (
    RECORDED,
    RECORDED_PARTIAL,
    Reply,
    State,
    replies,
)

from .hoymiles_peer import Page

PORTS = 4


@pytest.fixture(scope="module")
def series() -> Sequence[Reply]:
    """Return three days."""
    return list(replies())


def test_the_shares(series: Sequence[Reply]) -> None:
    """Of each state, within a tenth; as many replies as were recorded."""
    states = Counter(state for reply in series for _, state, _ in reply.told)
    recorded, made = sum(RECORDED.values()), states.total()
    for state, count in RECORDED.items():
        assert states[state] / made == pytest.approx(count / recorded, rel=0.12)
    assert 2900 < len(series) < 3500


def test_partial_ones_lose_the_last_ports(series: Sequence[Reply]) -> None:
    """By day, while it produces; complete ports come first."""
    kinds: Counter[int] = Counter()
    for reply in series:
        for _, state, told in reply.told:
            if state is State.PARTIAL:
                assert told.power > 0
                assert 6 < reply.moment.hour < 19
                lost = [(port.total == 0) + (port.today == 0) for port in told.ports]
                assert lost == sorted(lost)
                kinds.update(lost)
    shares = [kinds[lost] / kinds.total() for lost in range(3)]
    wanted = [count / sum(RECORDED_PARTIAL) for count in RECORDED_PARTIAL]
    assert shares == pytest.approx(wanted, abs=0.03)


def test_a_total_that_is_told_is_true(series: Sequence[Reply]) -> None:
    """It lags behind by what the radio has not brought, and never falls."""
    last: dict[tuple[str, int], int] = {}
    for reply in series:
        for serial, _, told in reply.told:
            for port in told.ports:
                key = serial, port.port
                if port.total:
                    assert last.get(key, 0) <= port.total <= reply.totals[key]
                    assert port.total > reply.totals[key] - 30
                    last[key] = port.total
                if port.today:
                    assert port.today <= reply.today[key]
    assert len(last) == 3 * PORTS


def test_both_kinds_of_night_and_restarts(series: Sequence[Reply]) -> None:
    """Today's energy is kept in the evening and 0 after midnight; restarts are in the evening."""
    nights = [
        (reply.moment.hour, any(port.today for port in told.ports))
        for reply in series
        for _, state, told in reply.told
        if state is State.NIGHT
    ]
    assert {kept for hour, kept in nights if hour > 12} == {True}
    assert {kept for hour, kept in nights if hour < 12} == {False}
    evenings = {
        reply.moment.day
        for reply in series
        for _, state, _ in reply.told
        if state is State.RESTART
    }
    assert len(evenings) == 2


def test_the_payload_tells_the_same(series: Sequence[Reply]) -> None:
    """A211, as a client would decode it."""
    for reply in series[::97]:
        page = Page.read(reply.payload)
        told = [port for _, _, inverter in reply.told for port in inverter.ports]
        assert [port["total"] for port in page.ports] == [port.total for port in told]
        assert page.head["time"] == int(reply.moment.timestamp())
        assert set(page.inverters[0]) == set(fields.SGS)


def test_the_seed_decides() -> None:
    """The same seed, the same series; another one, another."""
    first, again, other = (
        [reply.payload for reply in replies(seed, days=1)] for seed in (1, 1, 2)
    )
    assert first == again != other
