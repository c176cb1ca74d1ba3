"""What a gateway has: the sums of its plant."""

from typing import Any

from ....families.descriptions import Entities, SensorDescription
from ..capabilities import Capabilities

ENTITIES: Entities[Any, Any] = Entities()


def describe(capabilities: Capabilities) -> Entities[Any, Any]:
    """Return the sums of the plant."""
    return Entities(
        sensors=(
            SensorDescription(key="total", value=lambda s: s.yields.plant.total),
            SensorDescription(key="today", value=lambda s: s.yields.plant.today),
            SensorDescription(key="power", value=lambda s: s.yields.plant.power),
        )
    )
