"""What of an appliance can be switched."""

from collections.abc import Mapping
from typing import Final

from ...descriptions import SwitchDescription
from ..device import MieleDevice
from ..model import MieleState
from ..protocol.actions import StateAction
from ..protocol.tables.status import Light, Status
from .readings import while_awake

_LIGHTS: Final[Mapping[int | None, bool]] = {Light.ON: True, Light.OFF: False}


def _is_on(state: MieleState) -> bool | None:
    status = state.appliance.status
    if status is None:
        return None
    return status != Status.OFF and not state.appliance.is_asleep


def _has_light(device: MieleDevice) -> bool:
    """Fridges tell of their light and do not let it be switched."""
    kind = device.ident.kind
    return (
        device.capabilities.has_light
        and device.capabilities.allows(StateAction.LIGHT_ON, StateAction.LIGHT_OFF)
        and not (kind and kind.is_cooling and not kind.is_wine)
    )


def _light(state: MieleState) -> bool | None:
    return _LIGHTS.get(state.appliance.light)


def _is_super_cooling(state: MieleState) -> bool | None:
    if state.appliance.status is None:
        return None
    return state.appliance.status in (
        Status.SUPER_COOLING,
        Status.SUPER_COOLING_SUPER_FREEZING,
    )


def _is_super_freezing(state: MieleState) -> bool | None:
    if state.appliance.status is None:
        return None
    return state.appliance.status in (
        Status.SUPER_FREEZING,
        Status.SUPER_COOLING_SUPER_FREEZING,
    )


SWITCHES: Final[tuple[SwitchDescription[MieleDevice, MieleState], ...]] = (
    SwitchDescription(
        key="power",
        translation_key="power",
        exists=lambda device: (
            device.capabilities.power_writes(device.ident) is not None
        ),
        value=_is_on,
        turn=lambda device, on: device.set_power(on),
    ),
    SwitchDescription(
        key="light",
        translation_key="light",
        exists=_has_light,
        value=while_awake(_light),
        turn=lambda device, on: device.set_light(on),
    ),
    SwitchDescription(
        key="super_cooling",
        translation_key="super_cooling",
        exists=lambda device: device.capabilities.can_super_cool(device.ident),
        value=_is_super_cooling,
        turn=lambda device, on: device.set_super_cooling(on),
    ),
    SwitchDescription(
        key="super_freezing",
        translation_key="super_freezing",
        exists=lambda device: device.capabilities.can_super_freeze(device.ident),
        value=_is_super_freezing,
        turn=lambda device, on: device.set_super_freezing(on),
    ),
)
