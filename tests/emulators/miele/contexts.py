"""The device context and its neighbours: what the appliance is doing, in DOP2's words.

Layouts follow recorded contexts of one oven and two washers. Modelled: field 9 of laundry
and dishwashers.
"""

from collections.abc import Callable

from .appliance import Appliance
from .dop2 import (
    Fields,
    Scalar,
    Value,
    annotated,
    array,
    boolean,
    enum8,
    enum16,
    i16,
    struct,
    structs,
    u8,
    u16,
    u32,
    u64,
)
from .models import Kind, Status
from .state import NOT_PRESENT, cavity_centidegrees

START, STOP, PAUSE, LIGHT_ON, LIGHT_OFF, SWITCH_ON, SWITCH_OFF = 1, 2, 3, 13, 14, 16, 19
PROGRAM_STOP, PROGRAM_ABORT, PROGRAM_FINALIZE, WIFI_OFF = 54, 55, 56, 112
INTERIOR_LIGHT_ON, INTERIOR_LIGHT_OFF = 12141, 12142

_UNDER_WAY = frozenset({Status.WAITING, Status.RUNNING, Status.PAUSED})


class Contexts:
    """Builds the fields that change while the appliance works."""

    def __init__(self, appliance: Appliance, wall: Callable[[], float]) -> None:
        """Describe this appliance; `wall` gives UTC seconds."""
        self._appliance = appliance
        self._wall = wall

    def allowed_requests(self) -> list[int]:
        """Return the user requests that would be carried out now: field 9 of the context."""
        appliance = self._appliance
        status = appliance.status
        if appliance.asleep or status is Status.OFF:
            return []
        if appliance.model.kind is Kind.OVEN:
            light = LIGHT_OFF if appliance.light_on else LIGHT_ON
            if status is Status.RUNNING:
                return [SWITCH_OFF, light, STOP, PROGRAM_FINALIZE, WIFI_OFF]
            start = (
                [START]
                if status is Status.PROGRAMMED and appliance.mobile_start
                else []
            )
            stop = [STOP] if status is Status.WAITING else []
            return [SWITCH_OFF, light, *start, *stop, WIFI_OFF]
        if status is Status.RUNNING:
            return [SWITCH_OFF, STOP, PAUSE]
        if status in {Status.WAITING, Status.PAUSED}:
            return [SWITCH_OFF, START, STOP]
        if status is Status.PROGRAMMED and appliance.mobile_start:
            return [SWITCH_OFF, START]
        return [SWITCH_OFF]

    def combined_state(self) -> Fields:
        """Return appliance, operation and process state."""
        status = self._appliance.status
        appliance = {Status.OFF: 1, Status.FAILURE: 7}.get(status, 4)
        operation = {
            Status.OFF: 0,
            Status.RUNNING: 6,
            Status.PAUSED: 6,
            Status.WAITING: 7,
        }
        process = {
            Status.OFF: 0,
            Status.PROGRAMMED: 2,
            Status.WAITING: 3,
            Status.RUNNING: 4,
            Status.PAUSED: 4,
            Status.ENDED: 5,
            Status.ABORTED: 5,
        }
        return {
            1: enum8(appliance),
            2: enum8(operation.get(status, 5)),
            3: enum8(process.get(status, 1)),
        }

    def device_state(self) -> Fields:
        """Return 2/256."""
        appliance, now = self._appliance, self._appliance.now
        run = appliance.run
        selection = run.selection if run else appliance.selection
        target = selection.target_celsius if selection else None
        oven = appliance.model.kind is Kind.OVEN
        actual = cavity_centidegrees(appliance) if oven else NOT_PRESENT
        elapsed = run.elapsed(now) if run else 0.0
        return {
            1: enum8(appliance.status),
            2: struct(
                {
                    1: boolean(appliance.remote_control),
                    2: boolean(appliance.remote_control),
                    3: boolean(False),
                    4: boolean(appliance.mobile_start),
                }
            ),
            3: enum8(1),
            4: enum16(selection.program.id if selection else 0),
            5: enum16(run.phase(now) if run else appliance.model.idle_phase),
            6: u32(int(appliance.start_in)),
            7: u32(int(self._remaining_seconds())),
            8: u32(int(elapsed)),
            9: _celsius_array(NOT_PRESENT if target is None else target * 100),
            10: _celsius_array(actual),
            11: _celsius_array(NOT_PRESENT),
            12: _celsius_array(NOT_PRESENT),
            13: boolean(appliance.door_open),
            14: boolean(bool(appliance.messages)),
            15: u16((selection.spin_rpm or 0) if selection else 0),
            16: enum8(0),
            17: enum8(
                (1 if appliance.light_on else 2) if appliance.model.has_light else 0
            ),
            18: enum8(appliance.standby),
        }

    def laundry_context(self) -> Fields:
        """Return 1585 of laundry and dishwashers."""
        appliance = self._appliance
        run, selection = appliance.run, appliance.selection
        minutes = -(-int(self._remaining_seconds()) // 60)
        program = {
            1: enum16(selection.program.id if selection else 0),
            2: enum16(run.phase(appliance.now) if run else appliance.model.idle_phase),
            3: u16(minutes),
            4: u32(0),
            5: u16(0),
            18: u16(0),
            22: annotated(u16, minutes, 6),
        }
        fields = {1: struct(self.combined_state()), 5: struct(program)}
        if appliance.model.kind is Kind.WASHER:
            fields[5] = struct({**program, 23: annotated(u16, 8000)})
            fields[6] = struct(
                {
                    3: _eco(u16),
                    4: _eco(u16),
                    5: _eco(u32),
                    6: _eco(u32),
                    7: self._twin_dos(),
                }
            )
        return {**fields, **self._capabilities(20)}

    def _twin_dos(self) -> Value:
        """Return both containers: each cycle takes two percent, below ten is low."""
        return structs(
            [
                _container(max(0, level - 2 * self._appliance.cycles))
                for level in (64, 12)
            ]
        )

    def oven_context(self) -> Fields:
        """Return 1585 of ovens."""
        appliance, now = self._appliance, self._appliance.now
        run, selection = appliance.run, appliance.selection
        target = selection.target_celsius if selection else None
        active = run is not None and appliance.status in _UNDER_WAY
        actual = cavity_centidegrees(appliance)
        program = {
            1: enum16(10000 if active else 0),
            2: enum16(0),
            3: annotated(u16, None),
            4: annotated(u16, 0 if active else None, 5),
            5: annotated(u16, None, 5),
            6: annotated(u16, actual if active else None, 3),
            7: annotated(u16, None, 3),
            21: annotated(u16, target * 100 if target is not None else None, 3),
            26: annotated(u64, self._started_utc() if active else None, 31),
            28: enum16(selection.program.id if selection else 0),
            29: annotated(u64, None),
        }
        device = {
            12: u16(0xFFFF),
            13: u32(0),
            14: u32(int(run.elapsed(now) // 60) if run else 0),
            15: u8(255),
            18: boolean(False),
            19: boolean(False),
            20: boolean(False),
            22: u32(355),
        }
        return {
            1: struct(self.combined_state()),
            7: struct(program),
            8: struct(device),
            **self._capabilities(14),
        }

    def _capabilities(self, length: int) -> Fields:
        return {
            9: array(enum16, self.allowed_requests(), length),
            10: enum8(0),
            11: boolean(self._appliance.mobile_start),
            12: enum16(0),
            13: boolean(False),
        }

    def _remaining_seconds(self) -> float:
        appliance = self._appliance
        if appliance.run is not None:
            if appliance.status is Status.ENDED:
                return 0
            return appliance.run.duration - appliance.run.elapsed(appliance.now)
        return appliance.selection.program.minutes * 60 if appliance.selection else 0

    def _started_utc(self) -> int:
        run = self._appliance.run
        return int(self._wall() - (self._appliance.now - run.started)) if run else 0


def _container(level: int) -> Fields:
    inserted, empty, supported, active, low = 1, 2, 4, 8, 16
    bits = (
        inserted
        | supported
        | active
        | (low if level < 10 else 0)
        | (0 if level else empty)
    )
    return {
        2: u8(bits),
        3: u16(14000),
        4: u16(0),
        5: u16(120),
        6: annotated(u8, level),
        7: annotated(u8, 2, 140),
        8: annotated(u8, 42, 140),
        9: annotated(u8, 49, 140),
    }


def _eco(scalar: Scalar) -> Value:
    """Mask 0: neither recorded washer fills its consumption in."""
    return struct(
        {1: u8(0), **{number: scalar(0) for number in range(2, 6)}, 6: enum8(0)}
    )


def _celsius_array(centidegrees: int) -> Value:
    return array(i16, [centidegrees])
