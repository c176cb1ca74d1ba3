"""What an appliance is doing: the fields of `/State` (docs/protocols/miele.md, State)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from .fields import FieldReader, UnreadableError, integer, integers
from .tables.status import StandbyState, Status

_NO_TEMPERATURE: Final = frozenset({-32768, 32768})
_NO_DURATION: Final = 65535

_WITHOUT_PROGRAM: Final = frozenset(
    {
        Status.OFF,
        Status.ON,
        Status.FAILURE,
        Status.SERVICE,
        Status.DEFAULT,
        Status.LOCKED,
        Status.NOT_CONNECTED,
    }
)
_UNDER_WAY: Final = frozenset({Status.RUNNING, Status.PAUSED, Status.RINSE_HOLD})


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplianceState:
    """One reading of `/State`. What was not sent, or not readable, is None or empty."""

    status: int | None = None
    internal_state: int | None = None
    program_type: int | None = None
    program_id: int | None = None
    """0, -1 and 65535: none. Firmware keeps the last one: see `shows_program`."""
    program_phase: int | None = None
    remaining_minutes: int | None = None
    start_in_minutes: int | None = None
    """Relative: the delay until the start."""
    elapsed_minutes: int | None = None
    target_temperatures: tuple[float | None, ...] = ()
    """°C. Cooling: one per zone. Oven: cavity, core. Laundry: wash temperature first."""
    temperatures: tuple[float | None, ...] = ()
    """°C, in the same order."""
    signal_info: bool | None = None
    signal_failure: bool | None = None
    signal_door: bool | None = None
    """True: open."""
    doors: tuple[bool | None, ...] = ()
    """Cooling: one per zone, true means open, None a zone that does not exist."""
    remote_enable: tuple[int, ...] | None = None
    process_action: int | None = None
    device_action: int | None = None
    light: int | None = None
    standby_state: int | None = None
    spin_speed_rpm: int | None = None
    drying_step: int | None = None
    plate_steps: tuple[int, ...] = ()
    plate_residual_heat: tuple[int, ...] = ()
    plate_minutes: tuple[int, ...] = ()
    ventilation_step: int | None = None
    extended_state: bytes | None = None
    """Specific to the kind of appliance; for hobs see `hob`."""
    fields: frozenset[str] = frozenset()
    """Names that the appliance sent: evidence of what it can do."""
    unreadable: frozenset[str] = frozenset()
    """Names of fields whose value made no sense."""

    @classmethod
    def parse(cls, body: Mapping[str, Any]) -> ApplianceState:
        """Read a `/State` object. Never raises: firmware differs in every detail."""
        reader = FieldReader(body)
        return cls(
            status=reader.integer("Status"),
            internal_state=reader.integer("InternalState"),
            program_type=reader.integer("ProgramType"),
            program_id=reader.integer("ProgramID"),
            program_phase=reader.integer("ProgramPhase"),
            remaining_minutes=reader.read("RemainingTime", _minutes),
            start_in_minutes=reader.read("StartTime", _minutes),
            elapsed_minutes=reader.read("ElapsedTime", _minutes),
            target_temperatures=reader.read_all("TargetTemperature", _celsius),
            temperatures=reader.read_all("Temperature", _celsius),
            signal_info=reader.boolean("SignalInfo"),
            signal_failure=reader.boolean("SignalFailure"),
            signal_door=reader.boolean("SignalDoor"),
            doors=reader.read("DoorStates", _doors) or (),
            remote_enable=reader.integers("RemoteEnable"),
            process_action=reader.integer("ProcessAction"),
            device_action=reader.integer("DeviceAction"),
            light=reader.integer("Light"),
            standby_state=reader.integer("StandbyState"),
            spin_speed_rpm=reader.integer("SpinningSpeed"),
            drying_step=reader.integer("DryingStep"),
            plate_steps=reader.integers("PlateStep") or (),
            plate_residual_heat=reader.integers("PlateRemainingHeat") or (),
            plate_minutes=reader.integers("PlateRemainingMinutes") or (),
            ventilation_step=reader.integer("VentilationStep"),
            extended_state=reader.read("ExtendedState", _hex),
            fields=frozenset(body),
            unreadable=frozenset(reader.unreadable),
        )

    @property
    def is_running_program(self) -> bool:
        """A program is under way, even if paused. Cooling appliances say so all the time."""
        return self.status in _UNDER_WAY

    @property
    def shows_program(self) -> bool:
        """Program, phase, times and target are of now, not left over from the last program."""
        return self.status is not None and self.status not in _WITHOUT_PROGRAM

    @property
    def is_asleep(self) -> bool:
        """The appliance answers, but only its module is awake and the fields are zeroed.

        Only appliances that can be woken sleep: those that have `DeviceAction`.
        """
        if self.standby_state == StandbyState.ASLEEP:
            return True
        return (
            self.status == Status.OFF
            and self.standby_state in {None, StandbyState.UNKNOWN}
            and "DeviceAction" in self.fields
        )

    @property
    def remote_control_allowed(self) -> bool | None:
        """Remote control is switched on at the panel; it may still be impossible right now."""
        return self._remote(0)

    @property
    def smart_grid(self) -> bool | None:
        """The appliance waits for cheap electricity."""
        return self._remote(1)

    @property
    def mobile_start(self) -> bool | None:
        """Somebody allowed at the panel that the program is started from afar."""
        return self._remote(2)

    def _remote(self, index: int) -> bool | None:
        """Return one member of `RemoteEnable` as a switch."""
        if self.remote_enable is None or len(self.remote_enable) <= index:
            return None
        return self.remote_enable[index] != 0


def _minutes(value: Any) -> int | None:
    """Read [hours, minutes], or minutes; a negative or all-ones number means none."""
    parts = integers(value) if isinstance(value, list) else (0, integer(value))
    if len(parts) != 2:
        raise UnreadableError("neither minutes nor hours and minutes")
    hours, minutes = parts
    if hours < 0 or minutes < 0 or _NO_DURATION in parts:
        return None
    return hours * 60 + minutes


def _celsius(value: Any) -> float | None:
    """Read hundredths of a degree Celsius; -32768 means none."""
    hundredths = integer(value)
    return None if hundredths in _NO_TEMPERATURE else hundredths / 100


def _doors(value: Any) -> tuple[bool | None, ...]:
    """Read the first number of each zone's pair: 1 open, 2 closed, 0 no such zone."""
    if not isinstance(value, list):
        raise UnreadableError("not a list of zones")
    return tuple(_door(zone) for zone in value)


def _door(zone: Any) -> bool | None:
    """Read one zone; the meaning of its second number is not known."""
    first = integers(zone)[:1]
    if first == (0,):
        return None
    if first not in ((1,), (2,)):
        raise UnreadableError("not a door")
    return first == (1,)


def _hex(value: Any) -> bytes:
    """Read hex digits."""
    if not isinstance(value, str):
        raise UnreadableError("not hex digits")
    return bytes.fromhex(value)
