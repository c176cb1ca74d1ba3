"""What a gateway is asked and what it answers with (docs/protocols/hoymiles.md, Messages)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from google.protobuf.message import Message

from .messages_pb2 import (
    AlarmsPage,
    Command,
    CommandStatus,
    Information,
    ReadingsPage,
    Settings,
)

OFFSET: Final = 28800
"""Seconds: what the vendor's app says in every time zone. No gateway was seen to mind."""


@dataclass(frozen=True, slots=True)
class Question[A: Message]:
    """The id of a request, and the type of its answer."""

    message_id: int
    answer: type[A]

    @property
    def answer_id(self) -> int:
        """The id of the answer."""
        return self.message_id - 0x100


INFORMATION: Final = Question(0xA301, Information)
ALARMS: Final = Question(0xA304, AlarmsPage)
COMMAND: Final = Question(0xA305, Command)
COMMAND_STATUS: Final = Question(0xA306, CommandStatus)
SETTINGS: Final = Question(0xA309, Settings)
READINGS: Final = Question(0xA311, ReadingsPage)
CLOUD_COMMAND: Final = Question(0x2305, Command)
"""As the vendor's cloud commands; the same from nearby is taken, too."""


def local_time(now: datetime) -> bytes:
    """Write a time as requests carry it."""
    return f"{now:%Y-%m-%d %H:%M:%S}".encode()


def seconds(now: datetime) -> int:
    """Write a time as seconds since 1970."""
    return int(now.timestamp())
