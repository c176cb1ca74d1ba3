"""How the firmwares keep track of the nonces they have given out."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol

LIFETIME_SECONDS = 3600
SLOTS = 32
USES = 30_000
THROTTLE_SECONDS = 2
_LEAKING_FIRMWARE = "2.0.0"


class Use(Enum):
    """What the device thinks of a nonce and its count."""

    GOOD = auto()
    STALE = auto()
    UNKNOWN = auto()
    WRONG_COUNT = auto()
    REFUSED = auto()
    """Not even looked at: 429."""


class NonceTable(Protocol):
    """What the authentication needs to know."""

    def issue(self) -> str | int | None:
        """Return a new nonce; None: not now (429)."""

    def look(self, nonce: object, count: int) -> Use:
        """Judge a use, without counting it."""

    def count(self, nonce: object) -> None:
        """Count a use that was proven."""

    def forget(self) -> None:
        """Forget everything, as after a reboot."""


class ClockNonces:
    """Firmware 1.x: a nonce is the time, so nothing needs to be kept.

    Modelled: any count is taken, and a nonce is good for an hour.
    """

    def __init__(self, unixtime: Callable[[], float]) -> None:
        """Take the time from here."""
        self._unixtime = unixtime

    def issue(self) -> int:
        """Return the time."""
        return int(self._unixtime())

    def look(self, nonce: object, count: int) -> Use:
        """Judge by age alone."""
        if not isinstance(nonce, int):
            return Use.UNKNOWN
        age = self._unixtime() - nonce
        return Use.GOOD if -1 <= age <= LIFETIME_SECONDS else Use.UNKNOWN

    def count(self, nonce: object) -> None:
        """Count nothing."""

    def forget(self) -> None:
        """Forget nothing."""


@dataclass(slots=True)
class _Slot:
    expires: float
    uses: int = 0


class SlotNonces:
    """Firmware 2.x: 32 slots, one hour, 30 000 uses, counts strictly one after the other.

    `never_frees`: firmware 2.0.0 keeps expired nonces in their slots, and makes room only for
    requests without credentials.
    """

    def __init__(
        self,
        now: Callable[[], float],
        make: Callable[[], str],
        *,
        never_frees: bool = False,
    ) -> None:
        """Take time and Base64 nonces from here."""
        self._now = now
        self._make = make
        self._never_frees = never_frees
        self._slots: dict[object, _Slot] = {}
        self._throttled_until: float | None = None

    @property
    def taken(self) -> int:
        """Return how many slots are in use."""
        self._free()
        return len(self._slots)

    def issue(self) -> str | None:
        """Give out a nonce if there is a slot, or once the throttle window is over."""
        self._free()
        if len(self._slots) >= SLOTS and not self._evict():
            return None
        nonce = self._make()
        self._slots[nonce] = _Slot(self._now() + LIFETIME_SECONDS)
        return nonce

    def look(self, nonce: object, count: int) -> Use:
        """Judge a use; the first has count 1."""
        slot = self._slots.get(nonce)
        if slot is None:
            stuck = self._never_frees and len(self._slots) >= SLOTS
            return Use.REFUSED if stuck else Use.UNKNOWN
        if self._now() >= slot.expires or slot.uses >= USES:
            return Use.STALE
        return Use.GOOD if count == slot.uses + 1 else Use.WRONG_COUNT

    def count(self, nonce: object) -> None:
        """Count a use."""
        self._slots[nonce].uses += 1

    def wear_out(self) -> None:
        """Let every nonce have been used as often as it can be."""
        for slot in self._slots.values():
            slot.uses = USES

    def forget(self) -> None:
        """Empty the table."""
        self._slots.clear()
        self._throttled_until = None

    def _evict(self) -> bool:
        now = self._now()
        if self._throttled_until is None:
            self._throttled_until = now + THROTTLE_SECONDS
        if now < self._throttled_until:
            return False
        self._throttled_until = None
        del self._slots[min(self._slots, key=lambda nonce: self._slots[nonce].uses)]
        return True

    def _free(self) -> None:
        # A nonce stays a while after its hour, or nobody could be told that it is stale.
        if self._never_frees or len(self._slots) < SLOTS:
            return
        now = self._now()
        for nonce in [n for n, slot in self._slots.items() if now >= slot.expires]:
            del self._slots[nonce]


def table_for(
    version: str, unixtime: Callable[[], float], make: Callable[[], str]
) -> NonceTable:
    """Return the table of a firmware; only 2.x asks for nonces to be made."""
    if not version.startswith("2."):
        return ClockNonces(unixtime)
    return SlotNonces(unixtime, make, never_frees=version == _LEAKING_FIRMWARE)
