"""The fields that several models share, as their firmware names them."""

from .values import Json

TIMER: Json = {
    "has_timer": False,
    "timer_started": 0,
    "timer_duration": 0,
    "timer_remaining": 0,
}
RELAY_STATUS: Json = {"ison": False, **TIMER, "source": "init"}
METER: Json = {
    "power": 0,
    "overpower": 0,
    "is_valid": True,
    "timestamp": 0,
    "counters": [0, 0, 0],
    "total": 0,
}
INPUT: Json = {"input": 0, "event": "", "event_cnt": 0}
HEAT: Json = {"tC": 41.5, "tF": 106.7, "is_valid": True}
SCHEDULE: Json = {"schedule": False, "schedule_rules": []}
AUTOMATIC: Json = {"auto_on": 0, "auto_off": 0}
RELAY: Json = {
    "name": None,
    "appliance_type": "General",
    "ison": False,
    "has_timer": False,
    "default_state": "off",
    **AUTOMATIC,
    **SCHEDULE,
}
BUTTON: Json = {"btn_type": "toggle", "btn_reverse": 0}
ROLLER: Json = {
    "maxtime": 20,
    "maxtime_open": 20,
    "maxtime_close": 20,
    "default_state": "stop",
    "swap": False,
    "swap_inputs": False,
    "input_mode": "openclose",
    "button_type": "momentary",
    "btn_reverse": 0,
    "state": "stop",
    "power": 0,
    "is_valid": True,
    "safety_switch": False,
    **SCHEDULE,
    "obstacle_mode": "disabled",
    "obstacle_action": "stop",
    "obstacle_power": 200,
    "obstacle_delay": 1,
    "ends_delay": 2500,
    "safety_mode": "while_opening",
    "safety_action": "stop",
    "safety_allowed_on_trigger": "none",
    "off_power": 2,
    "positioning": True,
}
ROLLER_STATUS: Json = {
    "state": "stop",
    "source": "init",
    "power": 0,
    "is_valid": True,
    "safety_switch": False,
    "overtemperature": False,
    "stop_reason": "normal",
    "last_direction": "stop",
    "current_pos": 50,
    "calibrating": False,
    "positioning": True,
}
NIGHT: Json = {
    "enabled": False,
    "start_time": "00:00",
    "end_time": "00:00",
    "brightness": 0,
}
TWO_BUTTONS = ("btn_on_url", "btn_off_url", "longpush_url", "shortpush_url")
OUTPUT = ("out_on_url", "out_off_url")
I3_ACTIONS = (
    "btn_on_url",
    "btn_off_url",
    "shortpush_url",
    "longpush_url",
    "double_shortpush_url",
    "triple_shortpush_url",
    "shortpush_longpush_url",
    "longpush_shortpush_url",
)
FROM_SWITCH: Json = {"factory_reset_from_switch": True}
