"""Configuration and status of the components of a new device."""

from collections.abc import Mapping

from .board import Json
from .models import Firmware, Model

_TIMERS: Json = {
    "auto_on": False,
    "auto_on_delay": 60,
    "auto_off": False,
    "auto_off_delay": 60,
}
_LIMITS: Json = {"power_limit": 2800, "voltage_limit": 280, "current_limit": 12}
_ENERGY: Json = {"total": 0, "by_minute": [0, 0, 0], "minute_ts": 0}
_WARM: Json = {"temperature": {"tC": 42.3, "tF": 108.1}}
_MAINS: Json = {"apower": 0, "voltage": 230.0, "current": 0, "aenergy": _ENERGY}
_OFF_NIGHT: Json = {"enable": False, "brightness": 50, "active_between": []}

type Pair = tuple[Json, Json]


def _switch(model: Model) -> Pair:
    has_input = "input:0" in model.components
    config: Json = {
        "name": None,
        **({"in_mode": "follow", "in_locked": False} if has_input else {}),
        "initial_state": "restore_last",
        **_TIMERS,
        **({**_LIMITS, "autorecover_voltage_errors": False} if model.metered else {}),
    }
    measured = {**_MAINS, "freq": 50, "pf": 1} if model.metered else {}
    return config, {"source": "init", "output": False, **measured, **_WARM}


def _light(model: Model) -> Pair:
    config: Json = {
        "name": None,
        "in_mode": "dim",
        "initial_state": "restore_last",
        **_TIMERS,
        "transition_duration": 3,
        "min_brightness_on_toggle": 3,
        "night_mode": _OFF_NIGHT,
        "button_fade_rate": 3,
        "button_presets": {"button_doublepush": {"brightness": 100}},
        "range_map": [0, 100],
        **_LIMITS,
    }
    status = {"source": "init", "output": False, "brightness": 50, **_MAINS}
    return config, {**status, **_WARM}


def _cover(model: Model) -> Pair:
    config: Json = {
        "name": None,
        "motor": {"idle_power_thr": 2, "idle_confirm_period": 0.25},
        "maxtime_open": 60,
        "maxtime_close": 60,
        "initial_state": "stopped",
        "invert_directions": False,
        "in_mode": "dual",
        "swap_inputs": False,
        "safety_switch": {
            "enable": False,
            "direction": "both",
            "action": "stop",
            "allowed_move": None,
        },
        "obstruction_detection": {
            "enable": False,
            "direction": "both",
            "action": "stop",
            "power_thr": 1000,
            "holdoff": 1,
        },
        **_LIMITS,
    }
    status = {
        "source": "init",
        "state": "stopped",
        **_MAINS,
        "pf": 0,
        "freq": 50,
        **_WARM,
        "pos_control": True,
        "current_pos": 50,
        "last_direction": None,
    }
    return config, status


def _input(model: Model) -> Pair:
    buttons = not any(key.startswith("switch:") for key in model.components)
    buttons = buttons and not model.profiles
    config = {
        "name": None,
        "type": "button" if buttons else "switch",
        "enable": True,
        "invert": False,
        "factory_reset": True,
    }
    return config, {"state": None if buttons else False}


def _em(model: Model) -> Pair:
    config: Json = {
        "name": None,
        "blink_mode_selector": "active_energy",
        "phase_selector": "all",
        "monitor_phase_sequence": True,
        "reverse": {},
        "ct_type": "120A",
    }
    status: Json = {
        f"{phase}_{name}": value
        for phase, watts in (("a", 320.0), ("b", 85.0), ("c", -140.0))
        for name, value in (("act_power", watts), ("voltage", 230.0))
    }
    return config, {**status, "n_current": None, "user_calibrated_phase": []}


_BY_TYPE = {
    "switch": _switch,
    "light": _light,
    "cover": _cover,
    "input": _input,
    "em": _em,
}
_FIXED: Mapping[str, Pair] = {
    "emdata": ({}, {}),
    "temperature": (
        {"name": None, "report_thr_C": 0.5, "offset_C": 0},
        {"tC": 21.4, "tF": 70.5},
    ),
    "humidity": ({"name": None, "report_thr": 5, "offset": 0}, {"rh": 48.0}),
    "devicepower": (
        {},
        {
            "battery": {"V": 5.64, "percent": 81},
            "external": {"present": False},
        },
    ),
    "ht_ui": ({"temperature_unit": "C"}, {}),
    "ui": ({"idle_brightness": 30}, {}),
    "plugs_ui": (
        {
            "leds": {
                "mode": "switch",
                "colors": {
                    "switch:0": {
                        "on": {"rgb": [0, 100, 0], "brightness": 100},
                        "off": {"rgb": [100, 0, 0], "brightness": 100},
                    },
                    "power": {"brightness": 100},
                },
                "night_mode": {
                    "enable": False,
                    "brightness": 100,
                    "active_between": [],
                },
            },
            "controls": {"switch:0": {"in_mode": "momentary"}},
        },
        {},
    ),
}


def of_channel(key: str, model: Model) -> Pair:
    """Return configuration and status of what makes the model what it is."""
    kind, _, number = key.partition(":")
    config, status = _BY_TYPE[kind](model) if kind in _BY_TYPE else _FIXED[kind]
    numbered = {"id": int(number)} if number else {}
    return {**numbered, **config}, {**numbered, **status}


def of_system(model: Model, firmware: Firmware, mac: str) -> Mapping[str, Pair]:
    """Return configuration and status of what every device has, as it leaves the factory."""
    device_id = model.id_of(mac)
    second = firmware.second_generation
    device: Json = {
        "name": None,
        "mac": mac,
        "fw_id": firmware.build,
        "discoverable": True,
        "eco_mode": False,
        **({"profile": model.first_profile} if model.profiles else {}),
        **({} if model.wakeup_period or model.metered else {"addon_type": None}),
        **({"enhanced_security": False} if second else {}),
    }
    sys: Json = {
        "device": device,
        "location": {"tz": None, "lat": None, "lon": None},
        "debug": {
            "level": 2,
            "file_level": None,
            "mqtt": {"enable": False},
            "websocket": {"enable": False},
            "udp": {"addr": None},
        },
        "ui_data": {},
        "rpc_udp": {"dst_addr": None, "listen_port": None},
        "sntp": {"server": "time.cloudflare.com"},
        **(
            {"sleep": {"wakeup_period": model.wakeup_period}}
            if model.wakeup_period
            else {}
        ),
    }
    station: Json = {
        "ssid": None,
        "is_open": True,
        "enable": False,
        "ipv4mode": "dhcp",
        "ip": None,
        "netmask": None,
        "gw": None,
        "nameserver": None,
    }
    wifi: Json = {
        "ap": {
            "ssid": f"{model.hostname}-{mac}",
            "is_open": True,
            "enable": True,
            "range_extender": {"enable": False},
        },
        "sta": station,
        "sta1": dict(station),
        "roam": {"rssi_thr": -80, "interval": 60},
    }
    mqtt: Json = {
        "enable": False,
        "server": None,
        "client_id": device_id,
        "user": None,
        "ssl_ca": None,
        "topic_prefix": device_id,
        "rpc_ntf": True,
        "status_ntf": False,
        "use_client_cert": False,
        "enable_rpc": True,
        "enable_control": True,
    }
    system: dict[str, Pair] = {
        "ble": (
            {**({} if second else {"enable": True}), "rpc": {"enable": True}},
            {},
        ),
        "cloud": ({"enable": True, "server": None}, {"connected": False}),
        "mqtt": (mqtt, {"connected": False}),
        "sys": (sys, {}),
        "wifi": (
            wifi,
            {"sta_ip": None, "status": "disconnected", "ssid": None, "rssi": 0},
        ),
        "ws": (
            {"enable": False, "server": None, "ssl_ca": "ca.pem"},
            {"connected": False},
        ),
    }
    if model.ethernet:
        address = {"ip": None, "netmask": None, "gw": None, "nameserver": None}
        system["eth"] = (
            {"enable": True, "server_mode": False, "ipv4mode": "dhcp", **address},
            {"ip": None, "ip6": None},
        )
        system["modbus"] = ({"enable": False}, {})
    if model.matter:
        system["matter"] = (
            {"enable": False},
            {"num_fabrics": 0, "commissionable": False},
        )
    if not model.wakeup_period:
        system["bthome"] = ({}, {})
    return system
