"""What each model describes in `cit/d`."""

from . import coiot_sensors as coiot
from .coiot_sensors import Description

SHELLY_1 = Description(
    {1: "relay_0", 2: "sensor_0", 3: "sensor_1", 4: "sensor_2", 5: "device"},
    (
        *coiot.config_changed(5),
        *coiot.output(1, "relays"),
        *coiot.button(1),
    ),
)
PLUG_S = Description(
    {1: "relay_0", 2: "device"},
    (
        *coiot.config_changed(2),
        *coiot.output(1, "relays"),
        *coiot.metering(1, "0/2500", ("relays", 0, "overpower")),
        *coiot.overpower_value(1),
        *coiot.device_temperature(2),
    ),
)
TWO_RELAYS = Description(
    {1: "relay_0", 2: "relay_1", 4: "device"},
    (
        *coiot.config_changed(4),
        *coiot.output(1, "relays"),
        *coiot.output(2, "relays", 1),
        *coiot.button(1),
        *coiot.button(2, 1),
        *coiot.metering(1, "0/2300", ("relays", 0, "overpower")),
        *coiot.metering(2, "0/2300", ("relays", 1, "overpower"), 1),
        *coiot.device_temperature(4, fahrenheit=False),
        *coiot.mode(4, "relay/roller"),
        coiot.Sensor(4108, "V", "voltage", None, 4, ("voltage",), "V"),
    ),
)
ROLLER_MODE = Description(
    {1: "relay_0", 2: "relay_1", 3: "roller_0", 4: "device"},
    (
        *coiot.config_changed(4),
        *coiot.roller(3),
        *coiot.button(1),
        *coiot.button(2, 1),
        *coiot.device_temperature(4, fahrenheit=False),
        *coiot.mode(4, "relay/roller"),
        coiot.Sensor(4108, "V", "voltage", None, 4, ("voltage",), "V"),
    ),
)
DIMMER_2 = Description(
    {1: "light_0", 2: "input_0", 3: "input_1", 4: "device"},
    (
        *coiot.config_changed(4),
        *coiot.output(1, "lights"),
        coiot.Sensor(5101, "S", "brightness", "1/100", 1, ("lights", 0, "brightness")),
        *coiot.button(2),
        *coiot.button(3, 1),
        *coiot.metering(1, "0/230", ("overpower",)),
        *coiot.overpower_value(1),
        coiot.Sensor(6104, "A", "loadError", "0/1", 1, ("loaderror",)),
        *coiot.device_temperature(4),
        *coiot.mode(4, "color/white"),
    ),
)
I3_EVENTS = "S/L/SS/SSS/SL/LS"
I3 = Description(
    {1: "input_0", 2: "input_1", 3: "input_2", 4: "device"},
    (
        *coiot.config_changed(4),
        *coiot.button(1, 0, I3_EVENTS),
        *coiot.button(2, 1, I3_EVENTS),
        *coiot.button(3, 2, I3_EVENTS),
    ),
)
HT = Description(
    {1: "sensor_0", 2: "device"}, (*coiot.config_changed(2), *coiot.climate(1, 2))
)
