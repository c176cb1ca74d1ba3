"""How well the communication module is connected: leaf 1568."""

from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar, Self

from ..frame import Leaf
from ..paths import LeafPath
from ..values import integer, mac_address, member, raw


class ModuleConnection(IntEnum):
    """Field 1."""

    STARTING = 0
    DISCONNECTED = 1
    CONNECTED = 2
    ACCESS_POINT_CLOSED = 3
    ACCESS_POINT_OPEN = 4
    SWITCHED_OFF = 7
    CONNECTING = 8
    CABLE = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleState:
    """The module's place on the network."""

    PATHS: ClassVar = (LeafPath(14, 1568),)

    connection: ModuleConnection | None
    signal_percent: int | None
    rssi_dbm: int | None
    band_mhz: int | None
    channel: int | None
    bssid: str | None
    cloud_status: int | None

    @classmethod
    def parse(cls, leaf: Leaf) -> Self:
        """Read leaf 1568."""
        return cls(
            connection=member(ModuleConnection, leaf.root, 1),
            signal_percent=integer(leaf.root, 2),
            rssi_dbm=integer(leaf.root, 13) or None,
            band_mhz=integer(leaf.root, 11) or None,
            channel=raw(leaf.root, 12) or None,
            bssid=mac_address(leaf.root, 14),
            cloud_status=integer(leaf.root, 8),
        )
