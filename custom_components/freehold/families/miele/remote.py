"""When a program may be started, stopped or paused from afar (docs/protocols/miele.md, Actions).

An appliance answers a command at the wrong moment with a bare refusal. It is asked first, so
that a person hears the reason.
"""

from ...connection.errors import WrongMomentError
from .model import MieleState
from .protocol.tables.status import Status

_REMOTE_OFF = 0
_REMOTE_NOT_NOW = 7

_STARTABLE = frozenset({Status.PROGRAMMED, Status.WAITING_TO_START, Status.PAUSED})
_STOPPABLE = frozenset(
    {Status.WAITING_TO_START, Status.RUNNING, Status.PAUSED, Status.RINSE_HOLD}
)


def check_start(state: MieleState) -> None:
    """Raise WrongMomentError unless a program is ready to start or to go on."""
    appliance = state.appliance
    _check_awake(state)
    _check_remote_control(state)
    if appliance.status == Status.RUNNING:
        raise WrongMomentError("a program is running", "already_running")
    if appliance.status not in _STARTABLE:
        raise WrongMomentError("no program is chosen", "no_program_chosen")
    if appliance.signal_door:
        raise WrongMomentError("the door is open", "door_open")
    if (
        appliance.status == Status.PROGRAMMED
        and state.kind is not None
        and state.kind.is_laundry
        and not state.mobile_start
    ):
        raise WrongMomentError("not released at the panel", "not_released")


def check_stop(state: MieleState) -> None:
    """Raise WrongMomentError unless there is a program to stop."""
    _check_awake(state)
    _check_remote_control(state)
    if state.appliance.status not in _STOPPABLE:
        raise WrongMomentError("no program is under way", "nothing_to_stop")


def check_pause(state: MieleState) -> None:
    """Raise WrongMomentError unless a program is running."""
    _check_awake(state)
    _check_remote_control(state)
    if state.appliance.status != Status.RUNNING:
        raise WrongMomentError("no program is running", "nothing_to_pause")


def check_light(state: MieleState) -> None:
    """Raise WrongMomentError while the appliance sleeps, its light with it."""
    _check_awake(state)


def _check_awake(state: MieleState) -> None:
    if state.appliance.is_asleep:
        raise WrongMomentError("it is asleep", "wake_first")


def _check_remote_control(state: MieleState) -> None:
    remote = state.appliance.remote_enable
    if not remote:
        return
    if remote[0] == _REMOTE_OFF:
        raise WrongMomentError("remote control is off", "remote_control_off")
    if remote[0] == _REMOTE_NOT_NOW:
        raise WrongMomentError("no remote control now", "remote_control_not_now")
