"""What Freehold knows of a gateway and of what is behind it at one moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .protocol.gateway import Alarm, GatewayInformation, GatewaySettings
from .protocol.readings import InverterReading, MeterReading, PortReading
from .totals.yields import PortKey, Yields

GATEWAY = ""
"""The place of the gateway itself, in `HoymilesState.alarms` and `Capabilities`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoymilesState:
    """What is shown. Readings of the moment are there only while the gateway is in contact."""

    information: GatewayInformation
    in_contact: bool = False
    """It answered when it was last asked. At night one that is built in does not."""
    inverters: Mapping[str, InverterReading] = field(default_factory=dict)
    """As told just now, by serial number; empty without contact."""
    ports: Mapping[PortKey, PortReading] = field(default_factory=dict)
    meters: Mapping[str, MeterReading] = field(default_factory=dict)
    """Likewise, by serial number."""
    yields: Yields
    """Power and energy that are believed, with and without contact."""
    settings: GatewaySettings | None = None
    """None: it does not tell."""
    limit: float | None = None
    """Percent, for good; None: not known."""
    limits: Mapping[str, float] = field(default_factory=dict)
    """The same of single inverters, where they tell it or were told."""
    limit_for_now: float | None = None
    """Watts, as last ordered; nobody tells it."""
    switched_off: frozenset[str] = frozenset()
    """Serial numbers of inverters that were ordered off."""
    alarms: Mapping[str, tuple[Alarm, ...]] | None = None
    """Those that are still there, by serial number; None: the protocol tells no alarms."""
    clock_drift: float | None = None
    """Seconds that the gateway's clock is ahead."""
