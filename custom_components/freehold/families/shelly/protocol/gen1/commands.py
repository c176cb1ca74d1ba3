"""What a device can be told to do now, and how to see that it did (docs/protocols/shelly-gen1.md, Control)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from .components import Light, Relay, Roller, Thermostat
from .field import Field, SettingError, Value
from .status import Gen1Status
from .tables.kinds import boolean, by_name, choice, number, whole

type LightChannel = Literal["light", "color", "white"]
"""The resource that drives a lamp: `light` on most, `color` or `white` on an RGBW2."""

type Values = Mapping[str, Value | None]
"""What is None is not sent."""

type Movement = Literal["open", "close", "stop"]

_TIMER: Final = number("timer", 0)

_RELAY: Final = by_name(choice("turn", "on", "off"), _TIMER)
_ROLLER: Final = by_name(
    choice("go", "open", "close", "stop", "to_pos"),
    whole("roller_pos", 0, 100),
    number("duration", 0),
)
_LIGHT: Final = by_name(
    choice("mode", "color", "white"),
    choice("turn", "on", "off"),
    whole("brightness", 0, 100),
    whole("gain", 0, 100),
    whole("temp", 2700, 6500),
    whole("red", 0, 255),
    whole("green", 0, 255),
    whole("blue", 0, 255),
    whole("white", 0, 255),
    whole("effect", 0, 6),
    whole("transition", 0, 5000),
    _TIMER,
)
_THERMOSTAT: Final = by_name(
    boolean("target_t_enabled"),
    number("target_t", 4, 31),
    whole("boost_minutes", 0, 1440),
    boolean("schedule"),
    whole("schedule_profile", 1, 5),
)

_SHOWN_BY_LIGHT: Final[Mapping[str, Callable[[Light], object]]] = {
    "turn": lambda light: None if light.on is None else "on" if light.on else "off",
    "mode": lambda light: light.mode,
    "brightness": lambda light: light.brightness,
    "gain": lambda light: light.gain,
    "temp": lambda light: light.temperature_k,
    "red": lambda light: light.red,
    "green": lambda light: light.green,
    "blue": lambda light: light.blue,
    "white": lambda light: light.white,
    "effect": lambda light: light.effect,
}

_SHOWN_BY_THERMOSTAT: Final[Mapping[str, Callable[[Thermostat], object]]] = {
    "target_t_enabled": lambda valve: valve.enabled,
    "target_t": lambda valve: valve.target_c,
    "boost_minutes": lambda valve: valve.boost_minutes,
    "schedule": lambda valve: valve.schedule,
    "schedule_profile": lambda valve: valve.schedule_profile,
}


@dataclass(frozen=True, slots=True)
class Command:
    """A request, and how `/status` shows that it took effect."""

    path: str
    query: list[tuple[str, str]]
    has_landed: Callable[[Gen1Status], bool]
    on: bool | None = None
    """What the answer has to show as `ison`, if it shows that at all."""


def relay(index: int, *, on: bool, timer_seconds: float | None) -> Command:
    """Switch a relay, and back after a time. Raises SettingError."""

    def has_landed(status: Gen1Status) -> bool:
        return _member(status.relays, index, Relay()).on is on

    values: Values = {"turn": "on" if on else "off", "timer": timer_seconds}
    return Command(_path("relay", index), _query(_RELAY, values), has_landed, on)


def roller(
    index: int, movement: Movement, *, duration_seconds: float | None
) -> Command:
    """Move a roller, or stop it. Raises SettingError."""
    target = {"open": 100, "close": 0}.get(movement)

    def has_landed(status: Gen1Status) -> bool:
        found = _member(status.rollers, index, Roller())
        return found.state == movement or (
            target is not None and found.position == target
        )

    values: Values = {"go": movement, "duration": duration_seconds}
    return Command(_path("roller", index), _query(_ROLLER, values), has_landed)


def roller_position(index: int, position: int) -> Command:
    """Move a roller to a position, 0 closed to 100 open. Raises SettingError."""

    def has_landed(status: Gen1Status) -> bool:
        found = _member(status.rollers, index, Roller())
        return found.state in ("open", "close") or found.position == position

    values: Values = {"go": "to_pos", "roller_pos": position}
    return Command(_path("roller", index), _query(_ROLLER, values), has_landed)


def light(index: int, channel: LightChannel, values: Values) -> Command:
    """Set a lamp. Raises SettingError."""

    def has_landed(status: Gen1Status) -> bool:
        found = _member(status.lights, index, Light())
        return all(
            shown(found) == values[name]
            for name, shown in _SHOWN_BY_LIGHT.items()
            if values.get(name) is not None
        )

    on = {"on": True, "off": False}.get(str(values.get("turn")))
    return Command(_path(channel, index), _query(_LIGHT, values), has_landed, on)


def thermostat(index: int, values: Values) -> Command:
    """Set a radiator valve. Raises SettingError."""

    def has_landed(status: Gen1Status) -> bool:
        found = _member(status.thermostats, index, Thermostat())
        return all(
            shown(found) == values[name]
            for name, shown in _SHOWN_BY_THERMOSTAT.items()
            if values.get(name) is not None
        )

    return Command(_path("thermostat", index), _query(_THERMOSTAT, values), has_landed)


def _path(component: str, index: int) -> str:
    if index < 0:
        raise SettingError(component, "has no such number")
    return f"/{component}/{index}"


def _query(fields: Mapping[str, Field], values: Values) -> list[tuple[str, str]]:
    return [
        pair
        for name, value in values.items()
        if value is not None
        for pair in fields[name].query(value)
    ]


def _member[T](components: tuple[T, ...], index: int, absent: T) -> T:
    return components[index] if 0 <= index < len(components) else absent
