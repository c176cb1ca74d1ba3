"""All entities that an appliance may have, as tables."""

from typing import Final

from ...descriptions import Entities
from ..device import MieleDevice
from ..model import MieleState
from .binary_sensors import BINARY_SENSORS
from .buttons import BUTTONS
from .hob import HOB
from .program import PROGRAM
from .switches import SWITCHES
from .temperature import TEMPERATURE
from .upkeep import UPKEEP

ENTITIES: Final = Entities[MieleDevice, MieleState](
    sensors=(*PROGRAM, *TEMPERATURE, *HOB, *UPKEEP),
    binary_sensors=BINARY_SENSORS,
    buttons=BUTTONS,
    switches=SWITCHES,
)
