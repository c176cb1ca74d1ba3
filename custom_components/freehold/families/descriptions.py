"""Entity descriptions: Home Assistant's own, extended by `value`, `exists` and commands."""

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from homeassistant.components.binary_sensor import BinarySensorEntityDescription
from homeassistant.components.button import ButtonEntityDescription
from homeassistant.components.sensor import SensorEntityDescription
from homeassistant.components.switch import SwitchEntityDescription

type SensorValue = str | int | float | date | datetime | Decimal | None


def always(_: Any) -> bool:
    """Exist on every device of the family."""
    return True


@dataclass(frozen=True, kw_only=True)
class SensorDescription[DeviceT, StateT](SensorEntityDescription):
    """A sensor: what it reads, and on which devices it exists."""

    value: Callable[[StateT], SensorValue]
    exists: Callable[[DeviceT], bool] = always
    lifecycle: bool = False
    """Shown in lifecycle-only mode too."""
    labels: Callable[[DeviceT], list[str]] | None = None
    """Options of an enum that differ by device; a value beyond them is added as it comes."""
    placeholders: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class BinarySensorDescription[DeviceT, StateT](BinarySensorEntityDescription):
    """A binary sensor: what it reads, and on which devices it exists."""

    value: Callable[[StateT], bool | None]
    exists: Callable[[DeviceT], bool] = always
    lifecycle: bool = False
    placeholders: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ButtonDescription[DeviceT](ButtonEntityDescription):
    """A button: what pressing it does, and on which devices it exists."""

    press: Callable[[DeviceT], Coroutine[Any, Any, None]]
    exists: Callable[[DeviceT], bool] = always
    lifecycle: bool = False


@dataclass(frozen=True, kw_only=True)
class SwitchDescription[DeviceT, StateT](SwitchEntityDescription):
    """A switch: what it reads and does, and on which devices it exists."""

    value: Callable[[StateT], bool | None]
    turn: Callable[[DeviceT, bool], Coroutine[Any, Any, None]]
    exists: Callable[[DeviceT], bool] = always
    lifecycle: bool = False


@dataclass(frozen=True, kw_only=True)
class Entities[DeviceT, StateT]:
    """All that the devices of a family may have."""

    sensors: tuple[SensorDescription[DeviceT, StateT], ...] = ()
    binary_sensors: tuple[BinarySensorDescription[DeviceT, StateT], ...] = ()
    buttons: tuple[ButtonDescription[DeviceT], ...] = ()
    switches: tuple[SwitchDescription[DeviceT, StateT], ...] = ()
