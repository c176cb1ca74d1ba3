"""All entities that an appliance may have."""

from typing import Final

from ...descriptions import Entities
from ..device import MieleDevice
from ..model import MieleState

ENTITIES: Final = Entities[MieleDevice, MieleState]()
