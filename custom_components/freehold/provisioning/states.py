"""The states of a job, and the one table of what may follow what."""

from enum import StrEnum
from typing import Final


class State(StrEnum):
    """Where a job is."""

    QUEUED = "queued"
    PRECHECK = "precheck"
    PENDING_NETWORK = "pending_network"
    IDENTIFYING = "identifying"
    WAITING_FOR_USER = "waiting_for_user"
    PROVISIONING = "provisioning"
    WAITING_FOR_DEVICE = "waiting_for_device"
    CONFIRMING = "confirming"
    ROLLING_BACK = "rolling_back"
    RECOVERING = "recovering"
    AWAITING_DECISION = "awaiting_decision"
    SUCCEEDED = "succeeded"
    FAILED_VALIDATION = "failed_validation"
    FAILED = "failed"
    CANCELLED = "cancelled"
    NEEDS_ATTENTION = "needs_attention"

    @property
    def terminal(self) -> bool:
        """Nothing follows: only a new job can go on from here."""
        return not TRANSITIONS[self]


class Event(StrEnum):
    """What moves a job on."""

    CHECK = "check"
    CONNECT = "connect"
    IDENTIFY = "identify"
    ASK = "ask"
    WRITE = "write"
    LOOK = "look"
    CONFIRM = "confirm"
    SUCCEED = "succeed"
    REFUSE = "refuse"
    ROLL_BACK = "roll_back"
    FAIL = "fail"
    CANCEL = "cancel"
    GIVE_UP = "give_up"
    RECOVER = "recover"
    SUSPEND = "suspend"


_UNDO: Final = {Event.ROLL_BACK: State.ROLLING_BACK, Event.RECOVER: State.RECOVERING}
"""From every state in which a job is at work: it may fail, and Home Assistant may be killed."""

TRANSITIONS: Final[dict[State, dict[Event, State]]] = {
    State.QUEUED: {Event.CHECK: State.PRECHECK, **_UNDO},
    State.PRECHECK: {
        Event.CONNECT: State.PENDING_NETWORK,
        Event.ASK: State.WAITING_FOR_USER,
        Event.REFUSE: State.FAILED_VALIDATION,
        **_UNDO,
    },
    State.PENDING_NETWORK: {Event.IDENTIFY: State.IDENTIFYING, **_UNDO},
    State.IDENTIFYING: {
        Event.WRITE: State.PROVISIONING,
        Event.ASK: State.WAITING_FOR_USER,
        Event.LOOK: State.WAITING_FOR_DEVICE,
        Event.REFUSE: State.FAILED_VALIDATION,
        **_UNDO,
    },
    State.WAITING_FOR_USER: {
        Event.CHECK: State.PRECHECK,
        Event.IDENTIFY: State.IDENTIFYING,
        Event.WRITE: State.PROVISIONING,
        **_UNDO,
    },
    State.PROVISIONING: {
        Event.ASK: State.WAITING_FOR_USER,
        Event.LOOK: State.WAITING_FOR_DEVICE,
        Event.CONFIRM: State.CONFIRMING,
        **_UNDO,
    },
    State.WAITING_FOR_DEVICE: {
        Event.IDENTIFY: State.IDENTIFYING,
        Event.WRITE: State.PROVISIONING,
        Event.CONFIRM: State.CONFIRMING,
        **_UNDO,
    },
    State.CONFIRMING: {
        Event.LOOK: State.WAITING_FOR_DEVICE,
        Event.SUCCEED: State.SUCCEEDED,
        **_UNDO,
    },
    State.ROLLING_BACK: {
        Event.FAIL: State.FAILED,
        Event.CANCEL: State.CANCELLED,
        Event.GIVE_UP: State.NEEDS_ATTENTION,
        Event.RECOVER: State.RECOVERING,
    },
    State.RECOVERING: {
        Event.CHECK: State.PRECHECK,
        Event.CONNECT: State.PENDING_NETWORK,
        Event.SUSPEND: State.AWAITING_DECISION,
        **_UNDO,
    },
    State.AWAITING_DECISION: {
        Event.RECOVER: State.RECOVERING,
        Event.GIVE_UP: State.NEEDS_ATTENTION,
    },
    State.SUCCEEDED: {},
    State.FAILED_VALIDATION: {},
    State.FAILED: {},
    State.CANCELLED: {},
    State.NEEDS_ATTENTION: {},
}


class TransitionError(Exception):
    """A job was asked to do what its state does not allow: a bug, never a user's fault."""


def advance(state: State, event: Event) -> State:
    """Return the state that follows. Raises TransitionError for what the table does not list."""
    try:
        return TRANSITIONS[state][event]
    except KeyError as err:
        raise TransitionError(f"{event} is not possible in {state}") from err


def mermaid() -> str:
    """Draw the table as a state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.QUEUED}"]
    for state, events in TRANSITIONS.items():
        lines += [
            f"    {state} --> {following}: {event}"
            for event, following in events.items()
        ]
        if state.terminal:
            lines.append(f"    {state} --> [*]")
    return "\n".join(lines) + "\n"
