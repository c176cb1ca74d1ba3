"""All entities that a gateway may have: made for what it told."""

from dataclasses import fields
from typing import Final

from ...descriptions import Entities
from ..capabilities import ALARMS, CLOCK, SIGNAL, Capabilities
from ..device import HoymilesDevice
from ..model import GATEWAY, HoymilesState
from ..protocol.gateway import GatewayCommand, GatewaySettings
from ..protocol.readings import InverterReading, MeterReading
from .alarms import ALARM, CLOUD, alarm_sensor, places_with_alarms, problem
from .commands import buttons, numbers, switches
from .gateway import CONTACT, PLANT, gateway_sensors
from .inverters import inverter_link, inverter_sensors
from .meters import meter_fault, meter_sensors
from .ports import port_sensors


def describe(told: Capabilities) -> Entities[HoymilesDevice, HoymilesState]:
    """Return what a gateway has, and all that is behind it."""
    inverters, meters = sorted(told.inverters), sorted(told.meters)
    complaining = tuple(places_with_alarms(told))
    return Entities(
        sensors=(
            *PLANT,
            *gateway_sensors(told),
            *[each for serial in inverters for each in inverter_sensors(serial, told)],
            *[
                each
                for port in sorted(told.ports)
                for each in port_sensors(port, among=len(told.ports))
            ],
            *[each for serial in meters for each in meter_sensors(serial, told)],
            *map(alarm_sensor, complaining),
        ),
        binary_sensors=(
            CONTACT,
            *((CLOUD,) if GATEWAY in complaining else ()),
            *map(inverter_link, inverters),
            *map(meter_fault, meters),
            *map(problem, complaining),
        ),
        buttons=tuple(buttons(told)),
        switches=tuple(switches(told)),
        events=(ALARM,) if complaining else (),
        numbers=tuple(numbers(told)),
    )


def _everything() -> Capabilities:
    """Return all that can ever be told: on a single phase, and on three."""
    inverters, meters = ("1", "3"), ("m1", "m3")
    return Capabilities(
        ports=frozenset({("1", 1)}),
        inverters=frozenset(inverters),
        meters=frozenset(meters),
        told=frozenset(
            (place, each.name)
            for kind, places in (
                (InverterReading, inverters),
                (MeterReading, meters),
                (GatewaySettings, (GATEWAY,)),
            )
            for each in fields(kind)
            for place in places
        )
        | {(GATEWAY, ALARMS), (GATEWAY, CLOCK), (GATEWAY, SIGNAL)},
        phases=frozenset({("1", 1), ("3", 3), ("m1", 1), ("m3", 3)}),
        commands=frozenset(GatewayCommand),
    )


ENTITIES: Final = describe(_everything())
"""A sample of each, to be checked against translations and icons."""
