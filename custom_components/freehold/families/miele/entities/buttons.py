"""What an appliance does at a press."""

from typing import Final

from ...descriptions import ButtonDescription
from ..device import MieleDevice
from ..protocol.actions import StateAction
from .conditions import Exists, all_of, can_sleep


def _allows(action: StateAction) -> Exists:
    return lambda device: device.capabilities.allows(action)


def _has_program_control(device: MieleDevice) -> bool:
    return device.capabilities.has_program_control(device.ident)


BUTTONS: Final[tuple[ButtonDescription[MieleDevice], ...]] = (
    ButtonDescription(
        key="start",
        translation_key="start",
        exists=_has_program_control,
        press=lambda device: device.start_program(),
    ),
    ButtonDescription(
        key="pause",
        translation_key="pause",
        exists=all_of(_has_program_control, _allows(StateAction.PAUSE)),
        press=lambda device: device.pause_program(),
    ),
    ButtonDescription(
        key="stop",
        translation_key="stop",
        exists=all_of(_has_program_control, _allows(StateAction.STOP)),
        press=lambda device: device.stop_program(),
    ),
    ButtonDescription(
        key="wake",
        translation_key="wake",
        exists=all_of(can_sleep, _allows(StateAction.WAKE)),
        press=lambda device: device.wake(),
    ),
)
