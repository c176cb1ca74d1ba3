"""Virtual components: values that an owner, a script or the maker of a device defined."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from homeassistant.components.number import NumberMode
from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import (
    PERCENTAGE,
    UnitOfElectricCurrent,
    UnitOfElectricPotential,
    UnitOfEnergy,
    UnitOfPower,
    UnitOfTemperature,
    UnitOfVolumeFlowRate,
)

from ....descriptions import (
    BinarySensorDescription,
    ButtonDescription,
    NumberDescription,
    SelectDescription,
    SensorDescription,
    SwitchDescription,
    TextDescription,
)
from ..channels import Channel
from ..model import EMPTY, number_of
from .readings import flag, number, text
from .templates import (
    BinarySensor,
    Button,
    Number,
    Select,
    Sensor,
    Switch,
    Template,
    Text,
    key_of,
    named,
)

VIEWS: Final = frozenset({"toggle", "field", "slider", "dropdown", "button"})
"""How a value is shown that can be changed; a label only shows."""

LONGEST_TEXT: Final = 255
"""Characters that Home Assistant keeps."""

UNITS: Final[Mapping[str, str]] = {
    "m3/min": UnitOfVolumeFlowRate.CUBIC_METERS_PER_MINUTE,
    "m3/h": UnitOfVolumeFlowRate.CUBIC_METERS_PER_HOUR,
    "C": UnitOfTemperature.CELSIUS,
    "F": UnitOfTemperature.FAHRENHEIT,
}
"""What people and devices write instead of what Home Assistant knows."""

_MEASURED: Final[Mapping[str, SensorDeviceClass]] = {
    UnitOfTemperature.CELSIUS: SensorDeviceClass.TEMPERATURE,
    UnitOfTemperature.FAHRENHEIT: SensorDeviceClass.TEMPERATURE,
    UnitOfPower.WATT: SensorDeviceClass.POWER,
    UnitOfPower.KILO_WATT: SensorDeviceClass.POWER,
    UnitOfElectricPotential.VOLT: SensorDeviceClass.VOLTAGE,
    UnitOfElectricCurrent.AMPERE: SensorDeviceClass.CURRENT,
    UnitOfVolumeFlowRate.CUBIC_METERS_PER_MINUTE: SensorDeviceClass.VOLUME_FLOW_RATE,
    UnitOfVolumeFlowRate.CUBIC_METERS_PER_HOUR: SensorDeviceClass.VOLUME_FLOW_RATE,
}
_ENERGY: Final = frozenset({UnitOfEnergy.WATT_HOUR, UnitOfEnergy.KILO_WATT_HOUR})
_HUMIDITY_ROLES: Final = frozenset({"current_humidity", "target_humidity"})

_VALUE: Final = "value"
_NUMBER, _FLAG, _TEXT = number(_VALUE), flag(_VALUE), text(_VALUE)


def _ui(channel: Channel) -> Mapping[str, Any]:
    meta = channel.config.get("meta")
    ui = meta.get("ui") if isinstance(meta, dict) else None
    return ui if isinstance(ui, dict) else EMPTY


def is_writable(channel: Channel) -> bool:
    """Tell whether it is there to be changed: as it is shown, or else as its maker says."""
    view = _ui(channel).get("view")
    if isinstance(view, str):
        return view in VIEWS
    access = channel.config.get("access")
    return isinstance(access, str) and ("w" in access or access == "*")


def _is_shown(channel: Channel) -> bool:
    return not is_writable(channel)


def unit_of(channel: Channel) -> str | None:
    """Return its unit as Home Assistant writes it; others stay as they are."""
    unit = _ui(channel).get("unit")
    if not isinstance(unit, str) or not unit.strip():
        return None
    return UNITS.get(unit.strip(), unit.strip())


def options_of(channel: Channel) -> list[str]:
    """Return what can be chosen."""
    options = channel.config.get("options")
    return [str(option) for option in options] if isinstance(options, list) else []


def _number_kind(channel: Channel) -> dict[str, Any]:
    """Tell what a shown number measures, as far as its unit or its role says so."""
    unit = unit_of(channel)
    kind: dict[str, Any] = {"native_unit_of_measurement": unit}
    if unit in _ENERGY:
        return {
            **kind,
            "device_class": SensorDeviceClass.ENERGY,
            "state_class": SensorStateClass.TOTAL,
        }
    if unit == PERCENTAGE and channel.config.get("role") in _HUMIDITY_ROLES:
        kind["device_class"] = SensorDeviceClass.HUMIDITY
    elif unit is not None and unit in _MEASURED:
        kind["device_class"] = _MEASURED[unit]
    return {**kind, "state_class": SensorStateClass.MEASUREMENT}


def _boolean(channel: Channel) -> BinarySensor:
    return BinarySensorDescription(
        key=key_of(channel, "value"),
        part=channel.part,
        source=channel.key,
        value=_FLAG(channel.key),
        **named("virtual", channel),
    )


def _switch(channel: Channel) -> Switch:
    target = channel.number
    return SwitchDescription(
        key=key_of(channel, "value"),
        part=channel.part,
        source=channel.key,
        value=_FLAG(channel.key),
        turn=lambda device, on: device.virtuals.boolean_set(target, on),
        **named("virtual", channel),
    )


def _shown_number(channel: Channel) -> Sensor:
    return SensorDescription(
        key=key_of(channel, "value"),
        part=channel.part,
        source=channel.key,
        value=_NUMBER(channel.key),
        **_number_kind(channel),
        **named("virtual_number", channel),
    )


def _number(channel: Channel) -> Number:
    target, ui = channel.number, _ui(channel)

    def limit(value: Any, otherwise: float) -> float:
        told = number_of(value)
        return otherwise if told is None else told

    step = number_of(ui.get("step"))
    return NumberDescription(
        key=key_of(channel, "value"),
        part=channel.part,
        source=channel.key,
        native_min_value=limit(channel.config.get("min"), -999_999_999_999),
        native_max_value=limit(channel.config.get("max"), 999_999_999_999),
        native_step=step if step is not None and step > 0 else None,
        mode=NumberMode.SLIDER if ui.get("view") == "slider" else NumberMode.BOX,
        native_unit_of_measurement=unit_of(channel),
        value=_NUMBER(channel.key),
        put=lambda device, value: device.virtuals.number_set(target, value),
        **named("virtual", channel),
    )


def _shown_text(channel: Channel) -> Sensor:
    read = _TEXT(channel.key)
    return SensorDescription(
        key=key_of(channel, "value"),
        part=channel.part,
        source=channel.key,
        # A longer one than Home Assistant takes would be no state at all.
        value=lambda state: found[:LONGEST_TEXT] if (found := read(state)) else found,
        **named("virtual_text", channel),
    )


def _text(channel: Channel) -> Text:
    target = channel.number
    longest = number_of(channel.config.get("max_len"))
    return TextDescription(
        key=key_of(channel, "value"),
        part=channel.part,
        source=channel.key,
        native_max=min(LONGEST_TEXT, int(longest or LONGEST_TEXT)),
        value=_TEXT(channel.key),
        put=lambda device, value: device.virtuals.text_set(target, value),
        **named("virtual", channel),
    )


def _shown_choice(channel: Channel) -> Sensor:
    options = options_of(channel)
    return SensorDescription(
        key=key_of(channel, "value"),
        part=channel.part,
        source=channel.key,
        device_class=SensorDeviceClass.ENUM,
        value=_TEXT(channel.key),
        labels=lambda device: options,
        **named("virtual_choice", channel),
    )


def _choice(channel: Channel) -> Select:
    target, options = channel.number, options_of(channel)
    read = _TEXT(channel.key)
    return SelectDescription(
        key=key_of(channel, "value"),
        part=channel.part,
        source=channel.key,
        options=options,
        value=lambda state: found if (found := read(state)) in options else None,
        choose=lambda device, option: device.virtuals.enum_set(target, option),
        **named("virtual", channel),
    )


def _button(channel: Channel) -> Button:
    target = channel.number
    return ButtonDescription(
        key=key_of(channel, "press"),
        part=channel.part,
        press=lambda device: device.virtuals.button_trigger(target),
        **named("virtual", channel),
    )


def _template[T](
    type: str, make: Callable[[Channel], T], *, writable: bool
) -> Template[T]:
    return Template(
        types=(type,), make=make, where=is_writable if writable else _is_shown
    )


VIRTUAL_STATES: Final = (_template("boolean", _boolean, writable=False),)
VIRTUAL_SENSORS: Final = (
    _template("number", _shown_number, writable=False),
    _template("text", _shown_text, writable=False),
    _template("enum", _shown_choice, writable=False),
)
VIRTUAL_SWITCHES: Final = (_template("boolean", _switch, writable=True),)
VIRTUAL_NUMBERS: Final = (_template("number", _number, writable=True),)
VIRTUAL_TEXTS: Final = (_template("text", _text, writable=True),)
VIRTUAL_SELECTS: Final = (_template("enum", _choice, writable=True),)
VIRTUAL_BUTTONS: Final = (Template(types=("button",), make=_button),)
