"""`/State` and `/Ident` as JSON objects."""

import math

from .appliance import Appliance
from .models import Kind, Standby, Status
from .program import Run

NOT_PRESENT = -32768

type JsonObject = dict[str, object]

_FRIDGE_CELSIUS, _FREEZER_CELSIUS = 5.0, -18.0
_SUPER_FRIDGE_CELSIUS, _SUPER_FREEZER_CELSIUS = 2.0, -32.0
_COMPRESSOR_PERIOD = 2400.0


def state(
    appliance: Appliance, *, waiting_for_app: bool, plain_minutes: bool
) -> JsonObject:
    """Return the object behind `/State`."""
    status = Status.SERVICE if waiting_for_app else appliance.status
    if appliance.model.kind is Kind.FRIDGE_FREEZER:
        return _cooling_state(appliance, status)
    if appliance.asleep:
        return _sleeping_state(appliance, plain_minutes=plain_minutes)
    return _program_state(appliance, status, plain_minutes=plain_minutes)


def ident(appliance: Appliance) -> JsonObject:
    """Return the object behind `/Ident`. The support masks are those of one recorded oven."""
    nameplate = appliance.nameplate
    return {
        "DeviceType": nameplate.model.device_type,
        "DeviceName": "",
        "AppSupport": 661,
        "FctSupport": 3,
        "XKMSupport": 7,
        "ProtocolVersion": 4,
        "DeviceIdentLabel": {
            "Version": "E",
            "FabNumber": nameplate.fab,
            "FabIndex": "00",
            "TechType": nameplate.tech_type,
            "MatNumber": "11804520",
            "SWIDs": ["5975", "20456"],
        },
        "XKMIdentLabel": {
            "Version": "E",
            "FabNumber": nameplate.fab[::-1],
            "FabIndex": "00",
            "TechType": nameplate.module.tech_type,
            "MatNumber": "10804470",
            "SWIDs": ["6297"],
            "ReleaseVersion": nameplate.firmware,
        },
    }


def cavity_centidegrees(appliance: Appliance) -> int:
    """Return an oven's temperature: as left by the last run, else not measured."""
    if appliance.run is None:
        return NOT_PRESENT
    return round(appliance.run.cavity_celsius(appliance.now) * 100)


def _program_state(
    appliance: Appliance, status: Status, *, plain_minutes: bool
) -> JsonObject:
    run, now = appliance.run, appliance.now
    selection = run.selection if run else appliance.selection
    elapsed = run.elapsed(now) if run else 0.0
    remaining = _remaining(appliance, run, elapsed)
    oven = appliance.model.kind is Kind.OVEN
    fields: JsonObject = {
        "Status": int(status),
        "InternalState": int(status),
        "ProgramType": 0,
        "ProgramID": selection.program.id if selection else 0,
        "ProgramPhase": run.phase(now) if run else appliance.model.idle_phase,
        "RemainingTime": _duration(remaining, plain_minutes),
        "StartTime": _duration(appliance.start_in, plain_minutes),
        "TargetTemperature": _temperatures(
            selection.target_celsius * 100
            if selection and selection.target_celsius is not None
            else NOT_PRESENT
        ),
        "Temperature": _temperatures(
            cavity_centidegrees(appliance) if oven else NOT_PRESENT
        ),
        "SignalInfo": bool(appliance.messages),
        "SignalFailure": bool(appliance.failures),
        "SignalDoor": appliance.door_open,
        "RemoteEnable": [
            15 if appliance.remote_control else 0,
            0,
            int(appliance.mobile_start),
        ],
        "ProcessAction": 0,
        "Light": _light(appliance),
        "ElapsedTime": _duration(elapsed // 60 * 60, plain_minutes),
    }
    if appliance.nameplate.module.reports_standby:
        fields |= {"DeviceAction": 0, "StandbyState": int(appliance.standby)}
        if selection and selection.spin_rpm is not None:
            fields["SpinningSpeed"] = selection.spin_rpm
    return fields


def _sleeping_state(appliance: Appliance, *, plain_minutes: bool) -> JsonObject:
    """Everything is zero but `Status` 1 and `StandbyState` 2."""
    zero = _duration(0, plain_minutes)
    fields: JsonObject = {
        "Status": int(Status.OFF),
        "InternalState": int(Status.OFF),
        "ProgramType": 0,
        "ProgramID": 0,
        "ProgramPhase": 0,
        "RemainingTime": zero,
        "StartTime": zero,
        "TargetTemperature": [0, 0, 0],
        "Temperature": [0, 0, 0],
        "SignalInfo": False,
        "SignalFailure": False,
        "SignalDoor": False,
        "RemoteEnable": [7 if appliance.remote_control else 0, 0, 0],
        "ProcessAction": 0,
        "Light": 0,
        "ElapsedTime": zero,
    }
    if appliance.nameplate.module.reports_standby:
        fields |= {"DeviceAction": 0, "StandbyState": int(Standby.DEEP)}
    return fields


def _cooling_state(appliance: Appliance, status: Status) -> JsonObject:
    wave = math.sin(2 * math.pi * appliance.now / _COMPRESSOR_PERIOD)
    fridge = _SUPER_FRIDGE_CELSIUS if appliance.super_cooling else _FRIDGE_CELSIUS
    freezer = _SUPER_FREEZER_CELSIUS if appliance.super_freezing else _FREEZER_CELSIUS
    fields: JsonObject = {
        "Status": int(status),
        "InternalState": int(status),
        "ProgramType": 0,
        "ProgramID": 0,
        "ProgramPhase": 0,
        "TargetTemperature": _temperatures(round(fridge * 100), round(freezer * 100)),
        "Temperature": _temperatures(
            round(fridge * 100 + 60 * wave), round(freezer * 100 + 80 * wave)
        ),
        "SignalInfo": bool(appliance.messages),
        "SignalFailure": bool(appliance.failures),
        "SignalDoor": appliance.door_open,
        "RemoteEnable": [15 if appliance.remote_control else 0, 0, 0],
        "ProcessAction": 0,
        "Light": 0,
    }
    if appliance.nameplate.module.reports_standby:
        fields["DoorStates"] = [[1 if appliance.door_open else 2, 0], [2, 0], [0, 0]]
    return fields


def _remaining(appliance: Appliance, run: Run | None, elapsed: float) -> float:
    if run is not None:
        return 0.0 if appliance.status is Status.ENDED else run.duration - elapsed
    return appliance.selection.program.minutes * 60.0 if appliance.selection else 0.0


def _duration(seconds: float, plain_minutes: bool) -> list[int] | int:
    minutes = math.ceil(seconds / 60)
    return minutes if plain_minutes else [minutes // 60, minutes % 60]


def _temperatures(*values: int) -> list[int]:
    return [*values, *[NOT_PRESENT] * (3 - len(values))]


def _light(appliance: Appliance) -> int:
    if not appliance.model.has_light:
        return 0
    return 1 if appliance.light_on else 2
