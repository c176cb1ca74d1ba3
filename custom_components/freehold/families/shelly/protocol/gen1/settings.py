"""All writable resources, what class a field of `/settings` is of, and what must not be shown."""

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any, Final

from .field import FieldClass
from .resource import Resource
from .tables import components, network
from .tables.common import DEVICE

RESOURCES: Final[Mapping[str, Resource]] = {
    resource.name: resource
    for resource in (
        DEVICE,
        network.STATION,
        network.SECOND_STATION,
        network.ACCESS_POINT,
        network.LOGIN,
        network.CLOUD,
        components.RELAY,
        components.ROLLER,
        components.LIGHT,
        components.COLOR,
        components.WHITE,
        components.INPUT,
        components.METER,
        components.EMETER,
        components.EXT_TEMPERATURE,
        components.EXT_HUMIDITY,
        components.EXT_SWITCH,
        components.FAVORITE,
        components.THERMOSTAT,
    )
}

_NOT_WRITTEN: Final[tuple[tuple[str, FieldClass], ...]] = (
    ("device.mode", FieldClass.STRUCTURAL),
    ("device.*", FieldClass.IDENTITY),
    ("fw", FieldClass.IDENTITY),
    ("fw_mode", FieldClass.DERIVED),
    ("build_info.*", FieldClass.IDENTITY),
    ("hwinfo.*", FieldClass.IDENTITY),
    ("wifi_ap.ssid", FieldClass.IDENTITY),
    ("login.default_username", FieldClass.IDENTITY),
    ("pin_code", FieldClass.SECRET),
    ("login.password", FieldClass.SECRET),
    ("mqtt.pass", FieldClass.SECRET),
    ("wifi_sta*.key", FieldClass.SECRET),
    ("time", FieldClass.VOLATILE),
    ("unixtime", FieldClass.VOLATILE),
    ("actions.*", FieldClass.DERIVED),
    ("alt_modes*", FieldClass.DERIVED),
    ("cloud.connected", FieldClass.VOLATILE),
    ("calibrated", FieldClass.VOLATILE),
    ("tilt_calibrated", FieldClass.VOLATILE),
    ("external_power", FieldClass.VOLATILE),
    ("pulse_mode_*", FieldClass.VOLATILE),
    ("load_autodetect", FieldClass.VOLATILE),
    ("sntp.enabled", FieldClass.DERIVED),
    ("sleep_mode.unit", FieldClass.DERIVED),
    ("relays[].ison", FieldClass.VOLATILE),
    ("relays[].has_timer", FieldClass.VOLATILE),
    ("relays[].overpower", FieldClass.VOLATILE),
    ("relays[].is_valid", FieldClass.VOLATILE),
    ("rollers[].state", FieldClass.VOLATILE),
    ("rollers[].power", FieldClass.VOLATILE),
    ("rollers[].is_valid", FieldClass.VOLATILE),
    ("rollers[].safety_switch", FieldClass.VOLATILE),
    *(
        (f"lights[].{name}", FieldClass.VOLATILE)
        for name in (
            "ison", "brightness", "power", "temp", "gain", "effect",
            "red", "green", "blue", "white",
        )
    ),
    ("lights[].out_*_url", FieldClass.SECRET),
    ("thermostats[].target_t.value_op", FieldClass.VOLATILE),
    ("thermostats[].target_t.units", FieldClass.DERIVED),
    ("ext_sensors*", FieldClass.DERIVED),
    *(
        (pattern, FieldClass.INTENT)
        for pattern in (
            "thermostats[].*", "adcs[].*", "emeter_n.*", "ext_humidity*",
            "ext_switch*", "ext_temperature*", "night_mode[].*", "schedule*",
            "cf_output", "coiot.execute_enable", "dcpower", "power",
        )
    ),
)  # fmt: skip

_TIME_ZONE: Final = frozenset(
    {"timezone", "tz_utc_offset", "tz_dst", "tz_dst_auto", "lat", "lng"}
)

_CONCEALED: Final = frozenset(
    {
        "key", "password", "pass", "pin_code", "user", "username", "ssid", "bssid",
        "lat", "lng", "mac", "hostname", "url", "urls", "peer", "server",
        "ip", "gw", "gateway", "dns", "id",
    }
)  # fmt: skip
"""Members that are concealed wherever they are: secrets, and what tells who lives where."""

CONCEALED: Final = "**REDACTED**"


def classify(path: str, *, tz_automatic: bool = False) -> FieldClass | None:
    """Return the class of a field of `/settings`, like `relays[].auto_on`; None if unknown.

    With `tz_automatic` (`tzautodetect` is on) time zone and place are the device's own.
    """
    if tz_automatic and path in _TIME_ZONE:
        return FieldClass.DERIVED
    if field_class := _WRITABLE.get(path):
        return field_class
    return next(
        (of for pattern, of in _NOT_WRITTEN if fnmatchcase(path, _literal(pattern))),
        None,
    )


def redacted(document: Any) -> Any:
    """Return a copy of any answer without secrets, places and names of networks."""
    if isinstance(document, Mapping):
        return {
            name: CONCEALED
            if value and (name in _CONCEALED or name.endswith("_url"))
            else redacted(value)
            for name, value in document.items()
        }
    if isinstance(document, list | tuple):
        return [redacted(member) for member in document]
    return document


def _literal(pattern: str) -> str:
    """Keep the brackets of a path from being a set of characters."""
    return pattern.replace("[]", "[[]]")


def _writable() -> Iterator[tuple[str, FieldClass]]:
    for resource in RESOURCES.values():
        prefix = f"{resource.root}." if resource.root else ""
        for field in resource.fields.values():
            yield prefix + field.path, field.field_class


_WRITABLE: Final = dict(_writable())
