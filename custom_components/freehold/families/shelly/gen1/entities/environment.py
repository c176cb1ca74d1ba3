"""What is measured and noticed of the surroundings."""

from typing import Final

from homeassistant.components.binary_sensor import BinarySensorDeviceClass
from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.const import DEGREE, LIGHT_LUX, PERCENTAGE, UnitOfRatio

from ....descriptions import BinarySensorDescription, SensorDescription
from ....kinds import DIAGNOSTIC, MEASURED, TEMPERATURE, VOLTAGE, Kind
from ..layout import Channel
from .meters import PROBLEM
from .readings import Read, bare, is_any, numbered, one_of, own
from .templates import (
    BinarySensor,
    Sensor,
    Template,
    key_of,
    own_binary_sensor,
    own_sensor,
)

PERCENT: Final[Kind] = {**MEASURED, "native_unit_of_measurement": PERCENTAGE}
HUMIDITY: Final[Kind] = {**PERCENT, "device_class": SensorDeviceClass.HUMIDITY}
BRIGHTNESS: Final = ("dark", "twilight", "bright")
GAS_STATES: Final = ("warmup", "normal", "fault")
SELF_TESTS: Final = ("not_completed", "completed", "running", "pending")
VALVE_STATES: Final = (
    *("closed", "opened", "not_connected", "failure"),
    *("closing", "opening", "checking"),
)


def _enum(*options: str) -> Kind:
    return {"device_class": SensorDeviceClass.ENUM, "options": [*options]}


def _at_add_on(kind: str, read: Read[float], more: Kind) -> Template[Sensor]:
    def make(channel: Channel) -> Sensor:
        return SensorDescription(
            key=channel.key,
            translation_key=kind,
            translation_placeholders={"number": channel.label},
            value=read(channel.index),
            **more,
        )

    return Template(kind=kind, make=make)


def _valve(channel: Channel) -> Sensor:
    return SensorDescription(
        key=key_of(channel, "state"),
        translation_key="valve_state",
        value=_VALVE(channel.index),
        **_enum(*VALVE_STATES),
    )


_VALVE: Final = one_of(bare("valves"), *VALVE_STATES)

ENVIRONMENT: Final[tuple[Template[Sensor], ...]] = (
    own_sensor(
        "temperature_c",
        "temperature",
        own("status.sensors.temperature_c"),
        **TEMPERATURE,
    ),
    own_sensor(
        "humidity_percent",
        "humidity",
        own("status.sensors.humidity_percent"),
        **HUMIDITY,
    ),
    own_sensor(
        "illuminance_lux",
        "illuminance",
        own("status.sensors.illuminance_lux"),
        device_class=SensorDeviceClass.ILLUMINANCE,
        native_unit_of_measurement=LIGHT_LUX,
        **MEASURED,
    ),
    own_sensor(
        "illumination",
        "brightness",
        one_of(own("status.sensors.illumination"), *BRIGHTNESS),
        **_enum(*BRIGHTNESS),
    ),
    own_sensor(
        "battery_percent",
        "battery",
        own("status.sensors.battery_percent"),
        device_class=SensorDeviceClass.BATTERY,
        **PERCENT,
        **DIAGNOSTIC,
    ),
    own_sensor(
        "battery_v",
        "battery_voltage",
        own("status.sensors.battery_v"),
        lifecycle=True,
        **VOLTAGE,
        **DIAGNOSTIC,
    ),
    own_sensor(
        "tilt_degrees",
        "tilt",
        own("status.sensors.tilt_degrees"),
        native_unit_of_measurement=DEGREE,
        **MEASURED,
    ),
    own_sensor(
        "gas_ppm",
        "gas_concentration",
        own("status.sensors.gas_ppm"),
        native_unit_of_measurement=UnitOfRatio.PARTS_PER_MILLION,
        **MEASURED,
    ),
    own_sensor(
        "gas_state",
        "gas_state",
        one_of(own("status.sensors.gas_state"), *GAS_STATES),
        **_enum(*GAS_STATES),
        **DIAGNOSTIC,
    ),
    own_sensor(
        "gas_self_test",
        "self_test",
        one_of(own("status.sensors.gas_self_test"), *SELF_TESTS),
        **_enum(*SELF_TESTS),
        **DIAGNOSTIC,
    ),
    _at_add_on("external_temperature", numbered("external_temperatures"), TEMPERATURE),
    _at_add_on("external_humidity", numbered("external_humidities"), HUMIDITY),
    Template(kind="valve", make=_valve),
)

NOTICED: Final[tuple[Template[BinarySensor], ...]] = (
    *(
        own_binary_sensor(
            member, name, own(f"status.sensors.{member}"), device_class=kind
        )
        for member, name, kind in (
            ("opened", "opening", BinarySensorDeviceClass.OPENING),
            ("vibration", "vibration", BinarySensorDeviceClass.VIBRATION),
            ("motion", "motion", BinarySensorDeviceClass.MOTION),
            ("flood", "flood", BinarySensorDeviceClass.MOISTURE),
            ("smoke", "smoke", BinarySensorDeviceClass.SMOKE),
        )
    ),
    Template(
        kind="device",
        member="gas_alarm",
        make=lambda _: BinarySensorDescription(
            key="gas",
            translation_key="gas",
            device_class=BinarySensorDeviceClass.GAS,
            value=is_any(own("status.sensors.gas_alarm"), "mild", "heavy", "test")(0),
            attributes=lambda state: {"alarm": state.status.sensors.gas_alarm},
        ),
    ),
    own_binary_sensor(
        "charging",
        "external_power",
        own("status.sensors.charging"),
        device_class=BinarySensorDeviceClass.PLUG,
        **DIAGNOSTIC,
    ),
    own_binary_sensor(
        "error",
        "sensor_error",
        lambda _: (
            lambda state: (
                None
                if state.status.sensors.error is None
                else bool(state.status.sensors.error)
            )
        ),
        **PROBLEM,
    ),
)
