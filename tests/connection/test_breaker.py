"""The circuit breaker: when nothing is sent, and when one probe is."""

from hypothesis import given, strategies as st
import pytest

from custom_components.freehold.connection.breaker import BreakerState, CircuitBreaker
from custom_components.freehold.connection.errors import (
    ConnectionLostError,
    ReconnectionError,
)
from custom_components.freehold.connection.policy import ConnectionPolicy

from .script import FakeTime

POLICY = ConnectionPolicy(breaker_failures=3, breaker_pause=30, breaker_pause_limit=100)

LOST = ConnectionLostError("no answer in time")


class BarredError(ConnectionLostError):
    """Something that tells why."""

    key = "barred"


def opened(time: FakeTime) -> CircuitBreaker:
    """Return one that has just opened."""
    breaker = CircuitBreaker(POLICY, time.clock, "washer")
    for _ in range(POLICY.breaker_failures):
        breaker.failure(breaker.admit(), LOST)
    return breaker


def test_opens_at_the_last_of_the_failures_in_a_row(time: FakeTime) -> None:
    """Not one failure earlier."""
    breaker = CircuitBreaker(POLICY, time.clock, "washer")
    states = []
    for _ in range(3):
        breaker.failure(breaker.admit(), LOST)
        states.append(breaker.state)
    assert states == [BreakerState.CLOSED, BreakerState.CLOSED, BreakerState.OPEN]


def test_a_contact_starts_the_count_again(time: FakeTime) -> None:
    """Only failures in a row count."""
    breaker = CircuitBreaker(POLICY, time.clock, "washer")
    for answered in (False, False, True, False, False):
        if answered:
            breaker.contact()
        else:
            breaker.failure(breaker.admit(), LOST)
    assert breaker.state is BreakerState.CLOSED
    assert breaker.consecutive_failures == 2


def test_open_refuses_and_says_how_long(time: FakeTime) -> None:
    """The error names the device and the seconds that are left."""
    breaker = opened(time)
    time.elapsed += 10
    with pytest.raises(ReconnectionError, match="washer did not answer 3") as refused:
        breaker.admit()
    assert refused.value.retry_after == 20


def test_open_tells_why_the_last_attempt_failed(time: FakeTime) -> None:
    """In its own words, and by its key only if that tells more than silence."""
    breaker = opened(time)
    with pytest.raises(ReconnectionError, match="no answer in time") as refused:
        breaker.admit()
    assert refused.value.key == "reconnection_failed"
    breaker.failure(None, BarredError("the door is shut"))
    with pytest.raises(ReconnectionError, match="the door is shut") as refused:
        breaker.admit()
    assert refused.value.key == "barred"


def test_whoever_failed_need_not_wait_once_somebody_was_answered(
    time: FakeTime,
) -> None:
    """Of two requests under way the other one may have had contact meanwhile."""
    breaker = opened(time)
    breaker.contact()
    assert breaker.refusal("is still silent").retry_after == 0


def test_half_open_admits_one_probe(time: FakeTime) -> None:
    """A device that comes back is not met by everybody at once."""
    breaker = opened(time)
    time.elapsed += 30
    assert breaker.state is BreakerState.HALF_OPEN
    assert breaker.retry_after == 0
    assert breaker.admit() is not None
    with pytest.raises(ReconnectionError) as refused:
        breaker.admit()
    assert refused.value.retry_after == POLICY.breaker_pause


def test_an_answered_probe_closes(time: FakeTime) -> None:
    """From then on everything is admitted, and nothing is a probe."""
    breaker = opened(time)
    time.elapsed += 30
    breaker.admit()
    breaker.contact()
    assert breaker.state is BreakerState.CLOSED
    assert breaker.retry_after is None
    assert breaker.admit() is None


def test_a_sighting_lets_the_next_request_be_the_probe(time: FakeTime) -> None:
    """Whoever saw the device knows better than a pause; one probe still decides."""
    breaker = opened(time)
    breaker.expect()

    probe = breaker.admit()
    assert probe is not None
    with pytest.raises(ReconnectionError):
        breaker.admit()
    breaker.failure(probe, LOST)
    assert breaker.state is BreakerState.OPEN


def test_a_sighting_of_a_device_in_contact_changes_nothing(time: FakeTime) -> None:
    """Closed stays closed."""
    breaker = CircuitBreaker(POLICY, time.clock, "washer")
    breaker.expect()

    assert breaker.state is BreakerState.CLOSED
    assert breaker.admit() is None


def test_each_failed_probe_doubles_the_pause_up_to_the_limit(time: FakeTime) -> None:
    """A device that stays away is asked ever more seldom."""
    breaker = opened(time)
    pauses = []
    for _ in range(4):
        pause = breaker.retry_after
        assert pause is not None
        pauses.append(pause)
        time.elapsed += pause
        breaker.failure(breaker.admit(), LOST)
    assert pauses == [30, 60, 100, 100]


def test_after_a_contact_the_pause_is_short_again(time: FakeTime) -> None:
    """The next outage starts from the first pause."""
    breaker = opened(time)
    time.elapsed += 30
    breaker.failure(breaker.admit(), LOST)
    breaker.contact()
    for _ in range(3):
        breaker.failure(breaker.admit(), LOST)
    assert breaker.retry_after == 30


def test_a_failure_from_before_it_opened_does_not_prolong_the_pause(
    time: FakeTime,
) -> None:
    """Of several requests under way, the later losses are old news."""
    breaker = opened(time)
    time.elapsed += 10
    breaker.failure(None, LOST)
    assert breaker.retry_after == 20


def test_a_withdrawn_probe_leaves_room_for_the_next(time: FakeTime) -> None:
    """A probe that told nothing does not block the device for ever."""
    breaker = opened(time)
    time.elapsed += 30
    breaker.withdraw(breaker.admit())
    assert breaker.admit() is not None


def test_an_outdated_probe_does_not_speak_for_the_present_one(time: FakeTime) -> None:
    """Its end neither frees the place nor prolongs the pause."""
    breaker = opened(time)
    time.elapsed += 30
    outdated = breaker.admit()
    breaker.contact()
    for _ in range(3):
        breaker.failure(breaker.admit(), LOST)
    time.elapsed += 30
    breaker.admit()
    breaker.withdraw(outdated)
    breaker.failure(outdated, LOST)
    assert breaker.retry_after == 0
    with pytest.raises(ReconnectionError):
        breaker.admit()


@given(st.lists(st.sampled_from(["contact", "failure", "wait"]), max_size=60))
def test_nothing_is_admitted_before_the_pause_is_over(events: list[str]) -> None:
    """Whatever happened before, and the pause never exceeds its limit."""
    time = FakeTime()
    breaker = CircuitBreaker(POLICY, time.clock, "washer")
    in_a_row = 0
    for event in events:
        if event == "wait":
            time.elapsed += 17
            continue
        remaining = breaker.retry_after
        assert (remaining is None) == (in_a_row < 3)
        if remaining:
            assert remaining <= POLICY.breaker_pause_limit
            with pytest.raises(ReconnectionError):
                breaker.admit()
            continue
        probe = breaker.admit()
        if event == "contact":
            breaker.contact()
            in_a_row = 0
        else:
            breaker.failure(probe, LOST)
            in_a_row += 1
        assert breaker.consecutive_failures == in_a_row
