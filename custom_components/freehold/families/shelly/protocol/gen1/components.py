"""What `/status` says of single components (docs/protocols/shelly-gen1.md, Status).

Units are in the names: W, Wh, V, A, °C, %, K, ms. None: not there, or called invalid.
"""

from dataclasses import dataclass
from typing import Final

from .reader import JsonReader, number

WATT_MINUTES_PER_HOUR: Final = 60
"""Meters count watt-minutes, energy meters watt-hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """A relay."""

    on: bool | None = None
    has_timer: bool | None = None
    timer_remaining_seconds: float | None = None
    overpower: bool | None = None
    overtemperature: bool | None = None
    source: str | None = None

    @classmethod
    def parse(cls, reader: JsonReader) -> Relay:
        """Read a member of `relays`. Never raises."""
        return cls(
            on=reader.truth("ison"),
            has_timer=reader.truth("has_timer"),
            timer_remaining_seconds=reader.number("timer_remaining"),
            overpower=reader.truth("overpower"),
            overtemperature=reader.truth("overtemperature"),
            source=reader.text("source"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Roller:
    """A roller shutter."""

    state: str | None = None
    """`stop`, `open` or `close`: what the motor does."""
    position: int | None = None
    """0 closed to 100 open; None before calibration."""
    power_w: float | None = None
    energy_wh: float | None = None
    """Only CoIoT tells."""
    last_direction: str | None = None
    stop_reason: str | None = None
    safety_switch: bool | None = None
    overtemperature: bool | None = None
    calibrating: bool | None = None
    positioning: bool | None = None
    source: str | None = None

    @classmethod
    def parse(cls, reader: JsonReader) -> Roller:
        """Read a member of `rollers`. Never raises."""
        positioning = reader.truth("positioning")
        position = reader.whole("current_pos")
        known = (
            position is not None and 0 <= position <= 100 and positioning is not False
        )
        return cls(
            state=reader.text("state"),
            position=position if known else None,
            power_w=reader.number("power") if reader.is_valid else None,
            last_direction=reader.text("last_direction"),
            stop_reason=reader.text("stop_reason"),
            safety_switch=reader.truth("safety_switch"),
            overtemperature=reader.truth("overtemperature"),
            calibrating=reader.truth("calibrating"),
            positioning=positioning,
            source=reader.text("source"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """A lamp, a dimmer or a colour channel."""

    on: bool | None = None
    mode: str | None = None
    """`color` or `white`."""
    brightness: int | None = None
    """%, in white mode."""
    gain: int | None = None
    """%, the brightness in colour mode."""
    red: int | None = None
    green: int | None = None
    blue: int | None = None
    white: int | None = None
    """0 to 255, like the colours."""
    temperature_k: int | None = None
    effect: int | None = None
    transition_ms: int | None = None
    power_w: float | None = None
    overpower: bool | None = None
    load_error: bool | None = None
    """Only CoIoT tells it of a lamp; `/status` of the device."""
    has_timer: bool | None = None
    timer_remaining_seconds: float | None = None
    source: str | None = None

    @classmethod
    def parse(cls, reader: JsonReader) -> Light:
        """Read a member of `lights`. Never raises."""
        return cls(
            on=reader.truth("ison"),
            mode=reader.text("mode"),
            brightness=reader.whole("brightness"),
            gain=reader.whole("gain"),
            red=reader.whole("red"),
            green=reader.whole("green"),
            blue=reader.whole("blue"),
            white=reader.whole("white"),
            temperature_k=reader.whole("temp"),
            effect=reader.whole("effect"),
            transition_ms=reader.whole("transition"),
            power_w=reader.number("power"),
            overpower=reader.truth("overpower"),
            has_timer=reader.truth("has_timer"),
            timer_remaining_seconds=reader.number("timer_remaining"),
            source=reader.text("source"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Meter:
    """A power meter."""

    power_w: float | None = None
    energy_wh: float | None = None
    """Since the last restart: the counter does not survive one."""
    overpower_w: float | None = None
    """The power at which it switched off; 0 if it did not."""

    @classmethod
    def parse(cls, reader: JsonReader) -> Meter:
        """Read a member of `meters`. Never raises."""
        if not reader.is_valid:
            return cls()
        total = reader.number("total")
        return cls(
            power_w=reader.number("power"),
            energy_wh=None if total is None else total / WATT_MINUTES_PER_HOUR,
            overpower_w=reader.read("overpower", _watts),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class EnergyMeter:
    """One phase of an energy meter, or its neutral (only `current_a`)."""

    power_w: float | None = None
    power_factor: float | None = None
    current_a: float | None = None
    voltage_v: float | None = None
    energy_wh: float | None = None
    returned_wh: float | None = None

    @classmethod
    def parse(cls, reader: JsonReader) -> EnergyMeter:
        """Read a member of `emeters`, or `emeter_n`. Never raises."""
        if not reader.is_valid:
            return cls()
        return cls(
            power_w=reader.number("power"),
            power_factor=reader.number("pf"),
            current_a=reader.number("current"),
            voltage_v=reader.number("voltage"),
            energy_wh=reader.number("total"),
            returned_wh=reader.number("total_returned"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A switch or button at a terminal."""

    on: bool | None = None
    event: str | None = None
    """The last one: `S` short, `L` long, `SS`, `SSS`, `SL`, `LS`."""
    event_count: int | None = None
    """Goes up with each event, back to 0 after 65535 and at a restart."""
    last_sequence: str | None = None

    @classmethod
    def parse(cls, reader: JsonReader) -> Input:
        """Read a member of `inputs`. Never raises."""
        return cls(
            on=reader.truth("input"),
            event=reader.text("event"),
            event_count=reader.whole("event_cnt"),
            last_sequence=reader.text("last_sequence"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Thermostat:
    """A radiator valve."""

    target_c: float | None = None
    enabled: bool | None = None
    """It regulates to the target."""
    temperature_c: float | None = None
    valve_percent: float | None = None
    schedule: bool | None = None
    schedule_profile: int | None = None
    boost_minutes: int | None = None
    window_open: bool | None = None

    @classmethod
    def parse(cls, reader: JsonReader) -> Thermostat:
        """Read a member of `thermostats`. Never raises."""
        target = reader.child("target_t")
        return cls(
            target_c=celsius(target, "value"),
            enabled=target.truth("enabled"),
            temperature_c=temperature(reader.child("tmp")),
            valve_percent=reader.number("pos"),
            schedule=reader.truth("schedule"),
            schedule_profile=reader.whole("schedule_profile"),
            boost_minutes=reader.whole("boost_minutes"),
            window_open=reader.truth("window_open"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalReading:
    """A sensor at the add-on: °C or % relative humidity, as the list says that it is in."""

    index: int
    hardware_id: str | None = None
    value: float | None = None


def temperature(reader: JsonReader) -> float | None:
    """Read an object with a temperature: °C, None if it is called invalid."""
    if not reader.is_valid:
        return None
    return reader.number("tC") if "tC" in reader else celsius(reader, "value")


def celsius(reader: JsonReader, name: str) -> float | None:
    """Read a temperature in whatever `units` the device is set to."""
    value = reader.number(name)
    if value is None or reader.text("units") != "F":
        return value
    return (value - 32) * 5 / 9


def _watts(value: object) -> float:
    """Read the power at a switch-off; some firmware only says whether there was one."""
    return float(value) if isinstance(value, bool) else number(value)
