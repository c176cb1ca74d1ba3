"""What newer hobs tell only in `ExtendedState` (docs/protocols/miele.md, Hobs)."""

from dataclasses import dataclass
from typing import Final

_ACTIVE: Final = 0x05
_MOST_ZONES: Final = 6
_SHORTEST: Final = 56
_EXTRACTOR_LENGTH: Final = 66
_EXTRACTOR_OFFSET: Final = 62
_EXTRACTOR_LEVELS: Final = range(5)
EXTRACTOR_BOOST: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class HobZone:
    """One cooking zone."""

    level: int
    """Coded like `PlateStep`."""
    auto_preboil: bool
    bridged: int
    """0: alone; else the bridge it is part of."""
    pot_detected: bool
    pot_fit: int
    booster: int
    """0 to 3."""
    error_hint: int
    start_minutes: int
    duration_minutes: int
    key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HobDetails:
    """All cooking zones, and the extractor where there is one."""

    is_active: bool
    timer_seconds: int
    hob_type: int
    common_error: int
    common_information: int
    zones: tuple[HobZone, ...]
    extractor_level: int | None
    """0 off, 1 to 3, 4 boost (`EXTRACTOR_BOOST`); None: no extractor, or an unknown level."""

    @classmethod
    def parse(cls, extended_state: bytes | None) -> HobDetails | None:
        """Read the `ExtendedState` of a hob; None if it is too short to be one."""
        if extended_state is None or len(extended_state) < _SHORTEST:
            return None
        seconds, minutes, hours = extended_state[1:4]
        return cls(
            is_active=extended_state[0] == _ACTIVE,
            timer_seconds=hours * 3600 + minutes * 60 + seconds,
            hob_type=extended_state[4],
            common_error=extended_state[5],
            common_information=extended_state[6],
            zones=tuple(
                _zone(extended_state, index)
                for index in range(_zone_count(extended_state[7]))
            ),
            extractor_level=_extractor_level(extended_state),
        )


def _zone_count(information: int) -> int:
    """Return how many zones are told of; a number that makes no sense means six."""
    count = (information >> 1) & 0xF
    return count if 0 < count <= _MOST_ZONES else _MOST_ZONES


def _zone(raw: bytes, index: int) -> HobZone:
    """Read a zone out of the three tables that hold a part of it each."""
    level, information, error_hint = raw[8 + 3 * index : 11 + 3 * index]
    times = 26 + 4 * index
    return HobZone(
        level=level,
        auto_preboil=bool(information & 1),
        bridged=(information >> 1) & 3,
        pot_detected=bool(information & 8),
        pot_fit=(information >> 4) & 3,
        booster=information >> 6,
        error_hint=error_hint,
        start_minutes=int.from_bytes(raw[times : times + 2], "little"),
        duration_minutes=int.from_bytes(raw[times + 2 : times + 4], "little"),
        key=raw[50 + index],
    )


def _extractor_level(raw: bytes) -> int | None:
    """Read the extractor of the one hob known to tell of it, by the length of its message."""
    if len(raw) != _EXTRACTOR_LENGTH:
        return None
    level = raw[_EXTRACTOR_OFFSET]
    return level if level in _EXTRACTOR_LEVELS else None
