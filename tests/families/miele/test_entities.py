"""Which entities an appliance has, and what they show."""

from collections.abc import AsyncGenerator, Callable
from datetime import UTC, datetime
import re
from types import SimpleNamespace
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.freehold.connection.address import Address
from custom_components.freehold.connection.session import open_session
from custom_components.freehold.families.contract import JsonObject, Surroundings
from custom_components.freehold.families.miele import MIELE
from custom_components.freehold.families.miele.capabilities import Capabilities
from custom_components.freehold.families.miele.device import MieleDevice
from custom_components.freehold.families.miele.entities import ENTITIES
from custom_components.freehold.families.miele.model import MieleState
from custom_components.freehold.families.miele.policy import POLICY
from custom_components.freehold.families.miele.protocol.dop2.leaves.laundry import (
    ContainerInfo,
    DosingContainer,
    LaundryDevice,
)
from custom_components.freehold.families.miele.protocol.hob import HobDetails
from custom_components.freehold.families.miele.protocol.identity import ApplianceIdent
from custom_components.freehold.families.miele.protocol.state import ApplianceState
from custom_components.freehold.families.miele.protocol.tables.kinds import (
    ApplianceKind,
)
from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.components.sensor.const import (
    DEVICE_CLASS_STATE_CLASSES,
    DEVICE_CLASS_UNITS,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity import Entity
from homeassistant.util import dt as dt_util
from tests.conftest import entry_of
from tests.emulators.miele import MieleAppliance

from .states import (
    ASLEEP,
    COOLING,
    FULL_CONTEXT,
    HOB,
    NEW_HOB,
    OVEN,
    WASHER,
    context,
    cooking_device,
    state,
)

type Open = Callable[..., MieleDevice]

WASHER_BUTTONS = {"pause", "start", "stop", "wake"}
UNKNOWN_NUMBER = re.compile(r"[a-z]+( [a-z]+)* -?\d+")


@pytest.fixture
async def open_device() -> AsyncGenerator[Open]:
    """Return a function that makes an appliance out of what it once said."""
    async with open_session(POLICY) as session:

        def open_(body: JsonObject, kind: int | None, **known: Any) -> MieleDevice:
            capabilities = Capabilities().saw_state(ApplianceState.parse(body))
            memory = {
                "ident": {} if kind is None else {"DeviceType": int(kind)},
                "state": body,
                "details": {},
                "capabilities": {**capabilities.as_memory(), **known},
            }
            return MIELE.open(
                "000112233445",
                "",
                Address("127.0.0.1", 80),
                session,
                None,
                {option.key: option.default for option in MIELE.options},
                memory,
                Surroundings(now=dt_util.now, is_day=lambda: True),
            )

        yield open_


def shown(reading: MieleState) -> dict[str, Any]:
    """Return what each sensor and binary sensor shows, where it is not unknown."""
    values = [(each.key, each.value(reading)) for each in ENTITIES.sensors]
    flags = [(each.key, each.value(reading)) for each in ENTITIES.binary_sensors]
    return {key: value for key, value in (*values, *flags) if value is not None}


def existing(device: MieleDevice) -> dict[str, set[str]]:
    """Return the keys of the entities that an appliance has."""
    return {
        platform: {
            description.key
            for description in getattr(ENTITIES, platform)
            if description.exists(device)
        }
        for platform in ("sensors", "binary_sensors", "buttons", "switches")
    }


async def test_a_washer_shows_the_program_that_runs(open_device: Open) -> None:
    """As a WEC395 sends it."""
    device = open_device(WASHER, ApplianceKind.WASHING_MACHINE)
    assert device.state is not None
    found = existing(device)
    values = {
        key: value
        for key, value in shown(device.state).items()
        if key in found["sensors"] | found["binary_sensors"]
    }

    assert values.pop("finish_time") == device.state.finishes_at
    assert values == {
        "status": "running",
        "program": "cottons",
        "phase": "main_wash",
        "program_type": "own",
        "remaining_time": 55,
        "elapsed_time": 19,
        "spin_speed": 1600,
        "remote_control": "full",
        "wash_temperature": 40.0,
        "door": False,
        "failure": False,
        "information": False,
        "mobile_start": False,
        "smart_grid": False,
        "asleep": False,
    }


def test_an_ended_program_stays_visible() -> None:
    """Until the appliance is switched off, a person wants to see what has ended."""
    values = shown(state({**WASHER, "Status": 7}, ApplianceKind.WASHING_MACHINE))

    assert values["status"] == "ended"
    assert values["program"] == "cottons"


@pytest.mark.parametrize("status", [1, 2, 8, 12, 144, 145, 255])
def test_what_is_left_of_the_last_program_is_not_shown(status: int) -> None:
    """Firmware keeps sending it."""
    values = shown(state({**WASHER, "Status": status}, ApplianceKind.WASHING_MACHINE))

    assert not values.keys() & {
        "program",
        "phase",
        "program_type",
        "remaining_time",
        "elapsed_time",
        "spin_speed",
        "wash_temperature",
    }


def test_the_zeros_of_a_sleeping_appliance_are_no_readings() -> None:
    """It is off, it sleeps, and nothing else is known."""
    assert shown(state(ASLEEP, ApplianceKind.OVEN)) == {"status": "off", "asleep": True}


def test_an_oven_shows_cavity_and_core() -> None:
    """In that order."""
    values = shown(state(OVEN, ApplianceKind.OVEN))

    assert values["program"] == "fan_plus"
    assert values["phase"] == "heating_up"
    assert values["cavity_temperature"] == 121.5
    assert values["cavity_target_temperature"] == 160.0
    assert values["core_temperature"] == 21.25
    assert "core_target_temperature" not in values


def test_a_fridge_freezer_shows_its_zones() -> None:
    """A third zone does not exist here."""
    values = shown(state(COOLING, ApplianceKind.FRIDGE_FREEZER))

    assert values["zone_1_temperature"] == 5.0
    assert values["zone_2_temperature"] == -18.07
    assert values["zone_1_target_temperature"] == 4.0
    assert values["zone_2_target_temperature"] == -18.0
    assert values["zone_1_door"] is True
    assert values["zone_2_door"] is False
    assert "zone_3_temperature" not in values
    assert "zone_3_door" not in values


def test_a_hob_shows_level_residual_heat_and_timer_of_each_zone() -> None:
    """An odd code is a half level."""
    values = shown(state(HOB, ApplianceKind.HOB_INDUCTION))

    assert [values[f"hob_zone_{zone}_level"] for zone in range(1, 5)] == [
        "level_5",
        "level_5_5",
        "off",
        "boost",
    ]
    assert values["hob_zone_3_residual_heat"] == "high"
    assert values["hob_zone_1_remaining_time"] == 12
    assert "hob_zone_5_level" not in values


def test_a_newer_hob_shows_its_levels_and_its_extractor_too() -> None:
    """It tells them in its details only."""
    values = shown(
        state(
            NEW_HOB,
            ApplianceKind.HOB_INDUCTION,
            hob=HobDetails.parse(bytes.fromhex(NEW_HOB["ExtendedState"])),
        )
    )

    assert values["hob_zone_1_level"] == "level_3"
    assert values["hob_zone_2_level"] == "off"
    assert values["ventilation_step"] == 2


@pytest.mark.parametrize(
    ("key", "field", "number", "label"),
    [
        ("status", "Status", 99, "status 99"),
        ("program", "ProgramID", 1234, "program 1234"),
        ("phase", "ProgramPhase", 9999, "phase 9999"),
        ("program_type", "ProgramType", 9, "program type 9"),
        ("drying_step", "DryingStep", 42, "drying step 42"),
        ("remote_control", "RemoteEnable", [3, 0, 0], "remote 3"),
        ("hob_zone_1_level", "PlateStep", [99], "level 99"),
        ("hob_zone_1_residual_heat", "PlateRemainingHeat", [9], "heat 9"),
    ],
)
def test_a_number_new_to_us_is_shown_as_it_comes(
    key: str, field: str, number: Any, label: str
) -> None:
    """So that it can be used, and reported."""
    body = {**WASHER, field: number}

    assert shown(state(body, ApplianceKind.WASHER_DRYER))[key] == label


def test_a_delayed_start_shows_when_and_in_how_long() -> None:
    """Only while the appliance waits."""
    start = datetime(2026, 1, 2, 22, tzinfo=UTC)
    waiting = {**WASHER, "Status": 4, "StartTime": [2, 30]}

    values = shown(state(waiting, ApplianceKind.WASHING_MACHINE, starts_at=start))

    assert values["start_time"] == start
    assert values["start_delay"] == 150


@pytest.mark.parametrize(
    ("panel", "context_says", "expected"),
    [
        ([15, 0, 1], None, True),
        ([15, 0, 0], True, True),
        ([15, 0, 0], False, False),
        ([15], False, False),
        ([15], None, None),
    ],
)
def test_mobile_start_is_what_either_place_tells(
    panel: list[int], context_says: bool | None, expected: bool | None
) -> None:
    """`RemoteEnable` and the device context."""
    reading = state(
        {**WASHER, "RemoteEnable": panel},
        ApplianceKind.WASHING_MACHINE,
        context=context(mobile_start=context_says),
    )

    assert shown(reading).get("mobile_start") is expected


def test_a_container_that_is_out_tells_nothing() -> None:
    """What it sends then is left over from the last one."""

    def container(*bits: ContainerInfo) -> DosingContainer:
        info = ContainerInfo(0)
        for bit in bits:
            info |= bit
        return DosingContainer(
            info=info,
            level_percent=12,
            size=None,
            initial_dosage_ml=None,
            dosage_ml=None,
        )

    device = LaundryDevice(
        containers=(
            container(ContainerInfo.INSERTED, ContainerInfo.LOW),
            container(ContainerInfo.EMPTY),
        ),
        energy_last_program=None,
        water_last_program=None,
        energy_total=None,
        water_total=None,
        interior_light=None,
        heating=None,
        salt_low=None,
        rinse_aid_low=None,
    )
    values = shown(
        state(
            WASHER,
            ApplianceKind.WASHING_MACHINE,
            context=context(laundry_device=device),
        )
    )

    assert values["twindos_1_level"] == 12
    assert values["twindos_1_low"] is True
    assert values["twindos_1_empty"] is False
    assert not any(key.startswith("twindos_2") for key in values)


def test_details_are_shown_as_they_were_told() -> None:
    """The gravest notification and the failure that is present now come first."""
    values = shown(state(OVEN, ApplianceKind.STEAM_OVEN_COMBI, **FULL_CONTEXT))

    assert values["notifications"] == 3
    assert values["notification_number"] == 77
    assert values["failure_code"] == 53
    assert values["operating_time"] == 904
    assert values["module_firmware"] == "09.14"
    assert values["module_update"] is True
    assert values["wifi_signal"] == -61
    assert values["load_capacity"] == 8000
    assert values["programs_until_descaling"] == 14
    assert values["time_until_milk_cleaning"] == 5
    assert values["water_tank_level"] == 80
    assert values["descaling_required"] is True
    assert values["cleaning_required"] is False
    assert values["door_lock"] is False
    assert values["front_panel"] is True


def test_a_panel_that_tells_nothing_is_unknown() -> None:
    """Zero means neither open nor closed."""
    reading = state(
        OVEN,
        ApplianceKind.STEAM_OVEN,
        context=context(cooking_device=cooking_device(front_panel=0)),
    )

    assert "front_panel" not in shown(reading)


@pytest.mark.parametrize(
    ("status", "cooling", "freezing"),
    [(5, False, False), (13, False, True), (14, True, False), (146, True, True)],
)
def test_super_cooling_and_freezing_are_read_off_the_status(
    status: int, cooling: bool, freezing: bool
) -> None:
    """They have no field of their own."""
    reading = state({**COOLING, "Status": status}, ApplianceKind.FRIDGE_FREEZER)
    switches = {each.key: each.value(reading) for each in ENTITIES.switches}

    assert switches["super_cooling"] is cooling
    assert switches["super_freezing"] is freezing


@pytest.mark.parametrize(
    ("body", "power", "light"),
    [
        ({**OVEN, "Light": 1}, True, True),
        ({**OVEN, "Light": 2}, True, False),
        ({**OVEN, "Light": 0}, True, None),
        (ASLEEP, False, None),
        ({}, None, None),
    ],
)
def test_power_and_light_are_read_off_the_state(
    body: JsonObject, power: bool | None, light: bool | None
) -> None:
    """A sleeping appliance is off; of its light nothing is known."""
    reading = state(body, ApplianceKind.OVEN)
    switches = {each.key: each.value(reading) for each in ENTITIES.switches}

    assert switches["power"] is power
    assert switches["light"] is light


async def test_a_washer_without_details_has_what_its_state_tells(
    open_device: Open,
) -> None:
    """No cavity, no zones, no light, no upkeep."""
    assert existing(open_device(WASHER, ApplianceKind.WASHING_MACHINE)) == {
        "sensors": {
            "status",
            "program",
            "phase",
            "program_type",
            "remaining_time",
            "elapsed_time",
            "finish_time",
            "start_time",
            "start_delay",
            "spin_speed",
            "remote_control",
            "wash_temperature",
        },
        "binary_sensors": {
            "door",
            "failure",
            "information",
            "mobile_start",
            "smart_grid",
            "asleep",
        },
        "buttons": WASHER_BUTTONS,
        "switches": set(),
    }


async def test_a_cooling_appliance_runs_no_programs_and_never_sleeps(
    open_device: Open,
) -> None:
    """It sends those fields too."""
    device = open_device(COOLING, ApplianceKind.FRIDGE_FREEZER)

    assert existing(device) == {
        "sensors": {
            "status",
            "zone_1_temperature",
            "zone_2_temperature",
            "zone_1_target_temperature",
            "zone_2_target_temperature",
        },
        "binary_sensors": {"zone_1_door", "zone_2_door", "failure", "information"},
        "buttons": set(),
        "switches": set(),
    }


async def test_an_older_fridge_tells_of_one_door(open_device: Open) -> None:
    """It sends no `DoorStates`."""
    body = {key: value for key, value in COOLING.items() if key != "DoorStates"}

    assert "door" in existing(open_device(body, ApplianceKind.FRIDGE))["binary_sensors"]


async def test_only_ovens_and_their_like_have_a_cavity(open_device: Open) -> None:
    """The same numbers mean the wash temperature elsewhere."""
    oven = existing(open_device(OVEN, ApplianceKind.OVEN))

    assert {
        "cavity_temperature",
        "cavity_target_temperature",
        "core_temperature",
    } <= oven["sensors"]
    assert "wash_temperature" not in oven["sensors"]
    assert oven["switches"] == {"light"}


@pytest.mark.parametrize(
    ("body", "zones", "has_heat", "has_extractor"),
    [(HOB, 4, True, False), (NEW_HOB, 2, False, True)],
)
async def test_a_hob_has_as_many_zones_as_it_tells_of(
    open_device: Open,
    body: JsonObject,
    zones: int,
    has_heat: bool,
    has_extractor: bool,
) -> None:
    """And an extractor where it tells of one."""
    sensors = existing(open_device(body, ApplianceKind.HOB_INDUCTION))["sensors"]

    assert sum(key.endswith("_level") for key in sensors) == zones
    assert ("hob_zone_1_residual_heat" in sensors) is has_heat
    assert ("ventilation_step" in sensors) is has_extractor


async def test_a_kind_new_to_us_has_what_it_sends(open_device: Open) -> None:
    """Its programs are shown by number."""
    found = existing(open_device(WASHER, 71))

    assert {"status", "program", "remaining_time"} <= found["sensors"]
    assert found["buttons"] == WASHER_BUTTONS


async def test_before_an_appliance_said_what_it_is_nothing_is_guessed(
    open_device: Open,
) -> None:
    """A fridge must not get a start button for a moment."""
    found = existing(open_device(COOLING, None))

    assert found["sensors"] == {"status"}
    assert not found["switches"]
    assert "start" not in found["buttons"]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (ApplianceKind.OVEN, {"door_lock"}),
        (
            ApplianceKind.STEAM_OVEN,
            {
                "door_lock",
                "front_panel",
                "descaling_required",
                "cleaning_required",
                "programs_until_descaling",
                "water_tank_level",
            },
        ),
        (
            ApplianceKind.COFFEE_SYSTEM,
            {
                "descaling_required",
                "cleaning_required",
                "drinks_until_descaling",
                "drinks_until_degreasing",
                "time_until_milk_cleaning",
                "water_tank_level",
            },
        ),
        (ApplianceKind.WASHING_MACHINE, {"load_capacity"}),
        (ApplianceKind.DISHWASHER, set()),
    ],
)
async def test_upkeep_goes_by_kind(
    open_device: Open, kind: ApplianceKind, expected: set[str]
) -> None:
    """An oven sends the coffee machine's fields too, as zeros."""
    without = existing(open_device(OVEN, kind))
    with_context = existing(open_device(OVEN, kind, leaves=["context"]))

    assert {
        key
        for platform in without
        for key in with_context[platform] - without[platform]
    } == expected


@pytest.mark.parametrize(
    ("leaf", "expected"),
    [
        ("notifications", {"notifications", "notification_number"}),
        ("failures", {"failure_code"}),
        ("hours", {"operating_time"}),
        ("update", {"module_firmware", "module_update"}),
        ("wlan", {"wifi_signal"}),
    ],
)
async def test_a_detail_that_was_told_brings_its_entities(
    open_device: Open, leaf: str, expected: set[str]
) -> None:
    """And none before."""
    without = existing(open_device(WASHER, ApplianceKind.WASHING_MACHINE))
    found = existing(open_device(WASHER, ApplianceKind.WASHING_MACHINE, leaves=[leaf]))

    assert {
        key for platform in found for key in found[platform] - without[platform]
    } == expected


async def test_containers_have_their_own_entities(open_device: Open) -> None:
    """As many as there are."""
    found = existing(open_device(WASHER, ApplianceKind.WASHING_MACHINE, containers=1))

    assert "twindos_1_level" in found["sensors"]
    assert {"twindos_1_low", "twindos_1_empty"} <= found["binary_sensors"]
    assert "twindos_2_level" not in found["sensors"]


@pytest.mark.parametrize(
    ("known", "has_power"),
    [
        ({"requests": [16, 19]}, True),
        ({"writes_power": True}, True),
        ({"writes_power": True, "refused": ["POWER_ON"]}, False),
        ({}, False),
    ],
)
async def test_power_can_be_switched_where_the_appliance_lets_it(
    open_device: Open, known: JsonObject, has_power: bool
) -> None:
    """By either of two ways."""
    device = open_device(WASHER, ApplianceKind.WASHING_MACHINE, **known)

    assert ("power" in existing(device)["switches"]) is has_power


@pytest.mark.parametrize("refused", ["START", "PAUSE", "STOP", "WAKE"])
async def test_a_button_that_was_refused_for_good_is_gone(
    open_device: Open, refused: str
) -> None:
    """Without the start, stop and pause are of no use either."""
    device = open_device(WASHER, ApplianceKind.WASHING_MACHINE, refused=[refused])
    gone = {"START": {"start", "stop", "pause"}}.get(refused, {refused.lower()})

    assert existing(device)["buttons"] == WASHER_BUTTONS - gone


async def test_a_fridge_does_not_let_its_light_be_switched(open_device: Open) -> None:
    """A wine cabinet does."""
    body = {**COOLING, "Light": 2}

    assert not existing(open_device(body, ApplianceKind.FRIDGE))["switches"]
    assert existing(open_device(body, ApplianceKind.WINE_CABINET))["switches"] == {
        "light"
    }


async def test_falling_asleep_takes_no_entity_away(open_device: Open) -> None:
    """What an appliance can do does not depend on the moment."""
    awake = open_device(OVEN, ApplianceKind.OVEN)
    asleep = open_device(
        ASLEEP,
        ApplianceKind.OVEN,
        **awake.capabilities.saw_state(ApplianceState.parse(ASLEEP)).as_memory(),
    )

    for platform, keys in existing(awake).items():
        assert keys <= existing(asleep)[platform]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda children: (
        st.lists(children, max_size=4)
        | st.dictionaries(st.text(max_size=4), children, max_size=3)
    ),
    max_leaves=8,
)
NUMBERS = st.integers(-2, 300) | st.integers(-40000, 70000)
FIELDS = sorted(
    {*WASHER, *OVEN, *COOLING, *HOB, *NEW_HOB, "DryingStep", "VentilationStep"}
)
BODIES = st.dictionaries(
    st.sampled_from(FIELDS), NUMBERS | st.lists(NUMBERS, max_size=7) | JSON
)
KINDS = st.sampled_from([None, *ApplianceKind])


@given(body=BODIES, kind=KINDS)
def test_no_entity_stumbles_over_a_state(
    body: JsonObject, kind: ApplianceKind | None
) -> None:
    """Whatever an appliance sends, and while nothing else is known of it."""
    appliance = ApplianceState.parse(body)
    reading = MieleState(
        appliance=appliance,
        kind=kind,
        hob=HobDetails.parse(appliance.extended_state),
    )

    shown(reading)
    for switch in ENTITIES.switches:
        switch.value(reading)


@given(body=BODIES, kind=KINDS)
def test_an_enum_shows_a_known_word_or_a_number_with_its_name(
    body: JsonObject, kind: ApplianceKind | None
) -> None:
    """Anything else could not be translated or reported."""
    device: Any = SimpleNamespace(ident=ApplianceIdent(device_type=kind))
    reading = state(body, kind)
    for description in ENTITIES.sensors:
        if description.labels is None or (value := description.value(reading)) is None:
            continue
        known = description.labels(device)
        assert value in known or UNKNOWN_NUMBER.fullmatch(str(value))


def test_every_unit_and_state_class_fits_its_device_class() -> None:
    """Home Assistant only logs a mistake here."""
    for description in ENTITIES.sensors:
        device_class = description.device_class
        if device_class is None:
            continue
        units = DEVICE_CLASS_UNITS.get(device_class, {None})
        assert description.native_unit_of_measurement in units, description.key
        if description.state_class is not None:
            assert description.state_class in DEVICE_CLASS_STATE_CLASSES[device_class]
        assert (device_class is SensorDeviceClass.ENUM) is bool(description.labels)


async def test_home_assistant_takes_all_entities_of_an_appliance(
    hass: HomeAssistant,
    oven: MieleAppliance,
    our_key: None,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Those that are off at first included; without a complaint, each with a name."""
    monkeypatch.setattr(Entity, "entity_registry_enabled_default", True)
    entry = entry_of(oven)
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()

    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    names = {entity.original_name for entity in entities}

    assert {"Status", "Program", "Door", "Light"} <= names
    assert None not in names
    assert not [
        record.getMessage()
        for record in caplog.records
        if record.levelname in ("WARNING", "ERROR")
        and "custom integration" not in record.getMessage()
        # On a machine that is busy, asyncio tells of slow steps.
        and record.name != "asyncio"
    ]
