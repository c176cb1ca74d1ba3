"""What the models tell in CoIoT: blocks, numbers, and where the value is in `/status`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

type Range = str | tuple[str, ...]

_WIDE = 100
"""Numbers of the next channel are so much higher."""


@dataclass(frozen=True, slots=True)
class Sensor:
    """One value; its number and words are those of CoIoT version 2."""

    number: int
    type: str
    description: str
    range: Range | None
    block: int
    source: tuple[str | int, ...]
    unit: str | None = None

    def describe(self) -> dict[str, object]:
        """Return its part of `cit/d`."""
        unit = {} if self.unit is None else {"U": self.unit}
        span = {} if self.range is None else {"R": self.range}
        return {
            "I": self.number,
            "T": self.type,
            "D": self.description,
            **unit,
            **span,
            "L": self.block,
        }


@dataclass(frozen=True, slots=True)
class Description:
    """All of `cit/d`."""

    blocks: Mapping[int, str]
    sensors: tuple[Sensor, ...]

    def describe(self) -> dict[str, object]:
        """Return `cit/d`."""
        return {
            "blk": [{"I": index, "D": name} for index, name in self.blocks.items()],
            "sen": [sensor.describe() for sensor in self.sensors],
        }

    def values(self, status: Mapping[str, object]) -> dict[str, object]:
        """Return `cit/s` of a status; what is not in it is left out."""
        return {
            "G": [
                [0, sensor.number, int(value) if isinstance(value, bool) else value]
                for sensor in self.sensors
                if (value := _find(status, sensor.source)) is not None
            ]
        }


def _find(node: object, path: Iterable[str | int]) -> object:
    for step in path:
        if isinstance(node, Mapping):
            node = node.get(step)
        elif isinstance(node, list) and isinstance(step, int) and step < len(node):
            node = node[step]
        else:
            return None
    return node


def config_changed(block: int) -> tuple[Sensor, ...]:
    """Return the counter that rises when settings change."""
    return (Sensor(9103, "EVC", "cfgChanged", "U16", block, ("cfg_changed_cnt",)),)


def output(block: int, part: str, channel: int = 0) -> tuple[Sensor, ...]:
    """Return on or off."""
    base = channel * _WIDE
    return (Sensor(base + 1101, "S", "output", "0/1", block, (part, channel, "ison")),)


def button(block: int, channel: int = 0, events: str = "S/L") -> tuple[Sensor, ...]:
    """Return what a wall switch does."""
    base, inputs = channel * _WIDE, ("inputs", channel)
    return (
        Sensor(base + 2101, "S", "input", "0/1", block, (*inputs, "input")),
        Sensor(
            base + 2102, "EV", "inputEvent", (events, ""), block, (*inputs, "event")
        ),
        Sensor(
            base + 2103, "EVC", "inputEventCnt", "U16", block, (*inputs, "event_cnt")
        ),
    )


def metering(
    block: int, watts: str, overpower: tuple[str | int, ...], channel: int = 0
) -> tuple[Sensor, ...]:
    """Return power in W and energy in W-min."""
    base, meter = channel * _WIDE, ("meters", channel)
    return (
        Sensor(base + 4101, "P", "power", (watts, "-1"), block, (*meter, "power"), "W"),
        Sensor(
            base + 4103, "E", "energy", ("U32", "-1"), block, (*meter, "total"), "Wmin"
        ),
        Sensor(base + 6102, "A", "overpower", ("0/1", "-1"), block, overpower),
    )


def overpower_value(block: int) -> tuple[Sensor, ...]:
    """Return the power that tripped the output."""
    return (
        Sensor(
            6109,
            "P",
            "overpowerValue",
            ("U32", "-1"),
            block,
            ("meters", 0, "overpower"),
            "W",
        ),
    )


def roller(block: int) -> tuple[Sensor, ...]:
    """Return where a shutter is and what its motor draws."""
    part = ("rollers", 0)
    stops = "normal/safety_switch/obstacle/overpower"
    return (
        Sensor(1102, "S", "roller", "open/close/stop", block, (*part, "state")),
        Sensor(1103, "S", "rollerPos", ("0/100", "-1"), block, (*part, "current_pos")),
        Sensor(
            4102, "P", "rollerPower", ("0/2300", "-1"), block, (*part, "power"), "W"
        ),
        Sensor(
            4104,
            "E",
            "rollerEnergy",
            ("U32", "-1"),
            block,
            ("meters", 0, "total"),
            "Wmin",
        ),
        Sensor(6103, "A", "rollerStopReason", stops, block, (*part, "stop_reason")),
    )


def device_temperature(block: int, *, fahrenheit: bool = True) -> tuple[Sensor, ...]:
    """Return how warm the device is."""
    celsius = Sensor(
        3104, "T", "deviceTemp", ("-40/300", "999"), block, ("tmp", "tC"), "C"
    )
    other = Sensor(
        3105, "T", "deviceTemp", ("-40/572", "999"), block, ("tmp", "tF"), "F"
    )
    too_hot = Sensor(6101, "A", "overtemp", ("0/1", "-1"), block, ("overtemperature",))
    return (celsius, other, too_hot) if fahrenheit else (celsius, too_hot)


def mode(block: int, modes: str) -> tuple[Sensor, ...]:
    """Return which of its two lives a device leads."""
    return (Sensor(9101, "S", "mode", modes, block, ("mode",)),)


def climate(block: int, device: int) -> tuple[Sensor, ...]:
    """Return temperature, humidity, battery, and why the device woke."""
    causes = "battery/button/periodic/poweron/sensor/alarm"
    return (
        Sensor(3101, "T", "extTemp", ("-55/125", "999"), block, ("tmp", "tC"), "C"),
        Sensor(3102, "T", "extTemp", ("-67/257", "999"), block, ("tmp", "tF"), "F"),
        Sensor(3103, "H", "humidity", ("0/100", "999"), block, ("hum", "value")),
        Sensor(3115, "S", "sensorError", "0/1", block, ("sensor_error",)),
        Sensor(3111, "B", "battery", ("0/100", "-1"), device, ("bat", "value")),
        Sensor(
            9102, "EV", "wakeupEvent", (causes, "unknown"), device, ("act_reasons",)
        ),
    )
