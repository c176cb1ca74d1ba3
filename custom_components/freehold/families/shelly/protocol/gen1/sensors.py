"""What a device measures besides its channels (docs/protocols/shelly-gen1.md, Status)."""

from dataclasses import dataclass
from typing import Any

from .components import temperature
from .reader import JsonReader, UnreadableError, text


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensors:
    """Readings of the device as a whole. None: not there, or called invalid."""

    temperature_c: float | None = None
    """Of the room."""
    humidity_percent: float | None = None
    illuminance_lux: float | None = None
    illumination: str | None = None
    """`dark`, `twilight` or `bright`."""
    battery_percent: float | None = None
    battery_v: float | None = None
    charging: bool | None = None
    """On external power."""
    opened: bool | None = None
    """The door or window."""
    tilt_degrees: float | None = None
    vibration: bool | None = None
    motion: bool | None = None
    motion_enabled: bool | None = None
    flood: bool | None = None
    smoke: bool | None = None
    gas_alarm: str | None = None
    """`none`, `mild`, `heavy` or `test`."""
    gas_state: str | None = None
    """`warmup`, `normal` or `fault`."""
    gas_self_test: str | None = None
    gas_ppm: float | None = None
    error: int | None = None
    """0: the sensor works."""
    device_temperature_c: float | None = None
    """Inside the device."""
    overtemperature: bool | None = None
    overpower: bool | None = None
    load_error: bool | None = None
    voltage_v: float | None = None
    """Of the mains."""
    total_power_w: float | None = None

    @classmethod
    def parse(cls, reader: JsonReader) -> Sensors:
        """Read what `/status` says of the device as a whole. Never raises."""
        tmp = reader.child("tmp")
        lux, humidity, gas = (
            reader.child("lux"),
            reader.child("hum"),
            reader.child("gas_sensor"),
        )
        sensor, battery, accelerometer = (
            reader.child("sensor"),
            reader.child("bat"),
            reader.child("accel"),
        )
        ppm = reader.child("concentration")
        is_room = "value" in tmp
        inside = reader.number("temperature")
        vibration = sensor.truth("vibration")
        return cls(
            temperature_c=temperature(tmp) if is_room else None,
            humidity_percent=humidity.number("value") if humidity.is_valid else None,
            illuminance_lux=lux.number("value") if lux.is_valid else None,
            illumination=lux.text("illumination") if lux.is_valid else None,
            battery_percent=_reading(battery.number("value")),
            battery_v=battery.number("voltage"),
            charging=reader.truth("charger"),
            opened=sensor.read("state", _opened) if sensor.is_valid else None,
            tilt_degrees=_reading(accelerometer.number("tilt")),
            vibration=vibration
            if vibration is not None
            else accelerometer.read("vibration", _detected),
            motion=sensor.truth("motion") if sensor.is_valid else None,
            motion_enabled=sensor.truth("active"),
            flood=reader.truth("flood"),
            smoke=reader.truth("smoke"),
            gas_alarm=gas.text("alarm_state"),
            gas_state=gas.text("sensor_state"),
            gas_self_test=gas.text("self_test_state"),
            gas_ppm=ppm.number("ppm") if ppm.is_valid else None,
            error=reader.whole("sensor_error"),
            device_temperature_c=inside
            if inside is not None or is_room
            else temperature(tmp),
            overtemperature=reader.truth("overtemperature"),
            overpower=reader.truth("overpower"),
            load_error=reader.truth("loaderror"),
            voltage_v=reader.number("voltage"),
            total_power_w=reader.number("total_power"),
        )


def _reading(value: float | None) -> float | None:
    """Drop the -1 that stands for "unknown"."""
    return None if value is None or value < 0 else value


def _detected(value: Any) -> bool | None:
    """Read 1, 0 and -1 for unknown."""
    return {1: True, 0: False}.get(value) if isinstance(value, int) else None


def _opened(value: Any) -> bool | None:
    """Read the state of a door. Raises UnreadableError."""
    states = {"open": True, "close": False, "unknown": None}
    if (state := text(value)) not in states:
        raise UnreadableError("no state of a door")
    return states[state]
