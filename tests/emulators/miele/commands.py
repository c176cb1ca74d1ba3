"""What can be asked of the appliance: JSON actions and DOP2 writes."""

from collections.abc import Callable, Mapping
import json

from .appliance import Appliance, Refusal, RefusedError
from .contexts import (
    INTERIOR_LIGHT_OFF,
    INTERIOR_LIGHT_ON,
    LIGHT_OFF,
    LIGHT_ON,
    PAUSE,
    PROGRAM_ABORT,
    PROGRAM_FINALIZE,
    PROGRAM_STOP,
    START,
    STOP,
    SWITCH_OFF,
    SWITCH_ON,
)
from .dop2 import read_scalars
from .leaves import ACKNOWLEDGE, COMMAND, MAIN, POWER, SELECT, Leaves
from .models import Kind, Module

_DESELECT = 3
_SWITCHED_ON, _SWITCHED_OFF = 4, 1

type Action = Callable[[], None]


class Commands:
    """Carries writes out on the machine. Raises RefusedError for what it does not do."""

    def __init__(self, appliance: Appliance, leaves: Leaves) -> None:
        """Act on this appliance."""
        self._appliance = appliance
        self._leaves = leaves
        self._requests: Mapping[int, Action] = {
            START: appliance.remote_start,
            STOP: appliance.remote_stop,
            PROGRAM_STOP: appliance.remote_stop,
            PROGRAM_ABORT: appliance.remote_stop,
            PAUSE: appliance.remote_pause,
            PROGRAM_FINALIZE: appliance.finalize,
            LIGHT_ON: lambda: appliance.set_light(True),
            LIGHT_OFF: lambda: appliance.set_light(False),
            INTERIOR_LIGHT_ON: lambda: appliance.set_light(True),
            INTERIOR_LIGHT_OFF: lambda: appliance.set_light(False),
            SWITCH_ON: appliance.switch_on,
            SWITCH_OFF: appliance.switch_off,
        }

    def act(self, action: str, number: int) -> None:
        """Carry out one action of `PUT /State`."""
        appliance = self._appliance
        actions: Mapping[tuple[str, int], Action] = {
            ("DeviceAction", 2): appliance.wake,
            ("ProcessAction", 1): appliance.remote_start,
            ("ProcessAction", 2): appliance.remote_stop,
            ("ProcessAction", 3): appliance.remote_pause,
            ("ProcessAction", 4): lambda: appliance.set_super_freezing(True),
            ("ProcessAction", 5): lambda: appliance.set_super_freezing(False),
            ("ProcessAction", 6): lambda: appliance.set_super_cooling(True),
            ("ProcessAction", 7): lambda: appliance.set_super_cooling(False),
            ("Light", 1): lambda: appliance.set_light(True),
            ("Light", 2): lambda: appliance.set_light(False),
        }
        if (action, number) not in actions:
            raise RefusedError(Refusal.NOT_NOW)
        actions[action, number]()

    def write(self, unit: int, attribute: int, data: bytes) -> None:
        """Carry out a DOP2 write."""
        fields = read_scalars(data)
        writes: Mapping[int, Callable[[dict[int, int]], None]] = {
            COMMAND: self._request,
            POWER: self._power,
            SELECT: self._select,
            ACKNOWLEDGE: self._acknowledge,
        }
        if unit != MAIN or attribute not in (self._leaves.attributes(unit) or ()):
            raise RefusedError(Refusal.UNSUPPORTED)
        if attribute not in writes:
            raise RefusedError(Refusal.UNSUPPORTED)
        if self._appliance.asleep:
            raise RefusedError(Refusal.ASLEEP)
        writes[attribute](fields)

    def _request(self, fields: dict[int, int]) -> None:
        """Do what field 9 of the context allows; switching on is always possible when awake."""
        number = fields.get(1, 0)
        allowed = {*self._leaves.contexts.allowed_requests(), SWITCH_ON}
        if number not in allowed or number not in self._requests:
            raise RefusedError(Refusal.ASLEEP)
        self._requests[number]()

    def _power(self, fields: dict[int, int]) -> None:
        wish = fields.get(1)
        if wish == _SWITCHED_ON:
            self._appliance.switch_on()
        elif wish == _SWITCHED_OFF:
            self._appliance.switch_off()
        else:
            raise RefusedError(Refusal.NOT_NOW)

    def _select(self, fields: dict[int, int]) -> None:
        """Select from afar; ovens only with mobile start set at the panel. Modelled."""
        appliance = self._appliance
        if not appliance.remote_control:
            raise RefusedError(Refusal.REMOTE_DISABLED)
        if appliance.model.kind is Kind.OVEN and not appliance.mobile_start:
            raise RefusedError(Refusal.ASLEEP)
        if fields.get(3) == _DESELECT:
            appliance.deselect()
            return
        try:
            appliance.select(fields.get(1, 0))
        except KeyError as err:
            raise RefusedError(Refusal.NOT_NOW) from err

    def _acknowledge(self, fields: dict[int, int]) -> None:
        appliance = self._appliance
        appliance.messages = [
            known for known in appliance.messages if known != fields.get(2)
        ]


def refusal_status(refusal: Refusal, module: Module) -> int:
    """Return the code of a refusal: 400 or a 200 with `Failure` for "not now"."""
    return {
        Refusal.NOT_NOW: module.refusal_status,
        Refusal.REMOTE_DISABLED: 403,
        Refusal.ASLEEP: 500,
        Refusal.UNSUPPORTED: 404,
    }[refusal]


def parse_action(body: bytes) -> tuple[str, int] | None:
    """Return the single action of a body; None for anything else."""
    try:
        wish = json.loads(body)
    except ValueError:
        return None
    if not isinstance(wish, dict) or len(wish) != 1:
        return None
    action, number = next(iter(wish.items()))
    return (action, number) if type(number) is int else None
