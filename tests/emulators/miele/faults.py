"""How an appliance can be told to misbehave."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """One way to misbehave."""

    SILENCE = "silence"
    """The request is read, nothing is done, nothing is answered."""
    LOST_ANSWER = "lost-answer"
    """The request takes effect, then the connection is cut without an answer."""
    RESET = "reset"
    """The connection is cut before anything is done."""
    HALF_BODY = "half-body"
    CUT_AFTER_HEADERS = "cut-after-headers"
    ENDLESS_BODY = "endless-body"
    WRONG_SIGNATURE = "wrong-signature"
    UNSIGNED = "unsigned"
    STALE_KEY = "stale-key"
    """Requests are accepted, answers are signed with another key."""
    CLOCK_1970 = "clock-1970"
    NOT_JSON = "not-json"
    NOT_AN_OBJECT = "not-an-object"
    OTHER_APPLIANCE = "other-appliance"
    """Another serial number answers at this address."""
    FORBIDDEN = "403"
    NOT_FOUND = "404"
    SERVER_ERROR = "500"
    BUSY = "503"

    @property
    def status(self) -> int | None:
        """Return the code that is answered instead of doing anything."""
        return int(self.value) if self.value.isdigit() else None


@dataclass(slots=True)
class _Order:
    fault: Fault
    times: int | None
    path: str
    method: str


class Faults:
    """What is wrong at the moment."""

    def __init__(self) -> None:
        """Begin healthy."""
        self._orders: list[_Order] = []
        self.state_fields: dict[str, object] = {}
        self.missing_fields: set[str] = set()

    def inject(
        self,
        fault: Fault,
        *,
        times: int | None = None,
        path: str = "",
        method: str = "",
    ) -> None:
        """Misbehave for the next `times` requests that fit; None: until cleared.

        A request fits whose path contains `path` and whose method contains `method`.
        """
        self._orders.append(_Order(fault, times, path, method))

    def clear(self) -> None:
        """Behave again."""
        self._orders.clear()
        self.state_fields.clear()
        self.missing_fields.clear()

    def take(self, method: str, path: str) -> frozenset[Fault]:
        """Return what goes wrong with this request, and count it."""
        taken = [
            order
            for order in self._orders
            if order.path in path and order.method in method
        ]
        for order in taken:
            if order.times is not None:
                order.times -= 1
        self._orders = [order for order in self._orders if order.times != 0]
        return frozenset(order.fault for order in taken)

    def distort(self, state: Mapping[str, object]) -> dict[str, object]:
        """Return `/State` with fields replaced and left out as ordered."""
        distorted = {**state, **self.state_fields}
        return {
            name: value
            for name, value in distorted.items()
            if name not in self.missing_fields
        }
