"""A meter at the grid connection, behind a gateway."""

from dataclasses import dataclass

from .models import MeterType

_VOLTAGE = 230.0
_LOAD_WATTS = 450.0


@dataclass(slots=True)
class Meter:
    """Power is negative while the house takes from the grid, unless the clamps are turned."""

    serial: str
    type: MeterType
    load: float = _LOAD_WATTS
    """Watts that the house needs."""
    turned: bool = False
    power: float = 0.0
    """Watts into the grid."""
    forward: float = 1_000_000.0
    """Watt-hours into the grid; out of it where the clamps are turned."""
    reverse: float = 5_000_000.0

    @property
    def number(self) -> int:
        """Return the serial number as it is told."""
        return int(self.serial, 16)

    def settle(self, produced: float, seconds: float) -> None:
        """Let so many watts be produced for so many seconds."""
        self.power = (produced - self.load) * (-1 if self.turned else 1)
        energy = abs(self.power) * seconds / 3600
        if self.power > 0:
            self.forward += energy
        else:
            self.reverse += energy

    def told(self) -> dict[str, int]:
        """Return it in the units of the wire: 10 W, 10 Wh, 0.01 V, 0.01 A, 1/1000."""
        phases = "abc"[: self.type.phases]
        share = self.power / len(phases)
        forward, reverse = round(self.forward / 10), round(self.reverse / 10)
        factor = 980 if self.power > 0 else -980
        return {
            "type": self.type.kind,
            "sn": self.number,
            "power": round(self.power / 10),
            "pf": factor,
            "forward": forward,
            "reverse": reverse,
            **{f"power_{phase}": round(share / 10) for phase in phases},
            **{f"forward_{phase}": forward // len(phases) for phase in phases},
            **{f"reverse_{phase}": reverse // len(phases) for phase in phases},
            **{f"voltage_{phase}": round(_VOLTAGE * 100) for phase in phases},
            **{
                f"current_{phase}": round(abs(share) / _VOLTAGE / 0.98 * 100)
                for phase in phases
            },
            **{f"pf_{phase}": factor for phase in phases},
        }
