"""What may be written to `/State`, and how an appliance says yes or no (docs/protocols/miele.md, Actions)."""

from enum import Enum
from typing import Final

from ....connection.errors import CommandRefusedError, ProtocolError
from .signing import read_json
from .state import ApplianceState
from .tables.status import Light, Status


class StateAction(Enum):
    """All that Freehold ever writes to `/State`: one field and its value.

    Switching gas on and off exists in the protocol and is not here on purpose.
    """

    START = ("ProcessAction", 1)
    """Also resumes after a pause."""
    STOP = ("ProcessAction", 2)
    PAUSE = ("ProcessAction", 3)
    SUPER_FREEZE_ON = ("ProcessAction", 4)
    SUPER_FREEZE_OFF = ("ProcessAction", 5)
    SUPER_COOL_ON = ("ProcessAction", 6)
    SUPER_COOL_OFF = ("ProcessAction", 7)
    WAKE = ("DeviceAction", 2)
    LIGHT_ON = ("Light", 1)
    LIGHT_OFF = ("Light", 2)

    @property
    def body(self) -> bytes:
        """The JSON to send, without padding."""
        name, value = self.value
        return f'{{"{name}": {value}}}'.encode()

    def has_landed(self, state: ApplianceState) -> bool:
        """Tell whether the appliance is as this action leaves it."""
        if self is StateAction.WAKE:
            return state.status is not None and not state.is_asleep
        if self in _LIGHTS:
            return state.light == _LIGHTS[self]
        if state.status is None:
            return False
        among, expected = _STATUSES[self]
        return (state.status in among) is expected


_LIGHTS: Final = {StateAction.LIGHT_ON: Light.ON, StateAction.LIGHT_OFF: Light.OFF}

_UNDER_WAY: Final = frozenset(
    {Status.WAITING_TO_START, Status.RUNNING, Status.PAUSED, Status.RINSE_HOLD}
)
_SUPER_FREEZING: Final = frozenset(
    {Status.SUPER_FREEZING, Status.SUPER_COOLING_SUPER_FREEZING}
)
_SUPER_COOLING: Final = frozenset(
    {Status.SUPER_COOLING, Status.SUPER_COOLING_SUPER_FREEZING}
)

_STATUSES: Final[dict[StateAction, tuple[frozenset[Status], bool]]] = {
    StateAction.START: (frozenset({Status.RUNNING}), True),
    StateAction.STOP: (_UNDER_WAY, False),
    StateAction.PAUSE: (frozenset({Status.PAUSED}), True),
    StateAction.SUPER_FREEZE_ON: (_SUPER_FREEZING, True),
    StateAction.SUPER_FREEZE_OFF: (_SUPER_FREEZING, False),
    StateAction.SUPER_COOL_ON: (_SUPER_COOLING, True),
    StateAction.SUPER_COOL_OFF: (_SUPER_COOLING, False),
}
"""Statuses, and whether the appliance is then in one of them or in none."""


def check_outcome(body: bytes) -> None:
    """Look into the list that answers a write: status 200 alone does not mean yes.

    Raises CommandRefusedError for a failure in it, ProtocolError for anything but a list.
    """
    if not body.strip(b" \0\r\n\t"):
        return
    outcomes = read_json(body)
    if not isinstance(outcomes, list):
        raise ProtocolError("the answer to a command is not a list")
    for outcome in outcomes:
        if not isinstance(outcome, dict) or not outcome.keys() & {"Success", "Failure"}:
            raise ProtocolError(
                "the answer to a command is neither success nor failure"
            )
        if "Failure" in outcome:
            raise CommandRefusedError("the appliance refused the command")
