"""Who the appliance and its module are: leaves 144, 145, 1565 and 1566."""

from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar, Self

from ..frame import Leaf, Struct
from ..paths import LeafPath
from ..values import flag, integer, mac_address, nested, raw, text


class Application(IntEnum):
    """What the appliance says it takes part in: the indices in field 5 of leaf 144."""

    MIELE_AT_HOME = 1
    REMOTE_VISION = 2
    SUPERVISION = 3
    SMART_GRID = 4
    MOBILE_CONTROL = 5
    VOICE = 8
    FEATURE_LIST = 10
    WASH_TO_DRY = 11


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplianceIdent:
    """Leaf 144: the kind of appliance."""

    PATHS: ClassVar = (LeafPath(2, 144),)

    device_type: int | None
    """Numbered as `DeviceType` in the JSON ident."""
    protocol: int | None
    applications: frozenset[Application]

    @classmethod
    def parse(cls, leaf: Leaf) -> Self:
        """Read leaf 144."""
        applications = nested(leaf.root, 5) or Struct()
        return cls(
            device_type=raw(leaf.root, 1),
            protocol=raw(leaf.root, 2),
            applications=frozenset(
                each for each in Application if flag(applications, each)
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """Leaf 145 or 1566: what is printed on the plate of the appliance or of its module."""

    PATHS: ClassVar = (LeafPath(2, 145),)
    MODULE_PATHS: ClassVar = (LeafPath(14, 1566),)

    serial: str | None
    index: str | None
    model: str | None
    material: str | None

    @classmethod
    def parse(cls, leaf: Leaf) -> Self:
        """Read leaf 145 or 1566."""
        return cls(
            serial=text(leaf.root, 1),
            index=text(leaf.root, 2),
            model=text(leaf.root, 3),
            material=text(leaf.root, 4),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleIdent:
    """Leaf 1565: the communication module. MACs in lower case, with colons."""

    PATHS: ClassVar = (LeafPath(14, 1565),)

    firmware: str | None
    software_id: int | None
    wifi_mac: str | None
    lan_mac: str | None

    @classmethod
    def parse(cls, leaf: Leaf) -> Self:
        """Read leaf 1565."""
        return cls(
            firmware=text(leaf.root, 4),
            software_id=integer(leaf.root, 5),
            wifi_mac=mac_address(leaf.root, 6),
            lan_mac=mac_address(leaf.root, 8),
        )
