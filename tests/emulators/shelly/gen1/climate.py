"""Temperature, humidity and battery of a device that mostly sleeps."""

from .machine import Machine
from .values import Json


class Climate:
    """What an H&T measures."""

    def __init__(self, machine: Machine) -> None:
        """Measure a room nobody complains about."""
        self._machine = machine
        self.celsius = 21.5
        self.humidity = 48.5
        self.battery = 100
        self.reasons = ["poweron"]
        """Why it is awake."""

    def differs(self, celsius: float, humidity: float) -> bool:
        """Return whether the change is large enough to wake for."""
        thresholds = self._machine.section("sensors")
        return abs(celsius - self.celsius) >= _number(
            thresholds["temperature_threshold"]
        ) or abs(humidity - self.humidity) >= _number(thresholds["humidity_threshold"])

    def status(self) -> Json:
        """Return its part of `/status`."""
        sensors = self._machine.section("sensors")
        offset = _number(self._machine.settings["temperature_offset"])
        celsius = round(self.celsius + offset, 2)
        fahrenheit = round(celsius * 9 / 5 + 32, 2)
        unit = sensors["temperature_unit"]
        return {
            "tmp": {
                "value": celsius if unit == "C" else fahrenheit,
                "units": unit,
                "tC": celsius,
                "tF": fahrenheit,
                "is_valid": True,
            },
            "hum": {
                "value": self.humidity
                + _number(self._machine.settings["humidity_offset"]),
                "is_valid": True,
            },
            "bat": {"value": self.battery, "voltage": 2.0 + self.battery / 100},
            "act_reasons": self.reasons,
        }


def _number(value: object) -> float:
    assert isinstance(value, int | float)
    return float(value)
