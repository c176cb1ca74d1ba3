"""Entity descriptions: Home Assistant's own, extended by `value`, `exists` and commands."""

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from homeassistant.components.binary_sensor import BinarySensorEntityDescription
from homeassistant.components.button import ButtonEntityDescription
from homeassistant.components.climate import (
    ClimateEntityDescription,
    HVACAction,
    HVACMode,
)
from homeassistant.components.cover import CoverEntityDescription
from homeassistant.components.event import EventEntityDescription
from homeassistant.components.light import ColorMode, LightEntityDescription
from homeassistant.components.number import NumberEntityDescription
from homeassistant.components.select import SelectEntityDescription
from homeassistant.components.sensor import SensorEntityDescription
from homeassistant.components.switch import SwitchEntityDescription
from homeassistant.components.text import TextEntityDescription
from homeassistant.components.update import UpdateEntityDescription
from homeassistant.const import Platform

type SensorValue = str | int | float | date | datetime | Decimal | None
type Command = Coroutine[Any, Any, None]


def always(_: Any) -> bool:
    """Exist on every device of the family."""
    return True


@dataclass(frozen=True, kw_only=True)
class Described[DeviceT]:
    """What every description adds to Home Assistant's own."""

    exists: Callable[[DeviceT], bool] = always
    lifecycle: bool = False
    """Shown in lifecycle-only mode too."""
    part: str = ""
    """Key of the part of the device that it belongs to; empty: the device itself."""
    source: str = ""
    """What alone it reads, as `Listener.pushed` calls it; empty: it may read anything."""


@dataclass(frozen=True, kw_only=True)
class SensorDescription[DeviceT, StateT](SensorEntityDescription, Described[DeviceT]):
    """A sensor: what it reads."""

    value: Callable[[StateT], SensorValue]
    labels: Callable[[DeviceT], list[str]] | None = None
    """Options of an enum that differ by device; a value beyond them is added as it comes."""


@dataclass(frozen=True, kw_only=True)
class BinarySensorDescription[DeviceT, StateT](
    BinarySensorEntityDescription, Described[DeviceT]
):
    """A binary sensor: what it reads."""

    value: Callable[[StateT], bool | None]
    attributes: Callable[[StateT], Mapping[str, Any]] | None = None


@dataclass(frozen=True, kw_only=True)
class ButtonDescription[DeviceT](ButtonEntityDescription, Described[DeviceT]):
    """A button: what pressing it does."""

    press: Callable[[DeviceT], Command]


@dataclass(frozen=True, kw_only=True)
class SwitchDescription[DeviceT, StateT](SwitchEntityDescription, Described[DeviceT]):
    """A switch: what it reads and does."""

    value: Callable[[StateT], bool | None]
    turn: Callable[[DeviceT, bool], Command]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverReading:
    """Where a cover is. Positions are percent: 0 is closed, 100 open; None: not known."""

    position: int | None = None
    tilt: int | None = None
    is_closed: bool | None = None
    is_opening: bool = False
    is_closing: bool = False


@dataclass(frozen=True, kw_only=True)
class CoverDescription[DeviceT, StateT](CoverEntityDescription, Described[DeviceT]):
    """A cover. Without `move` it has no positions, without `tilt` no slats."""

    value: Callable[[StateT], CoverReading]
    open: Callable[[DeviceT], Command]
    close: Callable[[DeviceT], Command]
    stop: Callable[[DeviceT], Command]
    move: Callable[[DeviceT, int], Command] | None = None
    tilt: Callable[[DeviceT, int], Command] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LightReading:
    """How a light shines. `brightness` and colours are 0 to 255; None: it has no such thing."""

    is_on: bool | None
    brightness: int | None = None
    kelvin: int | None = None
    rgb: tuple[int, int, int] | None = None
    rgbw: tuple[int, int, int, int] | None = None
    effect: str | None = None
    mode: ColorMode | None = None
    """Which of the description's modes it is in; None: the only one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LightCommand:
    """How a light is to shine, in the units of `LightReading`; None: as it is."""

    brightness: int | None = None
    kelvin: int | None = None
    rgb: tuple[int, int, int] | None = None
    rgbw: tuple[int, int, int, int] | None = None
    effect: str | None = None
    transition: float | None = None
    """Seconds."""


@dataclass(frozen=True, kw_only=True)
class LightDescription[DeviceT, StateT](LightEntityDescription, Described[DeviceT]):
    """A light and what it can do."""

    value: Callable[[StateT], LightReading]
    turn_on: Callable[[DeviceT, LightCommand], Command]
    turn_off: Callable[[DeviceT, float | None], Command]
    """Given the seconds of a transition."""
    modes: frozenset[ColorMode]
    kelvin: tuple[int, int] = (2700, 6500)
    effects: tuple[str, ...] = ()
    transitions: bool = False


@dataclass(frozen=True, kw_only=True)
class EventDescription[DeviceT](EventEntityDescription, Described[DeviceT]):
    """What happens at a device and leaves no state behind; `key` is that of its events."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateReading:
    """How far the firmware is."""

    installed: str | None
    latest: str | None
    """The installed one if there is nothing newer."""
    progress: float | bool = False
    """Percent; True: under way, without saying how far."""


@dataclass(frozen=True, kw_only=True)
class UpdateDescription[DeviceT, StateT](UpdateEntityDescription, Described[DeviceT]):
    """Firmware of one kind: the stable one, or that for the curious."""

    value: Callable[[StateT], UpdateReading]
    install: Callable[[DeviceT], Command] | None
    """None: it can only be told."""
    notes: Callable[[StateT], str | None] | None = None
    """Where its release notes are."""


@dataclass(frozen=True, kw_only=True)
class NumberDescription[DeviceT, StateT](NumberEntityDescription, Described[DeviceT]):
    """A number that can be set."""

    value: Callable[[StateT], float | None]
    put: Callable[[DeviceT, float], Command]


@dataclass(frozen=True, kw_only=True)
class SelectDescription[DeviceT, StateT](SelectEntityDescription, Described[DeviceT]):
    """One of several."""

    value: Callable[[StateT], str | None]
    choose: Callable[[DeviceT, str], Command]


@dataclass(frozen=True, kw_only=True)
class TextDescription[DeviceT, StateT](TextEntityDescription, Described[DeviceT]):
    """A text that can be set."""

    value: Callable[[StateT], str | None]
    put: Callable[[DeviceT, str], Command]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClimateReading:
    """What a thermostat measures and does. Temperatures are degrees Celsius, humidity percent."""

    mode: HVACMode | None
    action: HVACAction | None = None
    temperature: float | None = None
    target: float | None = None
    humidity: float | None = None


@dataclass(frozen=True, kw_only=True)
class ClimateDescription[DeviceT, StateT](ClimateEntityDescription, Described[DeviceT]):
    """A thermostat."""

    value: Callable[[StateT], ClimateReading]
    put_target: Callable[[DeviceT, float], Command]
    put_mode: Callable[[DeviceT, HVACMode], Command]
    modes: tuple[HVACMode, ...]
    range: tuple[float, float]
    step: float = 0.5


@dataclass(frozen=True, kw_only=True)
class Entities[DeviceT, StateT]:
    """Tables of what devices may have."""

    sensors: tuple[SensorDescription[DeviceT, StateT], ...] = ()
    binary_sensors: tuple[BinarySensorDescription[DeviceT, StateT], ...] = ()
    buttons: tuple[ButtonDescription[DeviceT], ...] = ()
    switches: tuple[SwitchDescription[DeviceT, StateT], ...] = ()
    covers: tuple[CoverDescription[DeviceT, StateT], ...] = ()
    lights: tuple[LightDescription[DeviceT, StateT], ...] = ()
    events: tuple[EventDescription[DeviceT], ...] = ()
    updates: tuple[UpdateDescription[DeviceT, StateT], ...] = ()
    numbers: tuple[NumberDescription[DeviceT, StateT], ...] = ()
    selects: tuple[SelectDescription[DeviceT, StateT], ...] = ()
    texts: tuple[TextDescription[DeviceT, StateT], ...] = ()
    climates: tuple[ClimateDescription[DeviceT, StateT], ...] = ()


TABLES: Final[Mapping[Platform, str]] = {
    Platform.BINARY_SENSOR: "binary_sensors",
    Platform.BUTTON: "buttons",
    Platform.CLIMATE: "climates",
    Platform.COVER: "covers",
    Platform.EVENT: "events",
    Platform.LIGHT: "lights",
    Platform.NUMBER: "numbers",
    Platform.SELECT: "selects",
    Platform.SENSOR: "sensors",
    Platform.SWITCH: "switches",
    Platform.TEXT: "texts",
    Platform.UPDATE: "updates",
}
"""The table of each platform."""


_SHARED: Final = (Platform.SENSOR, Platform.BUTTON)


def platforms_of(entities: Entities[Any, Any]) -> list[Platform]:
    """Return the platforms that a family needs; some have entities for every device."""
    return [
        platform
        for platform, table in TABLES.items()
        if platform in _SHARED or getattr(entities, table)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceEvent:
    """Something happened at a device."""

    key: str
    """Of an event description."""
    type: str
    """One of its event types."""
    attributes: Mapping[str, Any] = field(default_factory=dict)
