"""What happens at inputs and buttons, as Home Assistant is told."""

from collections.abc import Iterable, Mapping
from typing import Final

from ...descriptions import DeviceEvent
from ..protocol.rpc.events import DeviceEvent as RpcEvent
from .channels import Channel

PUSHES: Final[Mapping[str, str]] = {
    "btn_down": "press",
    "btn_up": "release",
    "single_push": "single",
    "double_push": "double",
    "triple_push": "triple",
    "long_push": "long",
}
"""How devices call it, and how every generation is called here."""

EVENT: Final = "event"
_ATTRIBUTES: Final = ("idx", "channel")
"""Which of several buttons of a Bluetooth device it was."""


def event_key(component: str) -> str:
    """Return the key of the events of a component."""
    return f"{component}_{EVENT}"


def happening_of(event: RpcEvent, channels: Iterable[Channel]) -> DeviceEvent | None:
    """Translate an event; None for what is no push of anything."""
    kind = PUSHES.get(event.name)
    if kind is None:
        return None
    key = str(event.component)
    if event.component.type == "bthomesensor":
        # The button is told as one of its device's.
        key = next((c.part for c in channels if c.key == key and c.part), key)
    return DeviceEvent(
        key=event_key(key),
        type=kind,
        attributes={
            name: event.details[name] for name in _ATTRIBUTES if name in event.details
        },
    )
