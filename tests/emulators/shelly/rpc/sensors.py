"""Components that only measure."""

from collections.abc import Mapping
from typing import Any, ClassVar, override

from .board import Json
from .component import Component
from .metering import Meter

_PHASES = ("a", "b", "c")


class Temperature(Component):
    """`temperature:N`."""

    def measure(self, celsius: float) -> None:
        """Measure another temperature."""
        self.change(tC=round(celsius, 1), tF=round(celsius * 9 / 5 + 32, 1))


class Humidity(Component):
    """`humidity:N`."""

    def measure(self, percent: float) -> None:
        """Measure another humidity."""
        self.change(rh=round(percent, 1))


class DevicePower(Component):
    """`devicepower:N`: the battery."""

    def measure(self, percent: float) -> None:
        """Drain or charge the battery."""
        volts = round(4.2 + 1.8 * percent / 100, 2)
        self.change(battery={"V": volts, "percent": int(percent)})


class EnergyMeter(Component):
    """`em:N`: three phases, each with its own load in W; negative feeds in."""

    loads: Mapping[str, float]
    meters: Mapping[str, Meter] = {}
    returned: Mapping[str, Meter] = {}

    @override
    def boot(self) -> None:
        self.loads = {
            phase: float(self.state.get(f"{phase}_act_power", 0)) for phase in _PHASES
        }
        self.meters = self._meters_from(self.meters)
        self.returned = self._meters_from(self.returned)
        self._measure()

    @override
    def halt(self) -> None:
        for meter in (*self.meters.values(), *self.returned.values()):
            meter.set_power(0.0)

    def _meters_from(self, before: Mapping[str, Meter]) -> Mapping[str, Meter]:
        totals = {phase: meter.total for phase, meter in before.items()}
        return {phase: Meter(self.board, totals.get(phase, 0.0)) for phase in _PHASES}

    def connect(self, phase: str, watts: float) -> None:
        """Let another power flow."""
        if phase not in _PHASES:
            raise ValueError(f"no phase {phase}")
        self.loads = {**self.loads, phase: watts}
        self.publish(self._measure())

    @override
    def fluctuate(self) -> Json:
        vary = self.board.random.uniform
        for phase in _PHASES:
            self.state[f"{phase}_voltage"] = round(230 + vary(-3, 3), 1)
        return self._measure(vary(0.97, 1.03))

    def _measure(self, factor: float = 1.0) -> Json:
        reading: Json = {}
        for phase, load in self.loads.items():
            watts = round(load * factor, 1)
            volts = self.state[f"{phase}_voltage"]
            self.meters[phase].set_power(max(0.0, watts))
            self.returned[phase].set_power(max(0.0, -watts))
            reading |= {
                f"{phase}_current": round(abs(watts) / volts, 3),
                f"{phase}_voltage": volts,
                f"{phase}_act_power": watts,
                f"{phase}_aprt_power": abs(watts),
                f"{phase}_pf": 1.0 if watts >= 0 else -1.0,
                f"{phase}_freq": 50.0,
            }
        for total in ("current", "act_power", "aprt_power"):
            reading[f"total_{total}"] = round(
                sum(reading[f"{phase}_{total}"] for phase in _PHASES), 3
            )
        self.state |= reading
        return reading


class EnergyData(Component):
    """`emdata:N`: what the meter of the same number has counted, in Wh."""

    VERBS: ClassVar[Mapping[str, str]] = {"ResetCounters": "reset_counters"}
    source: EnergyMeter

    @override
    def status(self) -> Json:
        status: Json = {"id": self.id}
        for member, meters in (
            ("act_energy", self.source.meters),
            ("act_ret_energy", self.source.returned),
        ):
            for phase, meter in meters.items():
                meter.settle()
                status[f"{phase}_total_{member}"] = round(meter.total, 2)
            name = member.replace("_energy", "")
            status[f"total_{name}"] = round(sum(m.total for m in meters.values()), 2)
        return status

    @override
    def fluctuate(self) -> Json:
        return {name: value for name, value in self.status().items() if name != "id"}

    def reset_counters(self, params: Mapping[str, Any]) -> None:
        """Carry out `ResetCounters`."""
        for meter in (*self.source.meters.values(), *self.source.returned.values()):
            meter.reset()
        self.publish(self.fluctuate())
