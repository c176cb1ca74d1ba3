"""What a device has in its settings when it leaves the factory."""

from copy import deepcopy

from .model import Model
from .values import Json

_MQTT: Json = {
    "enable": False,
    "server": "192.168.33.3:1883",
    "user": "",
    "reconnect_timeout_max": 60,
    "reconnect_timeout_min": 2,
    "clean_session": True,
    "keep_alive": 60,
    "max_qos": 0,
    "retain": False,
    "update_period": 30,
}
_STATION: Json = {
    "enabled": False,
    "ssid": None,
    "ipv4_method": "dhcp",
    "ip": None,
    "gw": None,
    "mask": None,
    "dns": None,
}


def hostname(model: Model, mac: str) -> str:
    """Return the name that mDNS and the access point have, too."""
    return f"{model.host_prefix}-{model.short_mac(mac)}"


def factory_settings(model: Model, mac: str, firmware: str) -> Json:
    """Return `/settings` of a new device; its access point is open."""
    host = hostname(model, mac)
    electronics: Json = (
        {}
        if model.sleeping
        else {
            "hwinfo": {"hw_revision": "prod-191217", "batch_id": 1},
            "eco_mode_enabled": False,
        }
    )
    roaming: Json = (
        {} if model.sleeping else {"ap_roaming": {"enabled": False, "threshold": -70}}
    )
    return deepcopy(
        {
            "device": {
                "type": model.type,
                "mac": mac,
                "hostname": host,
                **model.identity,
            },
            "wifi_ap": {"enabled": True, "ssid": host, "key": ""},
            "wifi_sta": _STATION,
            "wifi_sta1": _STATION,
            **roaming,
            "mqtt": {**_MQTT, "id": host},
            "coiot": {"enabled": True, "update_period": 15, "peer": ""},
            "sntp": {"server": "time.google.com", "enabled": True},
            "login": {"enabled": False, "unprotected": False, "username": "admin"},
            "pin_code": "",
            "name": None,
            "fw": firmware,
            "pon_wifi_reset": False,
            "discoverable": True,
            "build_info": {
                "build_id": firmware,
                "build_timestamp": _timestamp(firmware),
                "build_version": "1.0",
            },
            "cloud": {"enabled": False, "connected": False},
            "timezone": None,
            "lat": None,
            "lng": None,
            "tzautodetect": True,
            "tz_utc_offset": 3600,
            "tz_dst": False,
            "tz_dst_auto": True,
            "time": "",
            "unixtime": 0,
            "debug_enable": False,
            "allow_cross_origin": False,
            "actions": {"active": False, "names": list(model.actions)},
            **model.settings,
            **electronics,
        }
    )


def _timestamp(firmware: str) -> str:
    date, _, time = firmware.partition("/")[0].partition("-")
    days = f"{date[:4]}-{date[4:6]}-{date[6:8]}"
    return f"{days}T{time[:2]}:{time[2:4]}:{time[4:6]}Z"
