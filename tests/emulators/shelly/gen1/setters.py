"""What can be written in settings, by the name that writes it, and where it is echoed.

Many are echoed under another name (`sntp_server` as `sntp.server`, `netmask` as `mask`);
sending the echoed name is silently ignored. A setter exists on a device that echoes its path.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from .values import (
    Parser,
    bit,
    choice,
    flag,
    integer,
    number,
    optional_text,
    rules,
    text,
)

_DAY_SECONDS = 86400.0
_WATTS = 4600.0


@dataclass(frozen=True, slots=True)
class Setter:
    """One parameter."""

    path: tuple[str, ...]
    parse: Parser
    secret: bool = False
    """It is kept, and never echoed."""
    reboots: bool = False


type Setters = Mapping[str, Setter]


def _same(parse: Parser, *names: str) -> dict[str, Setter]:
    return {name: Setter((name,), parse) for name in names}


def _under(parent: str, prefix: str, **parsers: Parser) -> dict[str, Setter]:
    return {
        f"{prefix}{name}": Setter((parent, name), parse)
        for name, parse in parsers.items()
    }


CLOCK_FIELDS = frozenset(
    {"timezone", "tz_utc_offset", "tz_dst", "tz_dst_auto", "lat", "lng"}
)
"""The device owns them while `tzautodetect` is on."""

SETTINGS: Setters = {
    **_same(optional_text, "name", "timezone"),
    **_same(number(-180, 180), "lat", "lng"),
    **_same(
        flag,
        "tzautodetect",
        "tz_dst",
        "tz_dst_auto",
        "discoverable",
        "factory_reset_from_switch",
        "pon_wifi_reset",
        "wifirecovery_reboot_enabled",
        "led_status_disable",
        "led_power_disable",
        "debug_enable",
        "allow_cross_origin",
        "favorites_enabled",
        "ext_switch_enable",
        "ext_switch_reverse",
        "calibrated",
    ),
    **_same(integer(-50400, 50400), "tz_utc_offset"),
    **_same(number(0, _WATTS), "max_power"),
    **_same(integer(100, 5000), "longpush_time", "transition"),
    **_same(integer(0, 100), "min_brightness"),
    **_same(integer(1, 5), "fade_rate"),
    **_same(number(-50, 50), "temperature_offset", "humidity_offset"),
    "eco_mode_enabled": Setter(("eco_mode_enabled",), flag, reboots=True),
    "mode": Setter(("mode",), text(1, 10), reboots=True),
    "sntp_server": Setter(("sntp", "server"), text()),
    "coiot_enable": Setter(("coiot", "enabled"), flag),
    "coiot_update_period": Setter(("coiot", "update_period"), integer(15, 65535)),
    "coiot_peer": Setter(("coiot", "peer"), text()),
    **_under("ap_roaming", "ap_roaming_", enabled=flag, threshold=integer(-100, 0)),
    "longpush_duration_ms_min": Setter(
        ("longpush_duration_ms", "min"), integer(100, 3000)
    ),
    "longpush_duration_ms_max": Setter(
        ("longpush_duration_ms", "max"), integer(800, 6000)
    ),
    "multipush_time_between_pushes_ms_max": Setter(
        ("multipush_time_between_pushes_ms", "max"), integer(200, 2000)
    ),
    **_under(
        "mqtt",
        "mqtt_",
        enable=flag,
        server=text(),
        user=text(),
        id=text(),
        clean_session=flag,
        retain=flag,
        keep_alive=integer(0, 65535),
        update_period=integer(0, 65535),
        max_qos=integer(0, 2),
        reconnect_timeout_min=number(1, 3600),
        reconnect_timeout_max=number(1, 3600),
    ),
    "mqtt_pass": Setter(("mqtt", "pass"), text(), secret=True),
    "temperature_units": Setter(("sensors", "temperature_unit"), choice("C", "F")),
    "temperature_threshold": Setter(
        ("sensors", "temperature_threshold"), number(0.5, 10)
    ),
    "humidity_threshold": Setter(("sensors", "humidity_threshold"), number(1, 50)),
    "sleep_mode_period": Setter(("sleep_mode", "period"), integer(1, 24)),
}

ACCESS_POINT: Setters = {
    "enabled": Setter(("enabled",), flag),
    "key": Setter(("key",), text()),
}
STATION: Setters = {
    "enabled": Setter(("enabled",), flag),
    "ssid": Setter(("ssid",), text(1, 32)),
    "key": Setter(("key",), text(), secret=True),
    "ipv4_method": Setter(("ipv4_method",), choice("dhcp", "static")),
    "ip": Setter(("ip",), optional_text),
    "netmask": Setter(("mask",), optional_text),
    "gateway": Setter(("gw",), optional_text),
    "dns": Setter(("dns",), optional_text),
}
LOGIN: Setters = {
    "enabled": Setter(("enabled",), flag),
    "unprotected": Setter(("unprotected",), flag),
    "username": Setter(("username",), text(1, 50)),
    "password": Setter(("password",), text(1, 50), secret=True),
}
CLOUD: Setters = {"enabled": Setter(("enabled",), flag)}

_SCHEDULED: Setters = {**_same(flag, "schedule"), **_same(rules, "schedule_rules")}

RELAY: Setters = {
    **_SCHEDULED,
    **_same(optional_text, "name", "appliance_type"),
    **_same(choice("off", "on", "last", "switch"), "default_state"),
    **_same(
        choice(
            "momentary",
            "toggle",
            "edge",
            "detached",
            "action",
            "cycle",
            "momentary_on_release",
        ),
        "btn_type",
    ),
    **_same(bit, "btn_reverse"),
    **_same(number(0, _DAY_SECONDS), "auto_on", "auto_off"),
    **_same(number(0, _WATTS), "max_power", "power"),
}
ROLLER: Setters = {
    **_SCHEDULED,
    **_same(choice("stop", "open", "close"), "default_state"),
    **_same(choice("openclose", "onebutton"), "input_mode"),
    "btn_type": Setter(("button_type",), choice("momentary", "toggle", "detached")),
    **_same(bit, "btn_reverse"),
    **_same(flag, "swap", "swap_inputs", "positioning"),
    **_same(number(1, 300), "maxtime", "maxtime_open", "maxtime_close"),
    **_same(
        choice("disabled", "while_opening", "while_closing", "while_moving"),
        "obstacle_mode",
        "safety_mode",
    ),
    **_same(choice("stop", "reverse"), "obstacle_action"),
    **_same(choice("stop", "pause", "reverse"), "safety_action"),
    **_same(
        choice("none", "open", "close", "all", "reverse"), "safety_allowed_on_trigger"
    ),
    **_same(number(0, _WATTS), "obstacle_power", "off_power"),
    **_same(number(0, 65535), "obstacle_delay", "ends_delay"),
}
LIGHT: Setters = {
    **_SCHEDULED,
    **_same(optional_text, "name"),
    **_same(choice("off", "on", "last", "switch"), "default_state"),
    **_same(
        choice(
            "one_button", "dual_button", "toggle", "edge", "detached", "action", "cycle"
        ),
        "btn_type",
    ),
    **_same(number(0, _DAY_SECONDS), "auto_on", "auto_off"),
    **_same(integer(10, 300), "btn_debounce"),
    **_same(bit, "swap_inputs", "btn_reverse"),
}
INPUT: Setters = {
    **_same(optional_text, "name"),
    **_same(choice("momentary", "toggle"), "btn_type"),
    **_same(bit, "btn_reverse"),
}
FAVORITE: Setters = {**_same(text(), "name"), **_same(integer(0, 100), "pos")}
