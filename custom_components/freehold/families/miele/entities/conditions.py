"""Which appliances have an entity.

What they send and tell decides, and the kind only where a field means something else on others.
"""

from collections.abc import Callable
from typing import Final

from ..device import MieleDevice
from ..protocol.tables.kinds import ApplianceKind

type Exists = Callable[[MieleDevice], bool]

_WITHOUT_DOOR: Final = frozenset(
    {ApplianceKind.HOOD, ApplianceKind.ROBOT_VACUUM_CLEANER}
)
_BOIL_WATER: Final = frozenset(
    {
        ApplianceKind.STEAM_OVEN,
        ApplianceKind.STEAM_OVEN_COMBI,
        ApplianceKind.STEAM_OVEN_MICRO,
        ApplianceKind.STEAM_OVEN_MK2,
    }
)


def sends(field: str) -> Exists:
    """The appliance has a field of `/State`."""
    return lambda device: field in device.capabilities.fields


def tells(detail: str) -> Exists:
    """The appliance has told a detail beside its state."""
    return lambda device: detail in device.capabilities.leaves


def is_kind(test: Callable[[ApplianceKind], bool]) -> Exists:
    """It is of a kind of which this is true; of an unknown kind nothing is."""
    return lambda device: (kind := device.ident.kind) is not None and test(kind)


def all_of(*conditions: Exists) -> Exists:
    """All of them are true."""
    return lambda device: all(condition(device) for condition in conditions)


def runs_programs(device: MieleDevice) -> bool:
    """It runs programs; one of a kind new to us is taken to do so."""
    kind = device.ident.kind
    return device.ident.device_type is not None and not (
        kind and (kind.is_cooling or kind.is_hob or kind is ApplianceKind.HOOD)
    )


def has_one_door(device: MieleDevice) -> bool:
    """`SignalDoor` is about its door; some cooling appliances tell of each door by itself."""
    kind = device.ident.kind
    return (
        device.ident.device_type is not None
        and "SignalDoor" in device.capabilities.fields
        and "DoorStates" not in device.capabilities.fields
        and not (kind and (kind.is_hob or kind in _WITHOUT_DOOR))
    )


def is_steam_oven(device: MieleDevice) -> bool:
    """It boils water, so it has a tank and needs descaling."""
    return device.ident.kind in _BOIL_WATER


def is_coffee_system(device: MieleDevice) -> bool:
    """It makes coffee."""
    return device.ident.kind is ApplianceKind.COFFEE_SYSTEM


def uses_water(device: MieleDevice) -> bool:
    """It boils water for food or for drinks."""
    return is_steam_oven(device) or is_coffee_system(device)


def can_sleep(device: MieleDevice) -> bool:
    """It can be woken; cooling appliances never sleep."""
    kind = device.ident.kind
    return "DeviceAction" in device.capabilities.fields and not (
        kind and kind.is_cooling
    )


def has_container(index: int) -> Exists:
    """It has a TwinDos container at this place."""
    return lambda device: index < device.capabilities.containers
