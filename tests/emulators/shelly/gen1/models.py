"""The emulated models as tables: what they have, and the words their firmware uses for it.

Which fields there are follows recorded devices; the values are ours.
"""

from collections.abc import Mapping

from . import coiot_models as told, model_fields as fields
from .model import Model
from .values import Json


def _two_five(mode: str, mac: str) -> Model:
    relay: Json = {
        **fields.RELAY,
        **fields.BUTTON,
        "max_power": 0,
        "default_state": "switch",
    }
    status: Json = {
        **fields.RELAY_STATUS,
        "overpower": False,
        "overtemperature": False,
        "is_valid": True,
    }
    return Model(
        type="SHSW-25",
        host_prefix="shellyswitch25",
        app="switch25",
        mac=mac,
        build="20230913-112234/gcb84623",
        identity={"num_outputs": 2, "num_meters": 2, "num_rollers": 1, "mode": mode},
        settings={
            **fields.FROM_SWITCH,
            "led_status_disable": False,
            "mode": mode,
            "max_power": 1840,
            "longpush_time": 800,
            "relays": [relay, relay],
            "rollers": [fields.ROLLER],
            "favorites_enabled": False,
            "favorites": [{"name": f"Position {n}", "pos": 0} for n in range(1, 5)],
        },
        status={
            "relays": [status, status],
            "rollers": [fields.ROLLER_STATUS],
            "meters": [fields.METER, fields.METER],
            "inputs": [fields.INPUT, fields.INPUT],
            "temperature": 41.5,
            "overtemperature": False,
            "tmp": fields.HEAT,
            "temperature_status": "Normal",
            "voltage": 230.1,
        },
        actions=(
            *(fields.TWO_BUTTONS + fields.OUTPUT) * 2,
            "roller_open_url",
            "roller_close_url",
            "roller_stop_url",
        ),
        descriptions={"relay": told.TWO_RELAYS, "roller": told.ROLLER_MODE},
        mode=mode,
        modes=("relay", "roller"),
    )


MODELS: Mapping[str, Model] = {
    "shelly1": Model(
        type="SHSW-1",
        host_prefix="shelly1",
        app="switch1",
        mac="349454F4EE01",
        build="20230913-112003/gcb84623",
        identity={"num_outputs": 1},
        settings={
            **fields.FROM_SWITCH,
            "ext_switch_enable": False,
            "ext_switch_reverse": False,
            "ext_switch": {"0": {"relay_num": -1}},
            "mode": "relay",
            "longpush_time": 800,
            "relays": [{**fields.RELAY, **fields.BUTTON, "power": 0}],
            "ext_sensors": {},
            "ext_temperature": {},
            "ext_humidity": {},
        },
        status={
            "relays": [fields.RELAY_STATUS],
            "meters": [{"power": 0, "is_valid": True}],
            "inputs": [fields.INPUT],
            "ext_sensors": {},
            "ext_temperature": {},
            "ext_humidity": {},
        },
        actions=(*fields.TWO_BUTTONS, *fields.OUTPUT, "lp_on_url", "lp_off_url"),
        descriptions={"": told.SHELLY_1},
    ),
    "plug-s": Model(
        type="SHPLG-S",
        host_prefix="shellyplug-s",
        app="shelly-plug-s",
        mac="4022D8F4EE02",
        build="20230913-113421/gcb84623",
        identity={"num_outputs": 1, "num_meters": 1},
        settings={
            "led_status_disable": False,
            "max_power": 2000,
            "led_power_disable": False,
            "relays": [{**fields.RELAY, "max_power": 2000}],
        },
        status={
            "relays": [{**fields.RELAY_STATUS, "overpower": False}],
            "meters": [fields.METER],
            "temperature": 41.5,
            "overtemperature": False,
            "tmp": fields.HEAT,
        },
        actions=("btn_on_url", *fields.OUTPUT),
        descriptions={"": told.PLUG_S},
    ),
    "switch25": _two_five("relay", "349454F4EE03"),
    "switch25-roller": _two_five("roller", "349454F4EE04"),
    "dimmer2": Model(
        type="SHDM-2",
        host_prefix="shellydimmer2",
        app="dimmer-l51",
        mac="98CDACF4EE05",
        build="20230913-114008/gcb84623",
        identity={"num_inputs": 2, "num_outputs": 1, "num_meters": 1},
        settings={
            **fields.FROM_SWITCH,
            "led_status_disable": False,
            "mode": "white",
            "pulse_mode": 2,
            "calibrated": True,
            "transition": 1000,
            "fade_rate": 3,
            "min_brightness": 0,
            "lights": [
                {
                    "name": None,
                    "ison": False,
                    "default_state": "last",
                    **fields.AUTOMATIC,
                    "night_mode": fields.NIGHT,
                    **fields.SCHEDULE,
                    "btn_type": "one_button",
                    "btn_debounce": 80,
                    "swap_inputs": 0,
                }
            ],
            "night_mode": fields.NIGHT,
            "warm_up": {"enabled": 0, "brightness": 100, "time": 50},
        },
        status={
            "lights": [
                {
                    "ison": False,
                    "source": "init",
                    **fields.TIMER,
                    "mode": "white",
                    "brightness": 100,
                    "transition": 0,
                }
            ],
            "meters": [fields.METER],
            "inputs": [fields.INPUT, fields.INPUT],
            "tmp": fields.HEAT,
            "calibrated": True,
            "calib_progress": 0,
            "wire_mode": 1,
            "overtemperature": False,
            "loaderror": 0,
            "overpower": False,
        },
        actions=(
            *(
                f"btn{n}_{event}_url"
                for n in (1, 2)
                for event in ("on", "off", "longpush", "shortpush")
            ),
            *fields.OUTPUT,
        ),
        descriptions={"": told.DIMMER_2},
    ),
    "i3": Model(
        type="SHIX3-1",
        host_prefix="shellyix3",
        app="shelly-i3",
        mac="E8DB84F4EE06",
        build="20230913-114336/gcb84623",
        identity={"num_inputs": 3, "num_outputs": 0},
        settings={
            **fields.FROM_SWITCH,
            "led_status_disable": False,
            "longpush_duration_ms": {"min": 800, "max": 3000},
            "multipush_time_between_pushes_ms": {"max": 500},
            "inputs": [{"name": None, "btn_type": "momentary", "btn_reverse": 0}] * 3,
        },
        status={
            "inputs": [{**fields.INPUT, "last_sequence": ""}] * 3,
            "temperature_status": "Normal",
        },
        actions=fields.I3_ACTIONS * 3,
        descriptions={"": told.I3},
        input_events=frozenset(told.I3_EVENTS.split("/")),
    ),
    "ht": Model(
        type="SHHT-1",
        host_prefix="shellyht",
        app="ht-sensor",
        mac="C8C9A3F4EE07",
        build="20230913-112531/gcb84623",
        identity={"sleep_mode": True},
        settings={
            "sensors": {
                "temperature_threshold": 1,
                "temperature_unit": "C",
                "humidity_threshold": 5,
            },
            "sleep_mode": {"period": 12, "unit": "h"},
            "external_power": 0,
            "temperature_offset": 0,
            "humidity_offset": 0,
        },
        status={
            "is_valid": True,
            "tmp": {
                "value": 21.5,
                "units": "C",
                "tC": 21.5,
                "tF": 70.7,
                "is_valid": True,
            },
            "hum": {"value": 48.5, "is_valid": True},
            "bat": {"value": 100, "voltage": 2.98},
            "act_reasons": ["poweron"],
            "connect_retries": 0,
            "sensor_error": 0,
        },
        actions=(
            "report_url",
            "temp_over_url",
            "temp_under_url",
            "hum_over_url",
            "hum_under_url",
        ),
        descriptions={"": told.HT},
        sleeping=True,
        long_id=False,
    ),
}
"""By the name on the command line."""
