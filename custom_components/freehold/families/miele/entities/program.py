"""Sensors of what an appliance is doing."""

from typing import Final

from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.const import (
    REVOLUTIONS_PER_MINUTE,
    EntityCategory,
    UnitOfMass,
    UnitOfTime,
)

from ...descriptions import SensorDescription
from ..model import MieleState
from ..protocol.tables.phases import phase_label, phase_labels
from ..protocol.tables.programs import program_label, program_labels
from ..protocol.tables.status import (
    Status,
    drying_step_label,
    drying_step_labels,
    program_type_label,
    program_type_labels,
    remote_state_label,
    remote_state_labels,
    status_label,
    status_labels,
)
from .conditions import all_of, is_kind, runs_programs, sends, tells
from .readings import Sensor, at, of_program, while_awake


def _remote_state(state: MieleState) -> str | None:
    return remote_state_label(at(state.appliance.remote_enable or (), 0))


def _start_delay(state: MieleState) -> int | None:
    if state.appliance.status != Status.WAITING_TO_START:
        return None
    return state.appliance.start_in_minutes


def _load_capacity(state: MieleState) -> int | None:
    if state.context is None or state.context.laundry_program is None:
        return None
    return state.context.laundry_program.load_capacity_g


PROGRAM: Final[tuple[Sensor, ...]] = (
    SensorDescription(
        key="status",
        translation_key="status",
        device_class=SensorDeviceClass.ENUM,
        labels=lambda _: status_labels(),
        value=lambda state: status_label(state.appliance.status),
    ),
    SensorDescription(
        key="program",
        translation_key="program",
        device_class=SensorDeviceClass.ENUM,
        exists=all_of(runs_programs, sends("ProgramID")),
        labels=lambda device: program_labels(device.ident.kind),
        value=of_program(
            lambda state: program_label(state.kind, state.appliance.program_id)
        ),
    ),
    SensorDescription(
        key="phase",
        translation_key="phase",
        device_class=SensorDeviceClass.ENUM,
        exists=all_of(runs_programs, sends("ProgramPhase")),
        labels=lambda device: phase_labels(device.ident.kind),
        value=of_program(
            lambda state: phase_label(state.kind, state.appliance.program_phase)
        ),
    ),
    SensorDescription(
        key="program_type",
        translation_key="program_type",
        device_class=SensorDeviceClass.ENUM,
        entity_registry_enabled_default=False,
        exists=all_of(runs_programs, sends("ProgramType")),
        labels=lambda _: program_type_labels(),
        value=of_program(
            lambda state: program_type_label(state.appliance.program_type)
        ),
    ),
    SensorDescription(
        key="remaining_time",
        translation_key="remaining_time",
        device_class=SensorDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.MINUTES,
        suggested_display_precision=0,
        exists=all_of(runs_programs, sends("RemainingTime")),
        value=of_program(lambda state: state.appliance.remaining_minutes),
    ),
    SensorDescription(
        key="elapsed_time",
        translation_key="elapsed_time",
        device_class=SensorDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.MINUTES,
        suggested_display_precision=0,
        exists=all_of(runs_programs, sends("ElapsedTime")),
        value=of_program(lambda state: state.appliance.elapsed_minutes),
    ),
    SensorDescription(
        key="finish_time",
        translation_key="finish_time",
        device_class=SensorDeviceClass.TIMESTAMP,
        exists=all_of(runs_programs, sends("RemainingTime")),
        value=of_program(lambda state: state.finishes_at),
    ),
    SensorDescription(
        key="start_time",
        translation_key="start_time",
        device_class=SensorDeviceClass.TIMESTAMP,
        exists=all_of(runs_programs, sends("StartTime")),
        value=of_program(lambda state: state.starts_at),
    ),
    SensorDescription(
        key="start_delay",
        translation_key="start_delay",
        device_class=SensorDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.MINUTES,
        suggested_display_precision=0,
        entity_registry_enabled_default=False,
        exists=all_of(runs_programs, sends("StartTime")),
        value=of_program(_start_delay),
    ),
    SensorDescription(
        key="spin_speed",
        translation_key="spin_speed",
        native_unit_of_measurement=REVOLUTIONS_PER_MINUTE,
        suggested_display_precision=0,
        exists=all_of(is_kind(lambda kind: kind.is_washer), sends("SpinningSpeed")),
        value=of_program(lambda state: state.appliance.spin_speed_rpm),
    ),
    SensorDescription(
        key="drying_step",
        translation_key="drying_step",
        device_class=SensorDeviceClass.ENUM,
        exists=all_of(is_kind(lambda kind: kind.is_dryer), sends("DryingStep")),
        labels=lambda _: drying_step_labels(),
        value=of_program(lambda state: drying_step_label(state.appliance.drying_step)),
    ),
    SensorDescription(
        key="load_capacity",
        translation_key="load_capacity",
        device_class=SensorDeviceClass.WEIGHT,
        native_unit_of_measurement=UnitOfMass.GRAMS,
        suggested_unit_of_measurement=UnitOfMass.KILOGRAMS,
        suggested_display_precision=1,
        entity_registry_enabled_default=False,
        exists=all_of(is_kind(lambda kind: kind.is_laundry), tells("context")),
        value=of_program(_load_capacity),
    ),
    SensorDescription(
        key="remote_control",
        translation_key="remote_control",
        device_class=SensorDeviceClass.ENUM,
        entity_category=EntityCategory.DIAGNOSTIC,
        exists=all_of(runs_programs, sends("RemoteEnable")),
        labels=lambda _: remote_state_labels(),
        value=while_awake(_remote_state),
    ),
)
