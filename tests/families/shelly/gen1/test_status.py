"""Reading `/status`: typed, total, and forgiving."""
# ruff: noqa: D103 - names of tests state their rules

from collections.abc import Mapping
from typing import Any
import warnings

from hypothesis import given, strategies as st
import pytest

from custom_components.freehold.families.shelly.protocol.gen1.components import (
    EnergyMeter,
    ExternalReading,
    Meter,
)
from custom_components.freehold.families.shelly.protocol.gen1.status import Gen1Status

from .recordings import dumps

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=9), inner, max_size=3)
    ),
    max_leaves=8,
)
MEMBERS = [
    "mac", "uptime", "wifi_sta", "update", "cloud", "mqtt", "relays", "rollers", "lights",
    "meters", "emeters", "emeter_n", "inputs", "thermostats", "adcs", "valves", "tmp", "lux",
    "hum", "bat", "sensor", "accel", "gas_sensor", "concentration", "ext_temperature",
    "act_reasons", "temperature",
]  # fmt: skip


@given(
    JSON | st.dictionaries(st.sampled_from(MEMBERS), JSON | st.lists(JSON, max_size=2))
)
def test_any_json_is_a_status(body: Any) -> None:
    Gen1Status.parse(body)


def test_recorded_devices_are_read_without_a_warning() -> None:
    skipped = []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for name, dump in dumps():
            if not dump.get("status"):
                skipped.append(name)
                continue
            status = Gen1Status.parse(dump["status"])
            assert not status.unreadable, name
            assert status.mac in (None, dump["shelly"]["mac"]), name
            for members in (
                "relays",
                "rollers",
                "lights",
                "meters",
                "emeters",
                "inputs",
                "thermostats",
            ):
                assert len(getattr(status, members)) == len(
                    dump["status"].get(members, [])
                ), name
    print("without a status, skipped:", skipped or "none")  # noqa: T201


def parse(**members: Any) -> Gen1Status:
    status = Gen1Status.parse(members)
    assert not status.unreadable
    return status


def test_a_plug_is_read() -> None:
    status = parse(
        mac="34945472A643",
        uptime=788600.0,
        unixtime=0,
        cfg_changed_cnt=7,
        wifi_sta={"connected": True, "ssid": "", "ip": "192.0.2.9", "rssi": -58},
        cloud={"enabled": True, "connected": False},
        mqtt={"connected": False},
        update={
            "status": "updating",
            "has_update": True,
            "old_version": "1",
            "new_version": "2",
            "beta_version": "3",
        },
        ram_total=50720,
        ram_free=37372,
        relays=[
            {
                "ison": True,
                "has_timer": True,
                "timer_remaining": 5,
                "overpower": False,
                "source": "http",
            }
        ],
        meters=[
            {
                "power": 12,
                "is_valid": True,
                "overpower": 0,
                "total": 120,
                "counters": [1, 2, 3],
            }
        ],
        temperature=24.14,
        tmp={"tC": 24.14, "tF": 75.45, "is_valid": True},
        overtemperature=False,
        something_new={"a": [1]},
    )

    assert (status.uptime_seconds, status.unixtime, status.config_changes) == (
        788600,
        None,
        7,
    )
    assert (status.wifi.rssi_dbm, status.wifi.ssid) == (-58, None)
    assert (status.cloud_enabled, status.cloud_connected, status.mqtt_connected) == (
        True,
        False,
        False,
    )
    assert status.update.in_progress
    assert (status.update.installed, status.update.stable, status.update.beta) == (
        "1",
        "2",
        "3",
    )
    assert (status.relays[0].on, status.relays[0].timer_remaining_seconds) == (True, 5)
    assert status.meters == (Meter(power_w=12, energy_wh=2, overpower_w=0),)
    assert status.sensors.device_temperature_c == 24.14
    assert status.sensors.temperature_c is None


def test_a_door_sensor_is_read() -> None:
    sensors = parse(
        tmp={"value": 22.8, "units": "C", "tC": 22.8, "is_valid": True},
        lux={"value": 172, "illumination": "twilight", "is_valid": True},
        accel={"tilt": -1, "vibration": 1},
        sensor={"state": "open", "is_valid": True},
        bat={"value": 99, "voltage": 5.93},
        act_reasons=["sensor"],
        sensor_error=0,
    ).sensors

    assert (sensors.temperature_c, sensors.device_temperature_c) == (22.8, None)
    assert (sensors.illuminance_lux, sensors.illumination) == (172, "twilight")
    assert (sensors.tilt_degrees, sensors.vibration) == (None, True)
    assert (sensors.opened, sensors.battery_percent) == (True, 99)


@pytest.mark.parametrize(
    ("members", "reading", "value"),
    [
        ({"tmp": {"value": 68, "units": "F", "is_valid": True}}, "temperature_c", 20),
        ({"tmp": {"value": 20, "is_valid": False}}, "temperature_c", None),
        ({"hum": {"value": 62.5, "is_valid": "true"}}, "humidity_percent", 62.5),
        ({"hum": {"value": 62.5, "is_valid": False}}, "humidity_percent", None),
        ({"lux": {"value": 5, "is_valid": False}}, "illuminance_lux", None),
        ({"bat": {"value": -1}}, "battery_percent", None),
        ({"sensor": {"state": "close"}}, "opened", False),
        ({"sensor": {"state": "unknown"}}, "opened", None),
        ({"sensor": {"state": "open", "is_valid": False}}, "opened", None),
        ({"sensor": {"motion": True, "is_valid": True}}, "motion", True),
        ({"sensor": {"vibration": False}, "accel": {"vibration": 1}}, "vibration", False),
        ({"accel": {"vibration": -1}}, "vibration", None),
        ({"accel": {"vibration": "x"}}, "vibration", None),
        ({"concentration": {"ppm": 12, "is_valid": True}}, "gas_ppm", 12),
        ({"gas_sensor": {"alarm_state": "mild"}}, "gas_alarm", "mild"),
        ({"smoke": True}, "smoke", True),
        ({"flood": 0}, "flood", False),
        ({"tmp": {"tC": 49.66, "is_valid": True}}, "device_temperature_c", 49.66),
    ],
)  # fmt: skip
def test_readings_of_sensors(
    members: Mapping[str, Any], reading: str, value: object
) -> None:
    assert getattr(parse(**members).sensors, reading) == value


def test_a_roller_is_read() -> None:
    (roller,) = parse(
        rollers=[
            {
                "state": "stop",
                "power": 5,
                "is_valid": False,
                "current_pos": 40,
                "positioning": True,
            }
        ]
    ).rollers

    assert (roller.state, roller.power_w, roller.position) == ("stop", None, 40)


@pytest.mark.parametrize(
    "unknown",
    [
        {"current_pos": 101},
        {"current_pos": -1},
        {"current_pos": 50, "positioning": False},
        {},
    ],
)
def test_a_roller_that_is_not_calibrated_has_no_position(unknown: Any) -> None:
    assert parse(rollers=[unknown]).rollers[0].position is None


def test_phases_and_neutral_are_read() -> None:
    status = parse(
        emeters=[
            {
                "power": 6.6,
                "pf": 0.39,
                "current": 0.07,
                "voltage": 238.8,
                "is_valid": True,
                "total": 31972.1,
                "total_returned": 0,
            }
        ],
        emeter_n={"current": 1, "is_valid": False},
        meters=[
            {"power": 5, "is_valid": "false", "total": 1},
            {"is_valid": True, "overpower": True},
        ],
    )

    assert status.emeters[0].energy_wh == 31972.1
    assert status.neutral == EnergyMeter()
    assert status.meters == (Meter(), Meter(overpower_w=1))


def test_a_valve_is_read() -> None:
    (valve,) = parse(
        thermostats=[
            {
                "pos": 3.5,
                "target_t": {"enabled": True, "value": 68, "units": "F"},
                "tmp": {"value": 14.3, "units": "C", "is_valid": True},
                "schedule": True,
                "schedule_profile": 1,
                "boost_minutes": 0,
                "window_open": False,
            }
        ]
    ).thermostats

    assert (valve.target_c, valve.temperature_c, valve.valve_percent) == (20, 14.3, 3.5)


def test_sensors_at_the_add_on_keep_their_numbers() -> None:
    status = parse(
        ext_temperature={"2": {"hwID": "28aa", "tC": 60.25}, "0": {"tC": 1}, "x": {}},
        ext_humidity={},
        adcs=[{"voltage": 1.5}],
        valves=[{"state": "closed"}],
    )

    assert status.external_temperatures == (
        ExternalReading(index=0, value=1),
        ExternalReading(index=2, hardware_id="28aa", value=60.25),
    )
    assert (status.adc_v, status.valves) == ((1.5,), ("closed",))


@pytest.mark.parametrize(
    ("members", "path"),
    [
        ({"uptime": "x"}, "uptime"),
        ({"uptime": 1.5}, "uptime"),
        ({"uptime": True}, "uptime"),
        ({"mac": 5}, "mac"),
        ({"relays": {}}, "relays"),
        ({"relays": [{}, {"ison": "on"}]}, "relays[1].ison"),
        ({"wifi_sta": []}, "wifi_sta"),
        ({"sensor": {"state": "ajar"}}, "sensor.state"),
        ({"meters": [{"overpower": "x"}]}, "meters[0].overpower"),
        ({"ext_temperature": {"0": {"tC": "x"}}}, "ext_temperature.0.tC"),
    ],
)
def test_what_makes_no_sense_is_remembered(members: Any, path: str) -> None:
    assert Gen1Status.parse(members).unreadable == {path}
