"""What a gateway says first: who it is, and how it wants to be talked to."""

from dataclasses import dataclass, field
import re
from typing import Final, Self

from .....connection.errors import ProtocolError
from ..gateway import GatewayCommand
from ..models import is_separate
from .messages_pb2 import Information
from .versions import FIRST_WITH_LIMIT_FOR_NOW, WHO_IT_IS_ONLY, WITHOUT_SETTINGS

_ENCRYPTED: Final = 1 << 25
_ALWAYS: Final = frozenset(GatewayCommand) - {
    GatewayCommand.LIMIT_FOR_NOW,
    GatewayCommand.LIMIT_INVERTER,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hello:
    """The part of A201 that decides how to go on."""

    serial: str
    software: int
    encrypted: bool
    seed: bytes = field(repr=False)

    @classmethod
    def parse(cls, information: Information) -> Self:
        """Raises ProtocolError if it does not say who it is."""
        gateway = information.gateway
        return cls(
            serial=gateway_serial(information.gateway_serial),
            software=gateway.software,
            encrypted=bool(gateway.features & _ENCRYPTED),
            seed=gateway.seed,
        )

    @property
    def silent(self) -> str | None:
        """The firmware, if it is one that answers nothing but this."""
        return WHO_IT_IS_ONLY.get(self.software)

    @property
    def tells_settings(self) -> bool:
        """Whether it may be asked for its settings."""
        return self.software not in WITHOUT_SETTINGS

    @property
    def commands(self) -> frozenset[GatewayCommand]:
        """What it can be told."""
        if self.silent:
            return frozenset()
        if (
            self.encrypted
            and self.software >= FIRST_WITH_LIMIT_FOR_NOW
            and not is_separate(self.serial)
        ):
            return _ALWAYS | {GatewayCommand.LIMIT_FOR_NOW}
        return _ALWAYS


def gateway_serial(text: bytes) -> str:
    """Read the serial number as a gateway writes it: Solenso's end in a J that is no part of it."""
    serial = text.decode(errors="replace").strip("\0 ").upper().removesuffix("J")
    if not re.fullmatch(r"[0-9A-Z-]{6,20}", serial):
        raise ProtocolError("the gateway does not say who it is")
    return serial
