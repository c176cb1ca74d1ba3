"""`/State` is read whatever firmware puts into it."""
# ruff: noqa: D103 - names of tests state their rules

from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.freehold.families.miele.protocol.hob import HobDetails
from custom_components.freehold.families.miele.protocol.identity import ApplianceIdent
from custom_components.freehold.families.miele.protocol.network import (
    UpdateState,
    WlanState,
)
from custom_components.freehold.families.miele.protocol.state import ApplianceState
from custom_components.freehold.families.miele.protocol.tables.kinds import (
    ApplianceKind,
)

from .fixtures import recorded

FIELD_NAMES = [
    "Status",
    "InternalState",
    "ProgramType",
    "ProgramID",
    "ProgramPhase",
    "RemainingTime",
    "StartTime",
    "ElapsedTime",
    "TargetTemperature",
    "Temperature",
    "SignalInfo",
    "SignalFailure",
    "SignalDoor",
    "DoorStates",
    "RemoteEnable",
    "ProcessAction",
    "DeviceAction",
    "Light",
    "StandbyState",
    "SpinningSpeed",
    "DryingStep",
    "PlateStep",
    "PlateRemainingHeat",
    "PlateRemainingMinutes",
    "VentilationStep",
    "ExtendedState",
]

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.just(10**400),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
states = st.dictionaries(st.sampled_from(FIELD_NAMES) | st.text(), json_values)

WASHER_WAITING = {
    "Status": 3,
    "InternalState": 3,
    "ProgramType": 0,
    "ProgramID": 1,
    "ProgramPhase": 256,
    "RemainingTime": [2, 59],
    "StartTime": [0, 0],
    "TargetTemperature": [4000],
    "Temperature": [-32768, -32768, -32768],
    "SignalInfo": False,
    "SignalFailure": False,
    "SignalDoor": True,
    "RemoteEnable": [15, 0, 0],
    "ProcessAction": 0,
    "Light": 0,
    "ElapsedTime": [0, 0],
    "ExtendedState": "00180104000006400102010116013A98",
}


def parse(**fields: Any) -> ApplianceState:
    return ApplianceState.parse(fields)


def test_a_recorded_running_washer_is_read_whole() -> None:
    body = recorded("state/wec395_running.json")

    state = ApplianceState.parse(body)

    assert state == ApplianceState(
        status=5,
        program_type=1,
        program_id=1,
        program_phase=260,
        remaining_minutes=55,
        start_in_minutes=0,
        elapsed_minutes=19,
        target_temperatures=(40.0, None, None),
        temperatures=(None, None, None),
        signal_info=False,
        signal_failure=False,
        signal_door=False,
        remote_enable=(15, 0, 0),
        process_action=0,
        device_action=0,
        light=0,
        standby_state=1,
        spin_speed_rpm=1600,
        fields=frozenset(body),
    )
    assert state.is_running_program
    assert state.shows_program
    assert not state.is_asleep
    assert state.remote_control_allowed


def test_a_recorded_waiting_washer_is_read_whole() -> None:
    state = ApplianceState.parse(WASHER_WAITING)

    assert state.remaining_minutes == 179
    assert state.signal_door is True
    assert state.extended_state == bytes.fromhex("00180104000006400102010116013A98")
    assert state.standby_state is None
    assert state.fields == frozenset(WASHER_WAITING)
    assert not state.unreadable
    assert not state.is_running_program


@given(states)
def test_nothing_in_the_state_can_raise(body: dict[str, Any]) -> None:
    state = ApplianceState.parse(body)

    assert state.fields == frozenset(body)
    assert state.unreadable <= frozenset(FIELD_NAMES) & frozenset(body)
    for derived in (
        state.is_running_program,
        state.shows_program,
        state.is_asleep,
        state.remote_control_allowed,
        state.mobile_start,
        state.smart_grid,
        HobDetails.parse(state.extended_state),
    ):
        assert derived is None or derived is not NotImplemented


@given(states)
def test_equal_answers_give_equal_states(body: dict[str, Any]) -> None:
    assert ApplianceState.parse(body) == ApplianceState.parse(dict(body))
    assert hash(ApplianceState.parse(body)) == hash(ApplianceState.parse(body))


@pytest.mark.parametrize("name", FIELD_NAMES)
def test_null_says_nothing_and_is_not_unreadable(name: str) -> None:
    state = ApplianceState.parse({name: None})

    assert state == ApplianceState(fields=frozenset({name}))


@pytest.mark.parametrize("name", FIELD_NAMES)
def test_a_wrong_type_is_reported_by_name(name: str) -> None:
    state = ApplianceState.parse({name: {"value_raw": 5}})

    assert state.unreadable == {name}


def test_unknown_fields_are_only_remembered_by_name() -> None:
    state = parse(SyncState=3, Novelty={"a": [1]})

    assert state == ApplianceState(fields=frozenset({"SyncState", "Novelty"}))


@pytest.mark.parametrize(
    ("value", "minutes"),
    [
        ([0, 0], 0),
        ([2, 59], 179),
        ([25, 0], 1500),
        (55, 55),
        (0, 0),
        (-1, None),
        ([-1, 0], None),
        ([0, -1], None),
        (65535, None),
        (-32768, None),
    ],
)
def test_times_are_hours_and_minutes_or_minutes(
    value: object, minutes: int | None
) -> None:
    state = parse(RemainingTime=value, StartTime=value, ElapsedTime=value)

    assert state.remaining_minutes == minutes
    assert state.start_in_minutes == minutes
    assert state.elapsed_minutes == minutes
    assert not state.unreadable


@pytest.mark.parametrize("value", [[], [1], [1, 2, 3], "1:30", 1.5, [1, "2"], True])
def test_times_of_any_other_form_are_unreadable(value: object) -> None:
    state = parse(RemainingTime=value)

    assert state.remaining_minutes is None
    assert state.unreadable == {"RemainingTime"}


@pytest.mark.parametrize(
    ("value", "celsius"),
    [
        (4000, (40.0,)),
        ([4000], (40.0,)),
        ([500, -1807, -32768], (5.0, -18.07, None)),
        (-32768, (None,)),
        (32768, (None,)),
        ([0], (0.0,)),
        ([], ()),
    ],
)
def test_temperatures_are_hundredths_of_a_degree(
    value: object, celsius: tuple[float | None, ...]
) -> None:
    state = parse(Temperature=value, TargetTemperature=value)

    assert state.temperatures == celsius
    assert state.target_temperatures == celsius
    assert not state.unreadable


def test_one_unreadable_temperature_leaves_the_others() -> None:
    state = parse(Temperature=[500, "cold", -1800])

    assert state.temperatures == (5.0, None, -18.0)
    assert state.unreadable == {"Temperature"}


def test_doors_are_read_per_zone() -> None:
    state = parse(DoorStates=[[1, 0], [2, 5], [0, 0]])

    assert state.doors == (True, False, None)
    assert not state.unreadable


@pytest.mark.parametrize("value", [[3], [[3, 0]], [[]], 1, [["1", 0]]])
def test_other_door_states_are_unreadable(value: object) -> None:
    assert parse(DoorStates=value).unreadable == {"DoorStates"}


def test_truth_is_not_a_number_and_a_number_is_not_truth() -> None:
    state = parse(Status=True, SignalDoor=1)

    assert (state.status, state.signal_door) == (None, None)
    assert state.unreadable == {"Status", "SignalDoor"}


def test_extended_state_that_is_not_hex_is_unreadable() -> None:
    assert parse(ExtendedState="0G").unreadable == {"ExtendedState"}
    assert parse(ExtendedState="ABC").unreadable == {"ExtendedState"}


def test_plates_keep_their_order() -> None:
    state = parse(
        PlateStep=[0, 17], PlateRemainingHeat=[0, 3], PlateRemainingMinutes=[0, 12]
    )

    assert state.plate_steps == (0, 17)
    assert state.plate_residual_heat == (0, 3)
    assert state.plate_minutes == (0, 12)


@pytest.mark.parametrize("status", [1, 2, 8, 12, 144, 145, 255, None])
def test_leftovers_of_the_last_program_are_not_shown(status: int | None) -> None:
    assert not parse(Status=status, ProgramID=1).shows_program


@pytest.mark.parametrize("status", [3, 4, 5, 6, 7, 9, 11, 99])
def test_programs_are_shown_until_after_their_end(status: int) -> None:
    assert parse(Status=status, ProgramID=1).shows_program


@pytest.mark.parametrize(
    ("fields", "asleep"),
    [
        ({"Status": 1, "StandbyState": 2, "DeviceAction": 0}, True),
        ({"Status": 1, "StandbyState": 0, "DeviceAction": 0}, True),
        ({"Status": 1, "DeviceAction": 0}, True),
        ({"Status": 0, "StandbyState": 2}, True),
        ({"Status": 1, "StandbyState": 1, "DeviceAction": 0}, False),
        ({"Status": 1, "StandbyState": 3, "DeviceAction": 0}, False),
        ({"Status": 5, "StandbyState": 1, "DeviceAction": 0}, False),
        ({"Status": 1, "StandbyState": 0}, False),
        ({"Status": 1}, False),
        ({}, False),
    ],
)
def test_only_what_can_be_woken_sleeps(fields: dict[str, int], asleep: bool) -> None:
    assert ApplianceState.parse(fields).is_asleep is asleep


@pytest.mark.parametrize(
    ("value", "allowed", "grid", "mobile"),
    [
        ([15, 0, 0], True, False, False),
        ([7, 0, 0], True, False, False),
        ([0, 0, 0], False, False, False),
        ([15, 1, 0], True, True, False),
        ([15, 0, 1], True, False, True),
        ([15], True, None, None),
        ([], None, None, None),
        (None, None, None, None),
        ("15", None, None, None),
    ],
)
def test_remote_control_is_read_position_by_position(
    value: object, allowed: bool | None, grid: bool | None, mobile: bool | None
) -> None:
    state = parse(RemoteEnable=value)

    assert state.remote_control_allowed is allowed
    assert state.smart_grid is grid
    assert state.mobile_start is mobile


def test_the_recorded_extractor_levels_are_read() -> None:
    levels = {"off": 0, "1": 1, "2": 2, "3": 3, "boost": 4}
    for sample in recorded("hob/kmda7876_extractor.json"):
        details = HobDetails.parse(bytes.fromhex(sample["hex"]))

        assert details is not None
        assert details.extractor_level == levels[sample["expected"]], sample["label"]
        assert not details.is_active
        assert len(details.zones) == 4
        assert {zone.level for zone in details.zones} == {0}


def hob(length: int = 66) -> bytearray:
    raw = bytearray(length)
    raw[0:8] = bytes((5, 30, 2, 1, 7, 1, 2, 2 << 1))
    raw[11:14] = bytes((17, 0b1101_1101, 3))
    raw[30:34] = bytes((5, 1, 44, 1))
    raw[51] = 9
    return raw


def test_a_hob_zone_is_gathered_from_its_three_tables() -> None:
    details = HobDetails.parse(bytes(hob()))

    assert details is not None
    assert details.is_active
    assert details.timer_seconds == 3600 + 120 + 30
    assert (details.hob_type, details.common_error) == (7, 1)
    assert details.common_information == 2
    assert len(details.zones) == 2
    zone = details.zones[1]
    assert (zone.level, zone.error_hint, zone.key) == (17, 3, 9)
    assert (zone.start_minutes, zone.duration_minutes) == (261, 300)
    assert (zone.auto_preboil, zone.bridged, zone.pot_detected) == (True, 2, True)
    assert (zone.pot_fit, zone.booster) == (1, 3)


@pytest.mark.parametrize("count", [0, 7, 15])
def test_an_impossible_number_of_zones_means_six(count: int) -> None:
    raw = hob()
    raw[7] = count << 1

    details = HobDetails.parse(bytes(raw))

    assert details is not None
    assert len(details.zones) == 6


@pytest.mark.parametrize("length", [62, 105, 164])
def test_other_hobs_have_no_extractor(length: int) -> None:
    details = HobDetails.parse(bytes(hob(length)))

    assert details is not None
    assert details.extractor_level is None


def test_an_unknown_extractor_level_is_none() -> None:
    raw = hob()
    raw[62] = 5

    details = HobDetails.parse(bytes(raw))

    assert details is not None
    assert details.extractor_level is None


@given(st.binary(max_size=200))
def test_no_extended_state_can_raise(raw: bytes) -> None:
    assert (HobDetails.parse(raw) is None) is (len(raw) < 56)


IDENT = {
    "DeviceType": 13,
    "DeviceName": "",
    "ProtocolVersion": 4,
    "DeviceIdentLabel": {
        "FabNumber": "000123456789",
        "FabIndex": "00",
        "TechType": "H7240BM \0",
        "MatNumber": "11804520",
        "SWIDs": [1, 2],
    },
    "XKMIdentLabel": {"TechType": "EK057S", "ReleaseVersion": "09.14"},
}


def test_an_ident_names_appliance_and_module() -> None:
    ident = ApplianceIdent.parse(IDENT)

    assert ident == ApplianceIdent(
        device_type=13,
        protocol_version=4,
        tech_type="H7240BM",
        fab_number="000123456789",
        material_number="11804520",
        module_tech_type="EK057S",
        module_version="09.14",
    )
    assert ident.kind is ApplianceKind.OVEN_MICROWAVE


@pytest.mark.parametrize("device_type", [0, 99, -1, None, "13"])
def test_an_unknown_device_type_has_no_kind(device_type: object) -> None:
    assert ApplianceIdent.parse({"DeviceType": device_type}).kind is None


@given(
    st.dictionaries(
        st.sampled_from([*IDENT, "SSID", "RSSI", "Percentage", "Type"]), json_values
    )
)
def test_nothing_in_the_other_answers_can_raise(body: dict[str, Any]) -> None:
    ApplianceIdent.parse(body)
    WlanState.parse(body)
    UpdateState.parse(body)


def test_a_recorded_firmware_report_is_read() -> None:
    assert UpdateState.parse(recorded("state/update_ek057.json")) == UpdateState(
        module_type="EK057",
        current_version="08.32",
        newer_available=False,
        in_progress=False,
    )


def test_a_radio_link_is_read_without_its_key() -> None:
    wlan = WlanState.parse(
        {
            "SSID": "home",
            "IP": "192.0.2.10",
            "Gateway": "192.0.2.1",
            "DNS1": "192.0.2.1",
            "RSSI": -61,
            "Percentage": 78,
            "Key": "********",
        }
    )

    assert wlan == WlanState(
        ssid="home",
        ip_address="192.0.2.10",
        gateway="192.0.2.1",
        dns="192.0.2.1",
        signal_dbm=-61,
        signal_percent=78,
    )
