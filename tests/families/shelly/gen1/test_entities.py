"""What Gen1 devices have, by what they show; and what their entities send."""

from dataclasses import replace
from typing import Any

import pytest

from custom_components.freehold.families.descriptions import (
    TABLES,
    CoverReading,
    LightReading,
)
from custom_components.freehold.families.shelly.gen1.entities import ENTITIES
from custom_components.freehold.families.shelly.gen1.model import (
    Firmware,
    SecurityFacts,
    version_of,
)
from custom_components.freehold.families.shelly.protocol.gen1.device_settings import (
    Gen1Settings,
)
from custom_components.freehold.families.shelly.protocol.gen1.status import (
    Gen1Status,
    UpdateState,
)
from custom_components.freehold.families.shelly.protocol.info import DeviceInfo
from homeassistant.components.climate import HVACAction, HVACMode

from .known_device import MAC, Has

TEMPLATES_OF_OTHERS = {"numbers", "selects", "texts"}


def test_the_catalogue_has_every_kind_once() -> None:
    """It is what translations and icons are checked against."""
    for platform, table in TABLES.items():
        keys = [description.key for description in getattr(ENTITIES, table)]
        assert len(keys) == len(set(keys)), platform
        assert bool(keys) is (table not in TEMPLATES_OF_OTHERS)


def test_lifecycle_only_shows_what_home_assistant_does_not_have() -> None:
    """No second relay, no second firmware."""
    shown = {
        description.key
        for table in TABLES.values()
        for description in getattr(ENTITIES, table)
        if description.lifecycle
    }
    assert shown == {"security", "free_memory", "mqtt_connected", "battery_voltage"}


def test_what_vanished_shows_nothing() -> None:
    """Entities of a mode that is over are asked once more before they are gone."""
    has = Has(
        {},
        {
            "lights": [{"ison": True, "mode": "color", "red": 255}],
            "rollers": [{"state": "stop"}],
            "relays": [{"ison": True}],
            "thermostats": [{"pos": 3}],
            "valves": [{"state": "closed"}],
        },
    )
    found = has.known.entities
    has.show({})
    assert [d.value(has.state) for d in found.lights] == [LightReading(is_on=None)]
    assert [d.value(has.state) for d in found.covers] == [CoverReading()]
    assert [d.value(has.state).mode for d in found.climates] == [None]
    assert [d.value(has.state) for d in found.switches] == [None]


async def test_a_radiator_valve_is_a_thermostat() -> None:
    """It heats, waits or is off."""
    valve = {
        "pos": 40,
        "target_t": {"enabled": True, "value": 21, "units": "C"},
        "tmp": {"value": 19.5, "units": "C", "is_valid": True},
        "window_open": False,
    }
    has = Has({}, {"thermostats": [valve], "bat": {"value": 50}})
    climate = has.entity("climates", "thermostat_0")
    assert has.known.is_battery_powered
    assert has.value("sensors", "thermostat_0_valve_position") == 40
    shown = climate.value(has.state)
    assert (shown.mode, shown.action) == (HVACMode.HEAT, HVACAction.HEATING)
    assert (shown.temperature, shown.target) == (19.5, 21)
    await climate.put_target(has.as_device, 22.5)
    await climate.put_mode(has.as_device, HVACMode.OFF)
    assert has.client.calls == [
        ("thermostat_set", (0,), {"target_c": 22.5}),
        ("thermostat_set", (0,), {"enabled": False}),
    ]
    has.show({"thermostats": [{**valve, "pos": 0}]})
    assert climate.value(has.state).action is HVACAction.IDLE
    has.show({"thermostats": [{**valve, "target_t": {"enabled": False}}]})
    shown = climate.value(has.state)
    assert (shown.mode, shown.action) == (HVACMode.OFF, HVACAction.OFF)


async def test_a_gas_alarm_is_silenced_and_tested() -> None:
    """Its own test is an alarm, too, and is said to be one."""
    has = Has(
        {},
        {
            "gas_sensor": {
                "sensor_state": "normal",
                "self_test_state": "completed",
                "alarm_state": "test",
            },
            "concentration": {"ppm": 12, "is_valid": True},
            "valves": [{"state": "not_connected"}],
        },
    )
    gas = has.entity("binary_sensors", "gas")
    assert gas.value(has.state) is True
    assert gas.attributes(has.state) == {"alarm": "test"}
    assert has.value("sensors", "gas_concentration") == 12
    assert has.value("sensors", "valve_0_state") == "not_connected"
    for key in ("mute", "unmute", "self_test"):
        await has.entity("buttons", key).press(has.as_device)
    assert [call[0] for call in has.client.calls] == ["mute", "unmute", "self_test"]


@pytest.mark.parametrize(
    ("settings", "switches", "buttons"),
    [
        ({"relays": [{"btn_type": "toggle"}]}, {0, 1}, set()),
        ({"relays": [{"btn_type": "momentary"}]}, set(), {0, 1}),
        ({"relays": [{"btn_type": "detached"}]}, {0, 1}, {0, 1}),
        ({"relays": [{"btn_type": "edge"}, {"btn_type": "momentary"}]}, {0}, {1}),
        ({"relays": [{"btn1_type": "toggle", "btn2_type": "action"}]}, {0}, {1}),
        ({"lights": [{"btn_type": "dual_button"}]}, set(), {0, 1}),
        ({"inputs": [{"name": None}]}, set(), {0, 1}),
        (
            {"mode": "roller", "rollers": [{"button_type": "toggle"}]},
            {0, 1},
            set(),
        ),
        ({"relays": ["nonsense"]}, {0, 1}, set()),
        ({}, {0, 1}, set()),
    ],
)
def test_an_input_is_a_switch_or_a_button(
    settings: dict[str, Any], switches: set[int], buttons: set[int]
) -> None:
    """As it is set."""
    inputs = [{"input": 1, "event": "", "event_cnt": 0}] * 2
    has = Has(settings, {"inputs": inputs})
    states = {k for k in has.keys("binary_sensors") if k.startswith("input")}
    assert states == {f"input_{index}" for index in switches}
    assert has.keys("events") == {f"input_{index}_event" for index in buttons}


def test_channels_that_have_names_are_parts_of_these_names() -> None:
    """An input belongs to the output that it drives; a single channel is the device itself."""
    inputs = [{"input": 1}, {"input": 0}]
    has = Has(
        {"name": "Hall", "relays": [{"name": "Fan"}, {"name": None}]},
        {"relays": [{"ison": True}] * 2, "inputs": inputs},
    )
    assert {key: part.name for key, part in has.known.parts.items()} == {
        "relay_0": "Fan",
        "relay_1": "Hall Switch 2",
    }
    assert has.entity("binary_sensors", "input_1").part == "relay_1"
    single = Has({}, {"relays": [{"ison": True}], "inputs": inputs})
    assert not single.known.parts
    assert single.entity("binary_sensors", "input_1").part == ""


def test_two_energy_meters_are_parts_and_three_are_phases() -> None:
    """Their relay belongs to the device."""
    meter = {"power": 1, "pf": 0.5, "total": 3, "total_returned": 1, "is_valid": True}
    two = Has({}, {"emeters": [meter] * 2, "relays": [{"ison": True}]})
    assert [p.name.rpartition(" Meter ")[2] for p in two.known.parts.values()] == [
        "1",
        "2",
    ]
    three = Has(
        {}, {"emeters": [meter] * 3, "emeter_n": {"current": 0.1, "is_valid": True}}
    )
    assert three.known.parts["emeter_2"].name.endswith("Phase C")
    assert three.value("sensors", "neutral_current") == 0.1
    assert three.value("sensors", "emeter_1_returned_energy") == 1


def test_a_reading_that_is_invalid_for_a_while_is_no_reading_less() -> None:
    """Its entity stays, and shows nothing."""
    relays = [{"ison": True}]
    meter = {"power": 60, "total": 120, "is_valid": True}
    has = Has({}, {"relays": relays, "meters": [meter]})
    entities = has.known.entities
    assert has.value("sensors", "relay_0_energy") == 2
    has.show({"relays": relays, "meters": [{**meter, "is_valid": False}]})
    assert has.known.entities is entities
    assert has.value("sensors", "relay_0_power") is None


def test_a_power_that_its_owner_entered_is_no_measurement() -> None:
    """A Shelly 1 shows one, and counts nothing."""
    has = Has({}, {"relays": [{}], "meters": [{"power": 40, "is_valid": True}]})
    assert "relay_0_power" not in has.keys("sensors")


def test_add_on_sensors_keep_their_numbers() -> None:
    """They are told with holes."""
    status = {"ext_temperature": {"0": {"tC": 20.5}, "2": {"tC": 4.0}}, "adcs": [{}]}
    has = Has({}, status)
    assert has.value("sensors", "external_temperature_2") == 4.0
    assert has.entity("sensors", "adc_0_voltage").translation_placeholders == {
        "number": "1"
    }


@pytest.mark.parametrize(
    ("settings", "locked", "is_open"),
    [
        (Gen1Settings(access_point_enabled=False), True, False),
        (Gen1Settings(access_point_enabled=False), False, True),
        (
            Gen1Settings(access_point_enabled=True, access_point_protected=True),
            True,
            False,
        ),
        (
            Gen1Settings(access_point_enabled=True, access_point_protected=False),
            True,
            True,
        ),
        (Gen1Settings(access_point_enabled=True), True, False),
        (Gen1Settings(cloud_enabled=True, access_point_enabled=False), True, False),
    ],
)
def test_security_is_what_stands_open(
    settings: Gen1Settings, *, locked: bool, is_open: bool
) -> None:
    """The cloud is its owner's choice; what is not told is not accused."""
    info = DeviceInfo(mac=MAC, generation=1, model="x", auth_required=locked)
    assert SecurityFacts.of(info, settings).is_open is is_open


def test_the_security_sensor_names_what_is_open() -> None:
    """As attributes."""
    has = Has(
        {"wifi_ap": {"enabled": True, "key": ""}, "cloud": {"enabled": True}},
        {},
        {"auth": False},
    )
    sensor = has.entity("binary_sensors", "security")
    assert sensor.value(has.state) is True
    assert sensor.attributes(has.state) == {
        "no_password": True,
        "open_access_point": True,
        "cloud": True,
    }


def test_an_update_is_only_what_is_newer() -> None:
    """A beta is not taken back to a release."""
    info = DeviceInfo(
        mac=MAC,
        generation=1,
        model="x",
        firmware_id="20231107-164128/v1.14.1-rc1-g0617c15",
    )
    update = UpdateState(
        has_update=True,
        stable="20230913-131259/v1.14.0-gcb84623",
        beta="20240101-131259/v1.15.0-beta2-gcb84623",
    )
    firmware = Firmware.of(info, Gen1Status(update=update))
    assert firmware == Firmware(installed="1.14.1-rc1", beta="1.15.0-beta2")
    nothing = replace(info, firmware_id=None)
    assert Firmware.of(nothing, Gen1Status(update=update)) == Firmware()
    assert version_of("20240619-130804/v2.2.4@ee290818") == "2.2.4"
    assert version_of("nonsense") is None
