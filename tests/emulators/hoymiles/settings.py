"""What a gateway is set to: read with one numbering, written with another."""

from collections.abc import Mapping

from . import fields, wire
from .models import Model

type Setting = int | str
_SERVER = "dataeu.hoymiles.com"
_SERVER_PORT = 10081
WIFI = 1
FULL = 1000
"""No limit, in tenths of a percent."""
_MAC_PREFIX = b"HM"
"""Of the wired interface; the rest is the end of the serial number."""


class Settings:
    """Kept without power."""

    def __init__(self, model: Model, host: str, ssid: str, password: str) -> None:
        """Join this Wi-Fi."""
        self._model = model
        mac = _MAC_PREFIX + bytes.fromhex(model.serial[-8:])
        self._values: dict[str, Setting] = {
            "limit_power_mypower": FULL if model.built_in else 0,
            "netmode_select": WIFI,
            "server_send_time": model.upload_minutes,
            "wifi_rssi": 68,
            "serverport": _SERVER_PORT,
            "apn_set": "CMNET",
            "wifi_ssid": ssid,
            "wifi_password": password,
            "server_domain_name": _SERVER,
            "dtu_sn": model.serial,
            "access_model": 1,
            "dhcp_switch": 1,
            "apn_name": "NONE",
            "apn_password": "NONE",
            "sub1g_work_channel": 9,
            "dtu_ap_ssid": f"{model.access_point}-{model.serial}",
            "dtu_ap_pass": f"ap-{model.serial[-8:]}",
            **{f"cable_dns_{place}": 1 for place in range(4)},
            **{f"mac_{place}": byte for place, byte in enumerate(mac)},
            **{
                f"wifi_ip_addr_{place}": int(part)
                for place, part in enumerate(host.split("."))
            },
        }

    def __getitem__(self, name: str) -> Setting:
        """Return one of them; 0 or nothing where it was never set."""
        return self._values.get(name, "" if name in fields.CONFIG_TEXTS else 0)

    def __setitem__(self, name: str, value: Setting) -> None:
        """Change one of them."""
        self._values[name] = value

    @property
    def upload_minutes(self) -> int:
        """Return how often the vendor's cloud is told; 0: never."""
        return int(self["server_send_time"])

    def told(self, offset: int, time: int) -> bytes:
        """Return A209."""
        known: Mapping[str, Setting] = {
            name: value
            for name, value in self._values.items()
            if name in fields.GET_CONFIG
        }
        return wire.encode(fields.GET_CONFIG, {**known, "offset": offset, "time": time})

    def write(self, payload: bytes) -> None:
        """Take A310 for the whole of it: an absent number is a 0, an absent text stays."""
        sent = wire.decode(payload)
        for name, number in fields.SET_CONFIG.items():
            if name not in fields.GET_CONFIG or name in ("offset", "time", "dtu_sn"):
                continue
            if name not in fields.CONFIG_TEXTS:
                self._values[name] = wire.number(sent, number)
            elif number in sent:
                self._values[name] = wire.content(sent, number).decode(errors="replace")

    def forget_wifi(self) -> None:
        """Forget the home network."""
        self._values |= {"wifi_ssid": "", "wifi_password": "", "wifi_rssi": 0}
