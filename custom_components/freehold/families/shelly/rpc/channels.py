"""Which components a device has, what each of them ever showed, and where it belongs."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
import re
from typing import Any, Final

from ...contract import Part
from ..protocol.rpc.components import ComponentKey
from ..protocol.rpc.status import ComponentStatus, Status
from .model import EMPTY

OUTPUTS: Final = ("switch", "cover", "light", "cct", "rgb", "rgbw", "rgbcct")
METERS: Final = ("pm1", "em", "em1")
_SENSORS: Final = (
    *("temperature", "humidity", "illuminance", "voltmeter", "devicepower", "cb"),
    *("flood", "smoke", "motion", "occupancy", "presencezone", "thermostat"),
)
_KIND: Final[Mapping[str, str]] = {
    **dict.fromkeys(OUTPUTS, "output"),
    **{kind: kind for kind in (*METERS, *_SENSORS)},
}
"""Where there are several of a kind, each is a part of the device."""

_COMPANIONS: Final = {"em1data": "em1", "emdata": "em"}
"""Counters belong where their meter is."""

_TITLES: Final = {
    "cct": "White light",
    "rgb": "Color light",
    "rgbw": "Color light",
    "rgbcct": "Color light",
    "pm1": "Meter",
    "em": "Meter",
    "em1": "Meter",
    "bthomedevice": "Bluetooth device",
    "blutrv": "Radiator valve",
    "cb": "Circuit breaker",
    "devicepower": "Battery",
    "presencezone": "Zone",
}
_OWN_NUMBERS: Final = 100
"""From here on numbers are not counted but chosen: add-on sensors, virtual components."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One component of a device, as entities need it."""

    key: str
    type: str
    id: int | None
    part: str = ""
    """Key of the part that it belongs to; empty: the device itself."""
    label: str
    """What a person calls it."""
    is_named: bool = False
    """The owner gave it that name."""
    config: ComponentStatus = field(default_factory=dict)
    members: frozenset[str] = frozenset()
    """Members of its status that were ever something else than null."""

    @property
    def number(self) -> int:
        """The number in its key, for commands."""
        return self.id or 0


@dataclass(frozen=True, slots=True)
class Channels:
    """All components of a device."""

    channels: tuple[Channel, ...] = ()
    parts: Mapping[str, Part] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        name: str,
        config: Status,
        members: Mapping[str, frozenset[str]],
        models: Mapping[str, str],
    ) -> Channels:
        """Put them together; `name` is that of the device, `models` those of Bluetooth devices."""
        keys = [
            ComponentKey.parse(key) for key in sorted(config.keys() | members.keys())
        ]
        counts = Counter(_KIND.get(key.type) for key in keys)
        addresses = {
            config[str(key)].get("addr"): str(key)
            for key in keys
            if key.type == "bthomedevice" and str(key) in config
        }

        def part_of(key: ComponentKey) -> str:
            settings = config.get(str(key), EMPTY)
            if key.type == "bthomedevice":
                return str(key)
            if key.type in ("bthomesensor", "blutrv"):
                own = str(key) if key.type == "blutrv" else ""
                return addresses.get(settings.get("addr"), own)
            owner = ComponentKey(_COMPANIONS.get(key.type, key.type), key.id)
            kind = _KIND.get(owner.type)
            return str(owner) if kind is not None and counts[kind] > 1 else ""

        channels = tuple(
            _channel(key, config, members, part_of(key))
            for key in sorted(keys, key=lambda key: (key.type, key.id or 0))
        )
        return cls(channels, _parts(name, channels, models))


def _channel(
    key: ComponentKey,
    config: Status,
    members: Mapping[str, frozenset[str]],
    part: str,
) -> Channel:
    settings = config.get(str(key), EMPTY)
    given = settings.get("name")
    is_named = isinstance(given, str) and bool(given.strip())
    return Channel(
        key=str(key),
        type=key.type,
        id=key.id,
        part=part,
        label=str(given).strip() if is_named else _label(key),
        is_named=is_named,
        config=settings,
        members=members.get(str(key), frozenset()),
    )


def _label(key: ComponentKey) -> str:
    title = _TITLES.get(key.type, key.type.capitalize())
    if key.id is None:
        return title
    return f"{title} {key.id if key.id >= _OWN_NUMBERS else key.id + 1}"


def _parts(
    name: str, channels: tuple[Channel, ...], models: Mapping[str, str]
) -> dict[str, Part]:
    """Name the parts. What its owner gave no name is called after the device, to be told apart."""
    owners = {channel.key: channel for channel in channels}
    parts: dict[str, Part] = {}
    for channel in channels:
        if not (key := channel.part) or key in parts:
            continue
        owner = owners.get(key)
        label = owner.label if owner else _label(ComponentKey.parse(key))
        is_named = owner is not None and owner.is_named
        valve = next(
            (c for c in channels if c.part == key and c.type == "blutrv"), None
        )
        if not is_named and valve is not None and valve.is_named:
            label, is_named = valve.label, True
        parts[key] = Part(
            name=label if is_named else f"{name} {label}", model=models.get(key)
        )
    return parts


class Members:
    """What each component ever showed: a reading that is null for a while is no reading less."""

    def __init__(self) -> None:
        """Nothing was shown yet."""
        self._seen: dict[str, frozenset[str]] = {}

    @property
    def by_key(self) -> Mapping[str, frozenset[str]]:
        """By component key."""
        return self._seen

    def follow(self, before: Status, status: Status) -> bool:
        """Look at what changed; tell whether something was there for the first time, or is gone."""
        seen, changed = self._seen, False
        for key, component in status.items():
            if before.get(key) is component and key in seen:
                continue
            known = seen.get(key, frozenset())
            new = {
                name for name in component.keys() - known if component[name] is not None
            }
            if new or key not in seen:
                seen[key] = _shared(known | new)
                changed = True
        if len(seen) > len(status):
            for key in seen.keys() - status.keys():
                del seen[key]
                changed = True
        return changed


@lru_cache
def _shared(members: frozenset[str]) -> frozenset[str]:
    """Return the set that all components share which showed the same."""
    return members


def model_of(config: ComponentStatus) -> str | None:
    """Return what a Bluetooth device calls itself: "SBHT-003C" of "SBHT-003Cb9a0"."""
    meta: Any = config.get("meta")
    ui = meta.get("ui") if isinstance(meta, dict) else None
    name = ui.get("local_name") if isinstance(ui, dict) else None
    return re.sub(r"[0-9a-f]{4}$", "", name) or None if isinstance(name, str) else None
