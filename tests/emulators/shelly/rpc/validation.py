"""What a configuration accepts."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from .arguments import fits
from .board import Json
from .errors import invalid


@dataclass(frozen=True, slots=True)
class Rule:
    """What a member accepts beyond having the type of what it holds."""

    choices: tuple[object, ...] = ()
    low: float = float("-inf")
    high: float = float("inf")
    longest: int | None = None
    kind: type | None = None
    nullable: bool = False
    read_only: bool = False
    restart: bool = False


_NAME = Rule(kind=str, longest=64, nullable=True)
_DELAY = Rule(low=0.1, high=86400)
_TEXT = Rule(kind=str, longest=255, nullable=True)
_RESTART_TEXT = Rule(kind=str, longest=255, nullable=True, restart=True)
_RESTART = Rule(restart=True)
_READ_ONLY = Rule(read_only=True)
_PERCENT = Rule(low=0, high=100)

RULES: Mapping[str, Rule] = {
    "*.name": _NAME,
    "switch.in_mode": Rule(
        choices=("momentary", "follow", "flip", "detached", "cycle", "activate")
    ),
    "switch.initial_state": Rule(choices=("off", "on", "restore_last", "match_input")),
    "switch.auto_on_delay": _DELAY,
    "switch.auto_off_delay": _DELAY,
    "switch.power_limit": Rule(low=0, high=4480),
    "switch.voltage_limit": Rule(low=0, high=280),
    "switch.current_limit": Rule(low=0, high=16),
    "light.in_mode": Rule(
        choices=("follow", "flip", "activate", "detached", "dim", "dual_dim")
    ),
    "light.initial_state": Rule(choices=("off", "on", "restore_last")),
    "light.auto_on_delay": _DELAY,
    "light.auto_off_delay": _DELAY,
    "light.transition_duration": Rule(low=0, high=5),
    "light.min_brightness_on_toggle": _PERCENT,
    "cover.in_mode": Rule(choices=("single", "dual", "detached")),
    "cover.initial_state": Rule(choices=("open", "closed", "stopped")),
    "cover.maxtime_open": Rule(low=0.1, high=300),
    "cover.maxtime_close": Rule(low=0.1, high=300),
    "input.type": Rule(choices=("switch", "button", "analog", "count")),
    "temperature.report_thr_C": Rule(low=0.5, high=5),
    "temperature.offset_C": Rule(low=-50, high=50),
    "humidity.report_thr": Rule(low=1, high=20),
    "ht_ui.temperature_unit": Rule(choices=("C", "F")),
    "em.blink_mode_selector": Rule(choices=("active_energy", "apparent_energy")),
    "em.monitor_phase_sequence": _RESTART,
    "boolean.default_value": Rule(kind=bool),
    "sys.device.name": _NAME,
    "sys.device.mac": _READ_ONLY,
    "sys.device.fw_id": _READ_ONLY,
    "sys.device.profile": _READ_ONLY,
    "sys.device.addon_type": Rule(
        choices=("sensor", "prooutput", "LoRa"), nullable=True, restart=True
    ),
    "sys.location.tz": _TEXT,
    "sys.location.lat": Rule(kind=float, low=-90, high=90, nullable=True),
    "sys.location.lon": Rule(kind=float, low=-180, high=180, nullable=True),
    "sys.sntp.server": _TEXT,
    "sys.rpc_udp.listen_port": Rule(
        kind=int, low=1, high=65535, nullable=True, restart=True
    ),
    "sys.rpc_udp.dst_addr": _RESTART_TEXT,
    "sys.sleep.wakeup_period": Rule(low=60, high=86400),
    "sys.debug.udp.addr": _TEXT,
    "sys.cfg_rev": _READ_ONLY,
    "wifi.ap.ssid": _READ_ONLY,
    "wifi.ap.is_open": Rule(),
    "wifi.ap.range_extender.enable": _RESTART,
    "wifi.sta.ssid": Rule(kind=str, longest=31, nullable=True),
    "wifi.sta.is_open": _READ_ONLY,
    "wifi.sta.ipv4mode": Rule(choices=("dhcp", "static")),
    "wifi.sta1.ssid": Rule(kind=str, longest=31, nullable=True),
    "wifi.sta1.is_open": _READ_ONLY,
    "wifi.sta1.ipv4mode": Rule(choices=("dhcp", "static")),
    "wifi.roam.rssi_thr": Rule(low=-100, high=0),
    "wifi.roam.interval": Rule(low=0, high=3600),
    "eth.ipv4mode": Rule(choices=("dhcp", "static")),
    "ble.enable": _RESTART,
    "ble.rpc.enable": _RESTART,
    "cloud.server": _READ_ONLY,
    "mqtt.enable": _RESTART,
    "mqtt.server": _RESTART_TEXT,
    "mqtt.client_id": _RESTART_TEXT,
    "mqtt.user": _RESTART_TEXT,
    "mqtt.topic_prefix": Rule(kind=str, longest=300, nullable=True, restart=True),
    "mqtt.ssl_ca": Rule(
        choices=("*", "ca.pem", "user_ca.pem"), nullable=True, restart=True
    ),
    "ws.enable": _RESTART,
    "ws.server": _RESTART_TEXT,
    "ws.ssl_ca": Rule(
        choices=("*", "ca.pem", "user_ca.pem"), nullable=True, restart=True
    ),
}


def changed(kind: str, config: Json, wanted: Mapping[str, Any]) -> tuple[Json, bool]:
    """Return the whole new configuration and whether it needs a restart, or refuse all of it."""
    new = deepcopy(config)
    return new, _merge(kind, new, wanted)


def _merge(path: str, config: Json, wanted: Mapping[str, Any]) -> bool:
    restart = False
    for name, value in wanted.items():
        if name == "id":
            continue
        if name not in config:
            raise invalid(name)
        rule = RULES.get(f"{path}.{name}") or RULES.get(f"*.{name}") or Rule()
        if rule.read_only and value != config[name]:
            raise invalid(name)
        before = config[name]
        if isinstance(before, dict) and before and isinstance(value, Mapping):
            restart |= _merge(f"{path}.{name}", before, value)
            continue
        if not _accepts(rule, before, value):
            raise invalid(name)
        restart |= rule.restart and before != value
        config[name] = value
    return restart


def _accepts(rule: Rule, before: object, value: object) -> bool:
    if value is None:
        return rule.nullable or before is None
    if rule.choices:
        return value in rule.choices
    kind = rule.kind or (float if fits(before, float) else type(before))
    if before is not None or rule.kind:
        if not fits(value, kind):
            return False
    if isinstance(value, str) and rule.longest is not None:
        return len(value.encode()) <= rule.longest
    if isinstance(value, int | float) and not isinstance(value, bool):
        return rule.low <= value <= rule.high
    return True
