"""What appliances send, as test data: a recorded washer, and others after its pattern."""

from dataclasses import fields
from typing import Any

from custom_components.freehold.families.contract import JsonObject
from custom_components.freehold.families.miele.model import MieleState
from custom_components.freehold.families.miele.protocol.dop2.leaves.context import (
    DeviceContext,
)
from custom_components.freehold.families.miele.protocol.dop2.leaves.cooking import (
    CookingDevice,
    DoorLock,
    FrontPanel,
)
from custom_components.freehold.families.miele.protocol.dop2.leaves.laundry import (
    LaundryProgram,
)
from custom_components.freehold.families.miele.protocol.dop2.leaves.upkeep import (
    Failure,
    FailureList,
    HoursOfOperation,
    Notifications,
)
from custom_components.freehold.families.miele.protocol.network import (
    UpdateState,
    WlanState,
)
from custom_components.freehold.families.miele.protocol.state import ApplianceState
from custom_components.freehold.families.miele.protocol.tables.kinds import (
    ApplianceKind,
)

NONE = -32768

WASHER: JsonObject = {
    "Status": 5,
    "ProgramType": 1,
    "ProgramID": 1,
    "ProgramPhase": 260,
    "RemainingTime": [0, 55],
    "StartTime": [0, 0],
    "TargetTemperature": [4000, NONE, NONE],
    "Temperature": [NONE, NONE, NONE],
    "SignalInfo": False,
    "SignalFailure": False,
    "SignalDoor": False,
    "RemoteEnable": [15, 0, 0],
    "ProcessAction": 0,
    "DeviceAction": 0,
    "Light": 0,
    "StandbyState": 1,
    "ElapsedTime": [0, 19],
    "SpinningSpeed": 1600,
}
OVEN: JsonObject = {
    **{key: value for key, value in WASHER.items() if key != "SpinningSpeed"},
    "ProgramType": 0,
    "ProgramID": 13,
    "ProgramPhase": 3073,
    "TargetTemperature": [16000, NONE, NONE],
    "Temperature": [12150, 2125, NONE],
    "Light": 1,
}
COOLING: JsonObject = {
    **{key: value for key, value in WASHER.items() if key != "SpinningSpeed"},
    "ProgramID": 0,
    "ProgramPhase": 0,
    "TargetTemperature": [400, -1800, NONE],
    "Temperature": [500, -1807, NONE],
    "DoorStates": [[1, 0], [2, 0], [0, 0]],
}
HOB: JsonObject = {
    "Status": 5,
    "PlateStep": [9, 10, 0, 117],
    "PlateRemainingHeat": [0, 0, 3, 0],
    "PlateRemainingMinutes": [12, 0, 0, 0],
}
NEW_HOB: JsonObject = {
    "Status": 5,
    # Active, two zones, the first at 5 = level 3; 66 bytes with the extractor at 2.
    "ExtendedState": bytes(
        {0: 5, 7: 2 << 1, 8: 5, 62: 2}.get(index, 0) for index in range(66)
    ).hex(),
}
ASLEEP: JsonObject = {
    **OVEN,
    "Status": 1,
    "ProgramType": 0,
    "ProgramID": 0,
    "ProgramPhase": 0,
    "RemainingTime": [0, 0],
    "ElapsedTime": [0, 0],
    "TargetTemperature": [0, 0, 0],
    "Temperature": [0, 0, 0],
    "RemoteEnable": [0, 0, 0],
    "Light": 0,
    "StandbyState": 2,
}


def state(body: JsonObject, kind: ApplianceKind | None, **told: Any) -> MieleState:
    """Return the state of an appliance, with details that it told."""
    return MieleState(appliance=ApplianceState.parse(body), kind=kind, **told)


def context(**told: Any) -> DeviceContext:
    """Return a device context that tells this and nothing else."""
    nothing: dict[str, Any] = {field.name: None for field in fields(DeviceContext)}
    return DeviceContext(**{**nothing, "supported_requests": frozenset(), **told})


def cooking_device(**told: Any) -> CookingDevice:
    """Return the upkeep of an oven that tells this and nothing else."""
    nothing: dict[str, Any] = {field.name: None for field in fields(CookingDevice)}
    if "front_panel" in told:
        told["front_panel"] = FrontPanel(told["front_panel"])
    return CookingDevice(**{**nothing, "bean_containers": (), **told})


FULL_CONTEXT: dict[str, Any] = {
    "context": context(
        laundry_program=LaundryProgram(
            program_id=None, phase=None, remaining_minutes=None, load_capacity_g=8000
        ),
        cooking_device=cooking_device(
            front_panel=FrontPanel.OPENING,
            door_lock=DoorLock.LOCKED,
            descaling_required=True,
            cleaning_required=False,
            programs_until_descaling=14,
            days_until_milk_cleaning=5,
            water_tank_level=80,
        ),
    ),
    "hours": HoursOfOperation(
        total_minutes=904,
        before_replacement_minutes=None,
        since_maintenance_minutes=None,
    ),
    "notifications": Notifications(messages=(11018, 5), errors=(77,)),
    "failures": FailureList(failures=(Failure(7, False), Failure(53, True))),
    "wlan": WlanState(signal_dbm=-61),
    "update": UpdateState(current_version="09.14", newer_available=True),
}
