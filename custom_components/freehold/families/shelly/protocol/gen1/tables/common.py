"""What `/settings` itself takes: of every device, and of single models."""

from typing import Final

from ..field import Field, FieldClass, Kind
from ..resource import Resource
from .kinds import boolean, by_name, choice, number, text, whole

_SITE: Final = FieldClass.SITE
_SECRET: Final = FieldClass.SECRET
_PERIOD: Final = 65535
"""The longest period, seconds."""

_DEVICE: Final = (
    text("name"),
    Field(
        name="mode",
        kind=Kind.TEXT,
        choices=frozenset({"relay", "roller", "color", "white"}),
        field_class=FieldClass.STRUCTURAL,
        reboots=True,
        alone=True,
    ),
    boolean("discoverable"),
    number("max_power", 0),
    whole("longpush_time", 0),
    whole("longpush_duration_ms_min", 0, echo="longpush_duration_ms.min"),
    whole("longpush_duration_ms_max", 0, echo="longpush_duration_ms.max"),
    whole(
        "multipush_time_between_pushes_ms_max",
        0,
        echo="multipush_time_between_pushes_ms.max",
    ),
    boolean("factory_reset_from_switch"),
    boolean("pon_wifi_reset"),
    boolean("wifirecovery_reboot_enabled"),
    boolean("led_status_disable"),
    boolean("led_power_disable"),
    boolean("debug_enable"),
    boolean("allow_cross_origin"),
    boolean("favorites_enabled"),
    boolean("eco_mode_enabled", reboots=True),
    number("supply_voltage", 0),
    number("power_correction", 0),
)

_PLACE: Final = (
    text("timezone", of=_SITE),
    number("lat", -90, 90, of=_SITE, tolerance=1e-4),
    number("lng", -180, 180, of=_SITE, tolerance=1e-4),
    boolean("tzautodetect", of=_SITE),
    whole("tz_utc_offset", -43200, 50400, of=_SITE),
    boolean("tz_dst", of=_SITE),
    boolean("tz_dst_auto", of=_SITE),
    text("sntp_server", "sntp.server", of=_SITE, reboots=True),
)

_NETWORK: Final = (
    boolean("coiot_enable", "coiot.enabled", of=_SITE),
    whole("coiot_update_period", 15, _PERIOD, echo="coiot.update_period", of=_SITE),
    text("coiot_peer", "coiot.peer", of=_SITE),
    boolean("ap_roaming_enabled", "ap_roaming.enabled"),
    whole("ap_roaming_threshold", -120, 0, echo="ap_roaming.threshold"),
    boolean("mqtt_enable", "mqtt.enable"),
    text("mqtt_server", "mqtt.server", of=_SITE),
    text("mqtt_user", "mqtt.user", of=_SECRET),
    text("mqtt_pass", of=_SECRET, echoed=False),
    text("mqtt_id", "mqtt.id", of=FieldClass.IDENTITY),
    boolean("mqtt_clean_session", "mqtt.clean_session"),
    boolean("mqtt_retain", "mqtt.retain"),
    whole("mqtt_keep_alive", 0, _PERIOD, echo="mqtt.keep_alive"),
    whole("mqtt_update_period", 0, _PERIOD, echo="mqtt.update_period"),
    whole("mqtt_max_qos", 0, 2, echo="mqtt.max_qos"),
    number("mqtt_reconnect_timeout_min", 0, echo="mqtt.reconnect_timeout_min"),
    number("mqtt_reconnect_timeout_max", 0, echo="mqtt.reconnect_timeout_max"),
)

_SENSORS: Final = (
    choice("temperature_units", "C", "F", echo="sensors.temperature_unit"),
    number("temperature_threshold", 0, echo="sensors.temperature_threshold"),
    whole("humidity_threshold", 0, 100, echo="sensors.humidity_threshold"),
    whole("sleep_mode_period", 1, echo="sleep_mode.period"),
    number("temperature_offset"),
    number("humidity_offset"),
    whole("dark_threshold", 0),
    whole("twilight_threshold", 0),
    whole("motion_sensitivity", 1, 256, echo="motion.sensitivity"),
    whole("motion_blind_time_minutes", 0, echo="motion.blind_time_minutes"),
    whole("motion_pulse_count", 0, echo="motion.pulse_count"),
    whole("motion_operating_mode", 0, echo="motion.operating_mode"),
    boolean("motion_enable", "motion.enabled"),
    whole("tamper_sensitivity", 0, 127),
    whole("sleep_time", 0),
    boolean("rain_sensor"),
    whole("set_volume", 1, 11),
    boolean("reverse_open_close"),
    boolean("tilt_enabled"),
    boolean("vibration_enabled"),
    whole("vibration_sensitivity", 0),
    boolean("lux_wakeup_enable"),
    whole("remain_awake", 0),
)

_LAMPS: Final = (
    whole("transition", 0, 5000),
    whole("fade_rate", 1, 5),
    whole("min_brightness", 0, 100),
    whole("zcross_debounce", 0),
    boolean("bypass"),
    whole("pulse_mode", 0),
    boolean("warm_up_enabled", "warm_up.enabled"),
    whole("warm_up_brightness", 0, 100, echo="warm_up.brightness"),
    whole("warm_up_time", 0, echo="warm_up.time"),
    boolean("night_mode_enabled", "night_mode.enabled"),
    text("night_mode_start_time", "night_mode.start_time", high=5),
    text("night_mode_end_time", "night_mode.end_time", high=5),
    whole("night_mode_brightness", 0, 100, echo="night_mode.brightness"),
)

_VALVE: Final = (
    boolean("child_lock"),
    boolean("clog_prevention"),
    whole("display_brightness", 1, 7, echo="display.brightness"),
    boolean("display_flipped", "display.flipped"),
)

DEVICE: Final = Resource(
    name="settings",
    path="/settings",
    root="",
    fields=by_name(*_DEVICE, *_PLACE, *_NETWORK, *_SENSORS, *_LAMPS, *_VALVE),
)
