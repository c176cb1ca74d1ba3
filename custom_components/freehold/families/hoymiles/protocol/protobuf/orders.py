"""What a gateway can be told (docs/protocols/hoymiles.md, Commands).

Orders are checked when they are made: nothing is tried out at the device.
"""

from dataclasses import dataclass
from datetime import datetime
import math
from typing import Final

from ..errors import GatewayRefusedError
from ..gateway import check_percent
from .messages_pb2 import Command, CommandRequest, CommandStatus, CommandStatusRequest
from .questions import CLOUD_COMMAND, COMMAND, Question, seconds

REFUSED: Final = 7
"""What a DTU-Pro-S answers to a limit that it does not let others set."""

_RESTART: Final = 1
_RESTART_INVERTER: Final = 3
_START: Final = 6
_SHUT_DOWN: Final = 7
_LIMIT: Final = 8
_LIST_ALARMS: Final = 50
_LIMIT_FOR_NOW: Final = 211
_MICROINVERTER: Final = 1
"""The kind of device, as older apps number them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One command, ready to be sent."""

    action: int
    question: Question[Command] = COMMAND
    data: bytes = b""
    device_kind: int = 0
    inverters: tuple[int, ...] = ()

    def request(self, now: datetime) -> CommandRequest:
        """Write the command. Its time is the number under which its status is asked for."""
        return CommandRequest(
            time=seconds(now),
            action=self.action,
            device_kind=self.device_kind,
            packages=1,
            transaction=seconds(now),
            data=self.data,
            inverters=self.inverters,
        )


def limit(percent: int) -> Order:
    """Limit all inverters for good. Raises ValueError."""
    check_percent(percent)
    return Order(action=_LIMIT, data=b"A:%d,B:0,C:0\r" % (percent * 10))


def limit_for_now(watts: float) -> Order:
    """Limit all inverters until they restart. Raises ValueError."""
    tenths = round(watts * 10) if math.isfinite(watts) else 0
    if not 1 <= tenths <= 0x7FFF:
        raise ValueError(f"a limit for now is 0.1 to 3276.7 W: {watts!r}")
    return Order(action=_LIMIT_FOR_NOW, data=b"S:1,P:%d\r" % tenths)


def turn(inverter: str, *, on: bool) -> Order:
    """Switch an inverter on or off. Raises ValueError if that is no serial number."""
    return _to(inverter, _START if on else _SHUT_DOWN, CLOUD_COMMAND)


def restart_inverter(inverter: str) -> Order:
    """Restart an inverter. Raises ValueError if that is no serial number."""
    return _to(inverter, _RESTART_INVERTER, COMMAND)


def _to(inverter: str, action: int, question: Question[Command]) -> Order:
    number = int(inverter, 16)
    if not 0 < number < 1 << 48:
        raise ValueError(f"not a serial number: {inverter!r}")
    return Order(
        action=action,
        question=question,
        device_kind=_MICROINVERTER,
        inverters=(number,),
    )


RESTART: Final = Order(action=_RESTART, question=CLOUD_COMMAND)
LIST_ALARMS: Final = Order(action=_LIST_ALARMS)


def answers(request: CommandRequest, told: Command | CommandStatus) -> bool:
    """Tell whether an answer belongs to this command, and not to one before."""
    return told.action == request.action and told.transaction in (
        0,
        request.transaction,
    )


def check_accepted(told: Command) -> None:
    """Raises GatewayRefusedError, with the number that the gateway gave as its reason."""
    if told.error == REFUSED:
        raise GatewayRefusedError(
            "the gateway refused the command (7): it may leave this to its zero-export control or to the cloud"
        )
    if told.error:
        raise GatewayRefusedError(f"the gateway refused the command ({told.error})")


def status_request(request: CommandRequest, now: datetime) -> CommandStatusRequest:
    """Ask how far a command is."""
    return CommandStatusRequest(
        time=seconds(now),
        action=request.action,
        package=1,
        transaction=request.transaction,
    )


def is_done(told: CommandStatus) -> bool:
    """Tell whether a command has ended. Raises GatewayRefusedError if an inverter failed."""
    if told.operating:
        return False
    codes = ", ".join(str(error.code) for error in told.errors if error.code)
    if told.failed or codes:
        raise GatewayRefusedError(
            f"an inverter did not carry out the command{f' ({codes})' if codes else ''}"
        )
    return True
