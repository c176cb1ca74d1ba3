"""Field numbers of every message that the emulated gateways read or write.

Written from the field tables alone (docs/protocols/hoymiles.md, Messages).
"""

from .wire import Table


def _numbered(*names: str, first: int = 1) -> dict[str, int]:
    return {name: number for number, name in enumerate(names, first)}


HELLO: Table = _numbered("ymd_hms", "offset", "package_now", "err_code", "time")
"""A301."""
GATEWAY: Table = _numbered(
    "dtu_sn", "time", "device_nub", "pv_nub", "package_nub", "package_now", "channel",
    "dtu_info", "meter_info", "rp_info", "pv_info", "unknown", "feature",
)  # fmt: skip
"""A201 and 2201."""
DTU_INFO: Table = _numbered(
    "device_kind", "dtu_sw", "dtu_hw", "step_time", "rf_hw", "rf_sw", "access_model",
    "communication_time", "signal_strength", "gprs_vsn", "wifi_vsn", "ka_nub", "rule_id",
    "error_code", "mode_485", "addr_485", "sub1g_band", "ch_total_nub", "ch_nub", "sub1g_rp",
    "ch_total", "gprs_imei", "sw_btime", "dfs", "shls", "type", "enc_rand",
)  # fmt: skip
METER_INFO: Table = _numbered(
    "device_kind", "meter_sn", "model", "ct", "com_way", "access_mode", "sw", "value"
)
PV_INFO: Table = _numbered(
    "device_kind", "pv_sn", "usfw", "pv_sw", "part_number", "pv_hw", "gpf_code", "gpf",
    "rf_hw", "rf_sw", "mi_rule_id",
)  # fmt: skip

READ: Table = _numbered("ymd_hms", "cp", "err_code", "offset", "time")
"""A311."""
READINGS: Table = _numbered(
    "sn", "time", "ap", "cp", "ver", "meter", "rp", "rsd", "sgs", "tgs", "pv", "dtu_power",
    "dtu_daily_energy",
)  # fmt: skip
"""A211 and 220C."""
METER: Table = _numbered(
    "type", "sn", "power", "power_a", "power_b", "power_c", "pf", "forward", "forward_a",
    "forward_b", "forward_c", "reverse", "reverse_a", "reverse_b", "reverse_c", "fault",
    "voltage_a", "voltage_b", "voltage_c", "current_a", "current_b", "current_c", "pf_a",
    "pf_b", "pf_c",
)  # fmt: skip
SGS: Table = {
    **_numbered(
        "sn", "ver", "voltage", "frequency", "power", "reactive", "current", "pf",
        "temperature", "wnum", "crc", "link", "p_lim",
    ),
    "mi_signal": 20,
}  # fmt: skip
TGS: Table = {
    **_numbered(
        "sn", "ver", "voltage_a", "voltage_b", "voltage_c", "voltage_ab", "voltage_bc",
        "voltage_ca", "frequency", "power", "reactive", "current_a", "current_b", "current_c",
        "pf", "temperature", "wnum", "crc", "link",
    ),
    "mi_signal": 20,
}  # fmt: skip
PV: Table = _numbered(
    "sn", "port", "voltage", "current", "power", "total", "today", "code"
)

_ADDRESSES = ("ip_addr", "subnet_mask", "default_gateway")
GET_CONFIG: Table = _numbered(
    "offset", "time", "lock_password", "lock_time", "limit_power_mypower",
    "zero_export_433_addr", "zero_export_enable", "netmode_select", "channel_select",
    "server_send_time", "wifi_rssi", "serverport", "apn_set", "meter_kind", "meter_interface",
    "wifi_ssid", "wifi_password", "server_domain_name", "inv_type", "dtu_sn", "access_model",
    *(f"mac_{number}" for number in range(4)),
    "dhcp_switch",
    *(f"{name}_{number}" for name in _ADDRESSES for number in range(4)),
    "ka_nub", "apn_name", "apn_password", "sub1g_sweep_switch", "sub1g_work_channel",
    *(f"cable_dns_{number}" for number in range(4)),
    *(f"wifi_ip_addr_{number}" for number in range(4)),
    "mac_4", "mac_5",
    *(f"wifi_mac_{number}" for number in range(6)),
    "gprs_imei", "dtu_ap_ssid", "dtu_ap_pass",
)  # fmt: skip
"""A209."""
_READ_ONLY = ("wifi_rssi", "ka_nub", "wifi_ip_addr", "wifi_mac", "gprs_imei")
SET_CONFIG: Table = _numbered(
    *(name for name in GET_CONFIG if not name.startswith(_READ_ONLY)),
    "app_page", "wifi_channel", "dtu_ap_old_pass", "tid",
)  # fmt: skip
"""A310."""
CONFIG_TEXTS = frozenset({
    "apn_set", "meter_kind", "meter_interface", "wifi_ssid", "wifi_password",
    "server_domain_name", "dtu_sn", "ka_nub", "apn_name", "apn_password", "gprs_imei",
    "dtu_ap_ssid", "dtu_ap_pass",
})  # fmt: skip
CONFIGURED: Table = _numbered("offset", "time", "err_code")
"""A210."""
NETWORK: Table = _numbered(
    "dtu_sn", "time", "net_set_mod", "net_set_time", "net_set_state", "net_work_mod",
    "net_work_time", "csq", "net_work_state", "ap_set_state",
)  # fmt: skip
"""A214."""

COMMAND: Table = _numbered(
    "time", "action", "dev_kind", "package_nub", "package_now", "tid", "data", "es_to_sn",
    "mi_to_sn",
)  # fmt: skip
"""A305 and 2305."""
TAKEN: Table = _numbered("dtu_sn", "time", "action", "package_now", "err_code", "tid")
"""A205 and 2205."""
ASK_STATUS: Table = _numbered("time", "action", "package_now", "tid", "err_code")
"""A306."""
STATUS: Table = _numbered(
    "dtu_sn", "time", "action", "package_nub", "package_now", "tid", "es_sns_sucs",
    "mi_sns_sucs", "es_sns_failds", "mi_sns_failds", "es_operating", "mi_operating",
)  # fmt: skip
"""A206."""
OPERATING: Table = _numbered("sn", "progress")

HEARTBEAT: Table = _numbered(
    "offset", "time", "csq", "dtu_sn", "dev_sn", "unknown_6", "unknown_7"
)
"""A202 and 2202."""
WARNINGS: Table = _numbered(
    "dtu_sn", "time", "package_nub", "package_now", "warn_device", "warns"
)
"""A204 and 220B."""
WARNING: Table = _numbered("sn", "code", "num", "s_time", "e_time", "data1", "data2")

ASK_DAY: Table = _numbered("cp", "offset", "requested_time", "requested_day")
"""A315."""
DAY: Table = _numbered(
    "sn", "ap", "cp", "offset", "request_time", "start_time", "long_term_start",
    "absolute_start", "step_time", "relative_power", "total_energy", "daily_energy",
    "power_array", "warning_number",
)  # fmt: skip
"""A215."""
ENERGIES: Table = _numbered("sn", "oft", "time", "energ")
"""A216."""
ENERGY: Table = _numbered("ed", "r_time")
