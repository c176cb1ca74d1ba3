"""What is measured and noticed of the surroundings."""

from typing import Any, Final

from homeassistant.components.binary_sensor import BinarySensorDeviceClass
from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import LIGHT_LUX, PERCENTAGE

from ....descriptions import SensorDescription
from ....kinds import DIAGNOSTIC, HIDDEN, MEASURED, SHOWN, TEMPERATURE, VOLTAGE
from ..channels import Channel
from ..model import RpcState
from .meters import problem
from .readings import Read, Reading, number, text
from .templates import BinarySensor, Sensor, Template, binary_sensor, key_of, sensor

BATTERY: Final[dict[str, Any]] = {
    **MEASURED,
    **DIAGNOSTIC,
    "device_class": SensorDeviceClass.BATTERY,
    "native_unit_of_measurement": PERCENTAGE,
}
HUMIDITY: Final[dict[str, Any]] = {
    **MEASURED,
    "device_class": SensorDeviceClass.HUMIDITY,
    "native_unit_of_measurement": PERCENTAGE,
}
ILLUMINANCE: Final[dict[str, Any]] = {
    **MEASURED,
    "device_class": SensorDeviceClass.ILLUMINANCE,
    "native_unit_of_measurement": LIGHT_LUX,
}
BRIGHTNESS: Final = ("dark", "twilight", "bright")


def _one_of(*known: str) -> Any:
    """Read a text that is one of those known."""

    def of_path(*path: str) -> Read[str]:
        read = text(*path)

        def of(key: str) -> Reading[str]:
            told = read(key)
            return lambda state: found if (found := told(state)) in known else None

        return of

    return of_path


def converted(
    type: str, name: str, *path: str, formula: str, words: str = ""
) -> Template[Sensor]:
    """Describe what the device works out by a formula of its owner's, in their unit."""
    read = number(*path)

    def make(channel: Channel) -> Sensor:
        given = channel.config.get(formula)
        unit = given.get("unit") if isinstance(given, dict) else None
        return SensorDescription[Any, RpcState](
            key=key_of(channel, name),
            translation_key=words or name,
            part=channel.part,
            source=channel.key,
            native_unit_of_measurement=unit if isinstance(unit, str) and unit else None,
            value=read(channel.key),
            **MEASURED,
        )

    return Template(types=(type,), member=path[0], make=make)


ENVIRONMENT: Final[tuple[Template[Sensor], ...]] = (
    sensor("temperature", "temperature", "tC", **TEMPERATURE),
    sensor("humidity", "humidity", "rh", **HUMIDITY),
    sensor("illuminance", "illuminance", "lux", **ILLUMINANCE),
    sensor(
        "illuminance",
        "brightness",
        "illumination",
        read=_one_of(*BRIGHTNESS),
        device_class=SensorDeviceClass.ENUM,
        options=[*BRIGHTNESS],
    ),
    sensor("voltmeter", "voltage", "voltage", **{**VOLTAGE, **SHOWN}),
    converted("voltmeter", "converted_value", "xvoltage", formula="xvoltage"),
    sensor("devicepower", "battery", "battery", "percent", **BATTERY),
    sensor(
        "devicepower",
        "battery_voltage",
        "battery",
        "V",
        **{**VOLTAGE, **DIAGNOSTIC},
    ),
    sensor("presence", "objects", "num_objects", **MEASURED),
    sensor("presencezone", "objects", "num_objects", **MEASURED),
    sensor(
        "cb",
        "cycles",
        "total_cycles",
        state_class=SensorStateClass.TOTAL_INCREASING,
        **DIAGNOSTIC,
        **HIDDEN,
    ),
)


def _noticed(
    type: str, name: str, member: str, kind: BinarySensorDeviceClass | None, **more: Any
) -> Template[BinarySensor]:
    return binary_sensor(type, name, member, device_class=kind, **more)


NOTICED: Final[tuple[Template[BinarySensor], ...]] = (
    _noticed("flood", "flood", "alarm", BinarySensorDeviceClass.MOISTURE),
    _noticed("flood", "muted", "mute", None, **DIAGNOSTIC),
    problem(("flood",), "cable_unplugged", "cable_unplugged", beside="alarm"),
    _noticed("smoke", "smoke", "alarm", BinarySensorDeviceClass.SMOKE),
    _noticed("smoke", "muted", "mute", None, **DIAGNOSTIC),
    _noticed("motion", "motion", "motion", BinarySensorDeviceClass.MOTION),
    _noticed("occupancy", "occupancy", "value", BinarySensorDeviceClass.OCCUPANCY),
    _noticed("presencezone", "occupancy", "value", BinarySensorDeviceClass.OCCUPANCY),
    _noticed("cb", "closed_circuit", "output", BinarySensorDeviceClass.POWER),
    _noticed("cb", "safety_lock", "safety", None, **DIAGNOSTIC),
    binary_sensor(
        "devicepower",
        "external_power",
        "external",
        "present",
        device_class=BinarySensorDeviceClass.PLUG,
        **DIAGNOSTIC,
    ),
)
