"""All entities that a Gen1 device may have, as tables of templates."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from ....descriptions import Entities
from ..device import Gen1Device
from ..layout import Layout
from ..model import Gen1State
from .climate import CLIMATES, VALVE_SENSORS, VALVE_STATES
from .environment import ENVIRONMENT, NOTICED
from .inputs import INPUT_STATES, PUSHED
from .lights import LIGHTS
from .meters import FAULTS, METERS
from .outputs import COVERS, SWITCHES
from .templates import expand, samples
from .upkeep import BUTTONS, CONNECTED, FIRMWARE, UPKEEP

_TABLES: Final[dict[str, Iterable[Any]]] = {
    "sensors": (*METERS, *ENVIRONMENT, *VALVE_SENSORS, *UPKEEP),
    "binary_sensors": (
        *(*FAULTS, *NOTICED, *VALVE_STATES),
        *(*INPUT_STATES, *CONNECTED),
    ),
    "buttons": BUTTONS,
    "switches": SWITCHES,
    "covers": COVERS,
    "lights": LIGHTS,
    "events": PUSHED,
    "updates": FIRMWARE,
    "climates": CLIMATES,
}


def _made(make: Callable[[Any], Iterable[Any]]) -> Entities[Gen1Device, Gen1State]:
    return Entities(**{name: tuple(make(table)) for name, table in _TABLES.items()})


def describe(layout: Layout) -> Entities[Gen1Device, Gen1State]:
    """Return the entities of a device."""
    return _made(lambda table: expand(table, layout.channels))


ENTITIES: Final = _made(samples)
"""One of each, to be checked against translations and icons."""
