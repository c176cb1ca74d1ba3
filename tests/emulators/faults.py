"""Orders to misbehave, whatever the generation calls its faults."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(slots=True)
class _Order[FaultT: StrEnum]:
    fault: FaultT
    times: int | None
    where: str


class Faults[FaultT: StrEnum]:
    """What is wrong at the moment."""

    def __init__(self) -> None:
        """Begin healthy."""
        self._orders: list[_Order[FaultT]] = []

    def order(
        self, fault: FaultT, *, times: int | None = None, where: str = ""
    ) -> None:
        """Misbehave the next `times` times it fits; None: until cleared.

        It fits where the name of the resource or method contains `where`, in any case.
        """
        self._orders.append(_Order(fault, times, where.lower()))

    def clear(self) -> None:
        """Behave again."""
        self._orders.clear()

    def active(self, fault: FaultT, where: str = "") -> bool:
        """Return whether this goes wrong here, without counting."""
        return any(
            order.fault is fault and order.where in where.lower()
            for order in self._orders
        )

    def take(self, fault: FaultT, where: str = "", *, named: bool = False) -> bool:
        """Return whether this goes wrong here, and count it; `named`: only by its own order."""
        for order in self._orders:
            if named and not order.where:
                continue
            if order.fault is fault and order.where in where.lower():
                if order.times is not None:
                    order.times -= 1
                    if order.times == 0:
                        self._orders.remove(order)
                return True
        return False
