"""Kinds of appliances, by the number that mDNS and `Ident` tell (docs/protocols/miele.md, Tables)."""

from enum import IntEnum
from typing import Final

PEER_DEVICE_TYPE: Final = 2147483647
"""What another program announces when it poses as a member of the household."""


class ApplianceKind(IntEnum):
    """A kind of appliance. Its `key` is its translation key."""

    WASHING_MACHINE = 1
    TUMBLE_DRYER = 2
    WASHING_MACHINE_SEMI_PROFESSIONAL = 3
    TUMBLE_DRYER_SEMI_PROFESSIONAL = 4
    WASHING_MACHINE_PROFESSIONAL = 5
    TUMBLE_DRYER_PROFESSIONAL = 6
    DISHWASHER = 7
    DISHWASHER_SEMI_PROFESSIONAL = 8
    DISHWASHER_PROFESSIONAL = 9
    OVEN = 12
    OVEN_MICROWAVE = 13
    HOB_HIGHLIGHT = 14
    STEAM_OVEN = 15
    MICROWAVE = 16
    COFFEE_SYSTEM = 17
    HOOD = 18
    FRIDGE = 19
    FREEZER = 20
    FRIDGE_FREEZER = 21
    ROBOT_VACUUM_CLEANER = 23
    WASHER_DRYER = 24
    WARMING_DRAWER = 25
    HOB_INDUCTION = 27
    STEAM_OVEN_COMBI = 31
    WINE_CABINET = 32
    WINE_CONDITIONING_UNIT = 33
    WINE_STORAGE_CONDITIONING_UNIT = 34
    STEAM_OVEN_MICRO = 45
    DIALOG_OVEN = 67
    WINE_CABINET_FREEZER = 68
    STEAM_OVEN_MK2 = 73
    HOB_INDUCTION_EXTRACTOR = 74

    @property
    def key(self) -> str:
        """Return the translation key."""
        return self.name.lower()

    @property
    def is_washer(self) -> bool:
        """It washes laundry."""
        return self in _WASHERS

    @property
    def is_dryer(self) -> bool:
        """It dries laundry."""
        return self in _DRYERS

    @property
    def is_laundry(self) -> bool:
        """It washes or dries laundry."""
        return self in _WASHERS | _DRYERS

    @property
    def is_dishwasher(self) -> bool:
        """It washes dishes."""
        return self in _DISHWASHERS

    @property
    def is_oven(self) -> bool:
        """It has a cavity to cook in, microwaves included."""
        return self in _OVENS

    @property
    def is_hob(self) -> bool:
        """It has cooking zones."""
        return self in _HOBS

    @property
    def has_extractor(self) -> bool:
        """It draws off vapour."""
        return self in (self.HOOD, self.HOB_INDUCTION_EXTRACTOR)

    @property
    def is_cooling(self) -> bool:
        """It cools or freezes, wine included. It never sleeps and never runs a program."""
        return self in _COOLING

    @property
    def is_wine(self) -> bool:
        """It keeps wine."""
        return self in _WINE


def kind_of(device_type: int | None) -> ApplianceKind | None:
    """Return the kind of a device type number; None for one we know nothing of."""
    try:
        return ApplianceKind(device_type or 0)
    except ValueError:
        return None


_WASHERS: Final = frozenset(
    {
        ApplianceKind.WASHING_MACHINE,
        ApplianceKind.WASHING_MACHINE_SEMI_PROFESSIONAL,
        ApplianceKind.WASHING_MACHINE_PROFESSIONAL,
        ApplianceKind.WASHER_DRYER,
    }
)
_DRYERS: Final = frozenset(
    {
        ApplianceKind.TUMBLE_DRYER,
        ApplianceKind.TUMBLE_DRYER_SEMI_PROFESSIONAL,
        ApplianceKind.TUMBLE_DRYER_PROFESSIONAL,
        ApplianceKind.WASHER_DRYER,
    }
)
_DISHWASHERS: Final = frozenset(
    {
        ApplianceKind.DISHWASHER,
        ApplianceKind.DISHWASHER_SEMI_PROFESSIONAL,
        ApplianceKind.DISHWASHER_PROFESSIONAL,
    }
)
_OVENS: Final = frozenset(
    {
        ApplianceKind.OVEN,
        ApplianceKind.OVEN_MICROWAVE,
        ApplianceKind.STEAM_OVEN,
        ApplianceKind.MICROWAVE,
        ApplianceKind.STEAM_OVEN_COMBI,
        ApplianceKind.STEAM_OVEN_MICRO,
        ApplianceKind.DIALOG_OVEN,
        ApplianceKind.STEAM_OVEN_MK2,
    }
)
_HOBS: Final = frozenset(
    {
        ApplianceKind.HOB_HIGHLIGHT,
        ApplianceKind.HOB_INDUCTION,
        ApplianceKind.HOB_INDUCTION_EXTRACTOR,
    }
)
_WINE: Final = frozenset(
    {
        ApplianceKind.WINE_CABINET,
        ApplianceKind.WINE_CONDITIONING_UNIT,
        ApplianceKind.WINE_STORAGE_CONDITIONING_UNIT,
        ApplianceKind.WINE_CABINET_FREEZER,
    }
)
_COOLING: Final = _WINE | {
    ApplianceKind.FRIDGE,
    ApplianceKind.FREEZER,
    ApplianceKind.FRIDGE_FREEZER,
}
