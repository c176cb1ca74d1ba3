"""What of a state may be believed, and how to get at it."""

from collections.abc import Callable

from ...descriptions import BinarySensorDescription, SensorDescription
from ..device import MieleDevice
from ..model import MieleState
from ..protocol.dop2.leaves.cooking import CookingDevice
from ..protocol.dop2.leaves.laundry import DosingContainer

type Sensor = SensorDescription[MieleDevice, MieleState]
type BinarySensor = BinarySensorDescription[MieleDevice, MieleState]
type Reading[T] = Callable[[MieleState], T | None]


def of_container[T](
    index: int, read: Callable[[DosingContainer], T | None]
) -> Reading[T]:
    """Read a TwinDos container; one that is not inserted tells nothing."""

    def value(state: MieleState) -> T | None:
        container = at(state.containers, index)
        return read(container) if container and container.inserted else None

    return value


def of_cooking_device[T](read: Callable[[CookingDevice], T | None]) -> Reading[T]:
    """Read the upkeep of an oven or coffee machine."""
    return lambda state: read(state.cooking_device) if state.cooking_device else None


def while_awake[T](read: Reading[T]) -> Reading[T]:
    """Read None of a sleeping appliance, whose fields are zeroed."""
    return lambda state: None if state.appliance.is_asleep else read(state)


def of_program[T](read: Reading[T]) -> Reading[T]:
    """Read None where the fields are left over from the last program, or zeroed."""
    return while_awake(
        lambda state: read(state) if state.appliance.shows_program else None
    )


def at[T](values: tuple[T, ...], index: int) -> T | None:
    """Return a member; None where there are not that many."""
    return values[index] if index < len(values) else None
