"""What single relays, rollers, lights, inputs, meters and thermostats take."""

from collections.abc import Mapping
from typing import Final

from ..field import Field, Kind
from ..resource import Resource
from .kinds import boolean, by_name, choice, number, text, whole

_BUTTONS: Final = (
    "momentary",
    "toggle",
    "edge",
    "detached",
    "action",
    "cycle",
    "momentary_on_release",
    "one_button",
    "dual_button",
)
_WHILE: Final = ("disabled", "while_opening", "while_closing", "while_moving")

_SCHEDULE: Final = (
    boolean("schedule"),
    Field(name="schedule_rules", kind=Kind.LIST, together="schedule"),
)
_TIMERS: Final = (number("auto_on", 0), number("auto_off", 0))

_RELAY: Final = by_name(
    text("name"),
    text("appliance_type"),
    choice("default_state", "off", "on", "last", "switch"),
    choice("btn_type", *_BUTTONS),
    boolean("btn_reverse"),
    choice("btn1_type", *_BUTTONS),
    boolean("btn1_reverse"),
    choice("btn2_type", *_BUTTONS),
    boolean("btn2_reverse"),
    boolean("swap_inputs"),
    *_TIMERS,
    *_SCHEDULE,
    number("max_power", 0),
    number("power", 0),
)

_ROLLER: Final = by_name(
    choice("default_state", "stop", "open", "close"),
    choice("input_mode", "openclose", "onebutton"),
    choice("btn_type", *_BUTTONS, echo="button_type"),
    boolean("btn_reverse"),
    boolean("swap"),
    boolean("swap_inputs"),
    number("maxtime", 0),
    number("maxtime_open", 0),
    number("maxtime_close", 0),
    boolean("positioning"),
    choice("obstacle_mode", *_WHILE),
    choice("obstacle_action", "stop", "reverse"),
    number("obstacle_power", 0),
    number("obstacle_delay", 0),
    whole("ends_delay", 0),
    number("off_power", 0),
    choice("safety_mode", *_WHILE),
    choice("safety_action", "stop", "pause", "reverse"),
    choice("safety_allowed_on_trigger", "none", "open", "close", "all"),
    *_SCHEDULE,
)

_LIGHT: Final = by_name(
    text("name"),
    choice("default_state", "off", "on", "last", "switch"),
    *_TIMERS,
    choice("btn_type", *_BUTTONS),
    boolean("btn_reverse"),
    whole("btn_debounce", 0),
    boolean("swap_inputs"),
    whole("transition", 0, 5000),
    whole("min_brightness", 0, 100),
    boolean("night_mode_enabled", "night_mode.enabled"),
    text("night_mode_start_time", "night_mode.start_time", high=5),
    text("night_mode_end_time", "night_mode.end_time", high=5),
    whole("night_mode_brightness", 0, 100, echo="night_mode.brightness"),
    *_SCHEDULE,
)

_INPUT: Final = by_name(
    text("name"), choice("btn_type", *_BUTTONS), boolean("btn_reverse")
)

_EMETER: Final = by_name(
    text("name"),
    text("appliance_type"),
    number("max_power", 0),
    boolean("range_extender"),
)

_EXT_TEMPERATURE: Final = by_name(
    number("offset_tC"),
    number("offset_tF"),
    number("overtemp_threshold_tC"),
    number("overtemp_threshold_tF"),
    number("undertemp_threshold_tC"),
    number("undertemp_threshold_tF"),
    text("overtemp_act"),
    text("undertemp_act"),
)

_EXT_HUMIDITY: Final = by_name(
    number("offset"),
    number("overhum_threshold", 0, 100),
    number("underhum_threshold", 0, 100),
    text("overhum_act"),
    text("underhum_act"),
)

_THERMOSTAT: Final = by_name(
    number("target_t", 4, 31, echo="target_t.value"),
    boolean("target_t_enabled", "target_t.enabled"),
    boolean("accelerated_heating", "target_t.accelerated_heating"),
    number("temperature_offset"),
    boolean("ext_t_enabled", "ext_t.enabled"),
    boolean("t_auto_enabled", "t_auto.enabled"),
    whole("boost_minutes", 0, 1440),
    whole("valve_min_percent", 0, 100),
    boolean("force_close"),
    boolean("calibration_correction"),
    boolean("extra_pressure"),
    boolean("open_window_report"),
    whole("schedule_profile", 1, 5),
    *_SCHEDULE,
)


def _indexed(name: str, root: str, fields: Mapping[str, Field]) -> Resource:
    return Resource(
        name=name, path=f"/settings/{name}/{{}}", root=f"{root}[]", fields=fields
    )


RELAY: Final = _indexed("relay", "relays", _RELAY)
ROLLER: Final = _indexed("roller", "rollers", _ROLLER)
LIGHT: Final = _indexed("light", "lights", _LIGHT)
COLOR: Final = _indexed("color", "lights", _LIGHT)
WHITE: Final = _indexed("white", "lights", _LIGHT)
INPUT: Final = _indexed("input", "inputs", _INPUT)
METER: Final = _indexed("meter", "meters", by_name(number("power_limit", 0)))
EMETER: Final = _indexed("emeter", "emeters", _EMETER)
EXT_TEMPERATURE: Final = _indexed(
    "ext_temperature", "ext_temperature", _EXT_TEMPERATURE
)
EXT_HUMIDITY: Final = _indexed("ext_humidity", "ext_humidity", _EXT_HUMIDITY)
EXT_SWITCH: Final = _indexed(
    "ext_switch", "ext_switch", by_name(whole("relay_num", -1, 3))
)
FAVORITE: Final = _indexed(
    "favorites", "favorites", by_name(text("name"), whole("pos", 0, 100))
)
THERMOSTAT: Final = _indexed("thermostat", "thermostats", _THERMOSTAT)
