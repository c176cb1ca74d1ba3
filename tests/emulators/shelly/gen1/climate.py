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
        self._told = (self.celsius, self.humidity)
        self.reasons = ["poweron"]
        """Why it is awake."""

    def woken(self, reason: str) -> None:
        """Tell from now on what is measured now."""
        self.reasons = [reason]
        self._told = (self.celsius, self.humidity)

    def differs(self) -> bool:
        """Return whether it has changed enough since it was told to wake for it."""
        thresholds = self._machine.section("sensors")
        celsius, humidity = self._told
        return abs(self.celsius - celsius) >= _number(
            thresholds["temperature_threshold"]
        ) or abs(self.humidity - humidity) >= _number(thresholds["humidity_threshold"])

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
