"""All entities that a device of generation 2 to 4 may have, as tables of templates."""

from collections.abc import Iterable, Mapping
from typing import Final, Protocol

from homeassistant.helpers.entity import EntityDescription

from ....descriptions import Entities
from ..channels import Channels
from ..device import RpcDevice
from ..model import RpcState
from .bluetooth import BLUETOOTH_EVENTS, BLUETOOTH_SENSORS, BLUETOOTH_STATES
from .climate import CLIMATES, VALVE_SENSORS, VALVE_STATES
from .environment import ENVIRONMENT, NOTICED
from .inputs import INPUT_SENSORS, INPUT_STATES, PUSHED
from .meters import FAULTS, METERS
from .outputs import COVERS, LIGHTS, SWITCHES
from .templates import Button, Template, Update, expand, samples
from .upkeep import (
    CONNECTED,
    FIRMWARE,
    IDENTIFY,
    LAST_RESTART,
    RESTART,
    SECURITY,
    UPKEEP,
)
from .virtuals import (
    VIRTUAL_BUTTONS,
    VIRTUAL_NUMBERS,
    VIRTUAL_SELECTS,
    VIRTUAL_SENSORS,
    VIRTUAL_STATES,
    VIRTUAL_SWITCHES,
    VIRTUAL_TEXTS,
)

SENSORS: Final = (
    *(*METERS, *ENVIRONMENT, *INPUT_SENSORS, *VIRTUAL_SENSORS),
    *(*BLUETOOTH_SENSORS, *VALVE_SENSORS, *UPKEEP),
)
BINARY_SENSORS: Final = (
    *(*NOTICED, *FAULTS, *INPUT_STATES, *VIRTUAL_STATES),
    *(*BLUETOOTH_STATES, *VALVE_STATES, *CONNECTED),
)
ALL_SWITCHES: Final = (*SWITCHES, *VIRTUAL_SWITCHES)
EVENTS: Final = (*PUSHED, *BLUETOOTH_EVENTS)

OFFERED: Final[Mapping[str, Button]] = {
    "shelly.reboot": RESTART,
    "shelly.identify": IDENTIFY,
}
"""What a device can do by the method that does it."""


def describe(
    channels: Channels, methods: frozenset[str]
) -> Entities[RpcDevice, RpcState]:
    """Return what a device has that is made of these channels and offers these methods."""

    def of[T: EntityDescription](templates: Iterable[Template[T]]) -> tuple[T, ...]:
        return tuple(expand(templates, channels.channels))

    pressed = (button for method, button in OFFERED.items() if method in methods)
    return _entities(
        of,
        buttons=tuple(pressed),
        updates=FIRMWARE if "shelly.update" in methods else (),
    )


class Expand(Protocol):
    """Makes descriptions of templates."""

    def __call__[T: EntityDescription](
        self, templates: Iterable[Template[T]]
    ) -> tuple[T, ...]:
        """Return them."""


def _entities(
    of: Expand, *, buttons: tuple[Button, ...], updates: tuple[Update, ...]
) -> Entities[RpcDevice, RpcState]:
    return Entities(
        sensors=(*of(SENSORS), LAST_RESTART),
        binary_sensors=(*of(BINARY_SENSORS), SECURITY),
        buttons=(*of(VIRTUAL_BUTTONS), *buttons),
        switches=of(ALL_SWITCHES),
        covers=of(COVERS),
        lights=of(LIGHTS),
        events=of(EVENTS),
        updates=updates,
        numbers=of(VIRTUAL_NUMBERS),
        selects=of(VIRTUAL_SELECTS),
        texts=of(VIRTUAL_TEXTS),
        climates=of(CLIMATES),
    )


ENTITIES: Final = _entities(samples, buttons=tuple(OFFERED.values()), updates=FIRMWARE)
"""One description of every template, to be checked against translations and icons."""
