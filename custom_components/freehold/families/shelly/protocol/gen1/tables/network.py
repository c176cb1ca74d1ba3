"""Wi-Fi, access point, login and cloud."""

from collections.abc import Mapping
from typing import Final

from ..field import Field, FieldClass
from ..resource import Resource
from .kinds import boolean, by_name, choice, text

_SITE: Final = FieldClass.SITE
_SECRET: Final = FieldClass.SECRET

_STATION: Final[Mapping[str, Field]] = by_name(
    boolean("enabled", of=_SITE),
    text("ssid", high=32, of=_SITE),
    text("key", high=64, of=_SECRET, echoed=False),
    choice("ipv4_method", "dhcp", "static"),
    text("ip", high=15, of=_SITE),
    text("netmask", "mask", high=15, of=_SITE),
    text("gateway", "gw", high=15, of=_SITE),
    text("dns", high=15, of=_SITE),
)

STATION: Final = Resource(
    name="sta", path="/settings/sta", root="wifi_sta", fields=_STATION
)
SECOND_STATION: Final = Resource(
    name="sta1", path="/settings/sta1", root="wifi_sta1", fields=_STATION
)
ACCESS_POINT: Final = Resource(
    name="ap",
    path="/settings/ap",
    root="wifi_ap",
    fields=by_name(boolean("enabled"), text("key", high=64, of=_SECRET)),
)
LOGIN: Final = Resource(
    name="login",
    path="/settings/login",
    root="login",
    fields=by_name(
        boolean("enabled"),
        boolean("unprotected"),
        text("username", low=1, high=50),
        text("password", low=1, high=50, of=_SECRET, echoed=False),
    ),
)
CLOUD: Final = Resource(
    name="cloud",
    path="/settings/cloud",
    root="cloud",
    fields=by_name(boolean("enabled")),
)
