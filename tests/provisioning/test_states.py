"""The table of states: complete, closed, and drawn from itself."""

from itertools import product

import pytest

from custom_components.freehold.connection.errors import DeviceError
from custom_components.freehold.provisioning.failures import (
    FAILURES,
    code_of,
    recovery_key,
)
from custom_components.freehold.provisioning.states import (
    TRANSITIONS,
    Event,
    State,
    TransitionError,
    advance,
    mermaid,
)
from custom_components.freehold.provisioning.strategy import JobFailure

TERMINAL = {
    State.SUCCEEDED,
    State.FAILED_VALIDATION,
    State.FAILED,
    State.CANCELLED,
    State.NEEDS_ATTENTION,
}


@pytest.mark.parametrize(("state", "event"), product(State, Event))
def test_every_pair_is_listed_or_rejected(state: State, event: Event) -> None:
    """There is nothing in between."""
    if event in TRANSITIONS[state]:
        assert advance(state, event) is TRANSITIONS[state][event]
    else:
        with pytest.raises(TransitionError):
            advance(state, event)


def test_from_ends_nothing_leads_on() -> None:
    """Ends are final."""
    assert {state for state in State if state.terminal} == TERMINAL


@pytest.mark.parametrize("state", set(State) - TERMINAL)
def test_every_state_leads_to_an_end(state: State) -> None:
    """And every job that is at work can be recovered."""
    reached = {state}
    while (
        new := {
            following for known in reached for following in TRANSITIONS[known].values()
        }
        - reached
    ):
        reached |= new
    assert reached >= {State.FAILED, State.NEEDS_ATTENTION}
    assert Event.RECOVER in TRANSITIONS[state]


def test_every_state_can_be_reached() -> None:
    """Nothing is listed for nothing."""
    targets = {state for events in TRANSITIONS.values() for state in events.values()}
    assert targets | {State.QUEUED} == set(State)


def test_only_proof_leads_to_success() -> None:
    """There is one door."""
    doors = [
        s for s, events in TRANSITIONS.items() if State.SUCCEEDED in events.values()
    ]
    assert doors == [State.CONFIRMING]


def test_the_diagram_shows_the_whole_table() -> None:
    """One arrow for each entry, one beginning, and an end for each terminal state."""
    lines = mermaid().splitlines()
    arrows = sum(len(events) for events in TRANSITIONS.values())

    assert lines[:2] == ["stateDiagram-v2", "    [*] --> queued"]
    assert len(lines) == 2 + arrows + len(TERMINAL)
    assert "    confirming --> succeeded: succeed" in lines


def all_errors(kind: type[DeviceError] = DeviceError) -> list[type[DeviceError]]:
    """Return the whole tree of errors."""
    return [kind, *(e for sub in kind.__subclasses__() for e in all_errors(sub))]


@pytest.mark.parametrize("kind", all_errors())
def test_every_error_of_a_client_has_a_code(kind: type[DeviceError]) -> None:
    """One that is in the table of failures."""
    assert code_of(kind.__new__(kind)) in FAILURES


def test_codes_have_texts_and_unknown_ones_are_bugs() -> None:
    """A family cannot invent a code that nobody explains."""
    assert recovery_key("write_unknown") == "provisioning_write_unknown"
    with pytest.raises(KeyError):
        JobFailure("no such code")
