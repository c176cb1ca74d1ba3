"""Which channels a device has, what each of them ever showed, and where it belongs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Final

from ...contract import Part
from ..protocol.gen1.status import Gen1Status
from ..protocol.info import DeviceInfo

DEVICE: Final = "device"
OUTPUTS: Final = ("relay", "roller", "light")
_COLLECTIONS: Final[Mapping[str, str]] = {
    "relay": "relays",
    "roller": "rollers",
    "light": "lights",
    "emeter": "emeters",
    "input": "inputs",
    "thermostat": "thermostats",
}
"""Kinds of channels, and what their list is called in `/status` and `/settings`."""
_METERED: Final = ("relay", "light")
_OF_STATUS: Final = frozenset({"cloud_connected", "mqtt_connected", "ram_free_bytes"})
"""What a status has of the device itself besides its sensors."""
_LABELS: Final = {
    "relay": "Switch",
    "roller": "Cover",
    "light": "Light",
    "emeter": "Meter",
    "input": "Input",
    "thermostat": "Thermostat",
}
_PUSHED: Final = frozenset(
    {"momentary", "momentary_on_release", "one_button", "dual_button", "action"}
)
_BOTH: Final = "detached"
"""Where an input drives nothing, it may be a switch or a button."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One of several equal things in a device, or the device itself."""

    kind: str
    index: int = 0
    label: str = ""
    """What a person calls it."""
    is_named: bool = False
    """Its owner gave it that name."""
    part: str = ""
    """Key of the part that it belongs to; empty: the device itself."""
    members: frozenset[str] = frozenset()
    """What it ever showed."""
    resource: str = ""
    """Of a light, what it is commanded by."""

    @property
    def key(self) -> str:
        """Unique within the device; empty: the device itself."""
        return "" if self.kind == DEVICE else f"{self.kind}_{self.index}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """All channels of a device."""

    channels: tuple[Channel, ...] = ()
    parts: Mapping[str, Part] = field(default_factory=dict)


def layout_of(
    name: str,
    info: DeviceInfo,
    body: Mapping[str, Any],
    status: Gen1Status,
    seen: dict[str, frozenset[str]],
) -> Layout:
    """Put the channels together. `body` is the whole `/settings`.

    What channels ever showed is kept in `seen`: a reading that is invalid for a while is no
    reading less.
    """
    found = [
        *_listed(info, body, status),
        *_external(status),
        Channel(kind=DEVICE, members=_of_device(info, status)),
    ]
    for channel in found:
        seen[channel.key] = seen.get(channel.key, frozenset()) | channel.members
    channels = tuple(
        Channel(
            kind=channel.kind,
            index=channel.index,
            label=channel.label,
            is_named=channel.is_named,
            part=_part_of(channel, found),
            members=seen[channel.key],
            resource=channel.resource,
        )
        for channel in found
    )
    return Layout(channels=channels, parts=_parts(name, channels))


def _listed(
    info: DeviceInfo, body: Mapping[str, Any], status: Gen1Status
) -> Iterator[Channel]:
    for kind, collection in _COLLECTIONS.items():
        components: Sequence[Any] = getattr(status, collection)
        for index, component in enumerate(components):
            given = _setting(body, collection, index, "name")
            is_named = isinstance(given, str) and bool(given.strip())
            yield Channel(
                kind=kind,
                index=index,
                label=given.strip() if is_named else _label(kind, index, components),
                is_named=is_named,
                members=_members(component)
                | (_metered(status, index) if kind in _METERED else frozenset())
                | (_pressed(body, index) if kind == "input" else frozenset()),
                resource=_resource(info) if kind == "light" else "",
            )


def _external(status: Gen1Status) -> Iterator[Channel]:
    for kind, indices in (
        ("external_temperature", [r.index for r in status.external_temperatures]),
        ("external_humidity", [r.index for r in status.external_humidities]),
        ("adc", [*range(len(status.adc_v))]),
        ("valve", [*range(len(status.valves))]),
    ):
        for index in indices:
            yield Channel(kind=kind, index=index, label=str(index + 1))


def _label(kind: str, index: int, components: Sequence[Any]) -> str:
    if kind == "emeter" and len(components) == 3:
        return f"Phase {'ABC'[index]}"
    return f"{_LABELS[kind]} {index + 1}"


def _members(component: Any) -> frozenset[str]:
    return frozenset(
        member.name
        for member in fields(component)
        if getattr(component, member.name) is not None
    )


def _of_device(info: DeviceInfo, status: Gen1Status) -> frozenset[str]:
    found = _members(status.sensors) | (_members(status) & _OF_STATUS)
    if status.wifi.rssi_dbm is not None:
        found |= {"rssi_dbm"}
    if status.neutral is not None and status.neutral.current_a is not None:
        found |= {"neutral_current"}
    if not info.sleeps:
        # Waking is starting anew.
        found |= {"runs"}
    return found


def _metered(status: Gen1Status, index: int) -> frozenset[str]:
    """Tell whether an output has a meter.

    What counts nothing is none: a Shelly 1 shows the power that its owner entered.
    """
    if index < len(status.meters) and status.meters[index].energy_wh is not None:
        return frozenset({"metered"})
    return frozenset()


def _pressed(body: Mapping[str, Any], index: int) -> frozenset[str]:
    """Tell whether an input is a switch, a button, or either (docs/protocols/shelly-gen1.md, Inputs)."""
    kind = _button_type(body, index)
    if kind in _PUSHED:
        return frozenset({"button"})
    return frozenset({"button", "switch"} if kind == _BOTH else {"switch"})


def _button_type(body: Mapping[str, Any], index: int) -> str:
    if body.get("mode") == "roller":
        return str(_setting(body, "rollers", 0, "button_type"))
    for collection in ("inputs", "relays", "lights"):
        members = body.get(collection)
        if not isinstance(members, list) or not members:
            continue
        if collection == "inputs" and "btn_type" not in members[0]:
            # A battery button is nothing else.
            return "momentary"
        # One output may have two inputs: of one kind, or with a setting each.
        own = _setting(body, collection, 0, f"btn{index + 1}_type")
        last = min(index, len(members) - 1)
        return str(own or _setting(body, collection, last, "btn_type"))
    return ""


def _setting(body: Mapping[str, Any], collection: str, index: int, name: str) -> Any:
    members = body.get(collection)
    if not isinstance(members, list) or index >= len(members):
        return None
    member = members[index]
    return member.get(name) if isinstance(member, Mapping) else None


def _resource(info: DeviceInfo) -> str:
    """Tell what commands a light: a controller that can be either says which it is."""
    return info.profile if info.profile in ("color", "white") else "light"


def _part_of(channel: Channel, channels: Sequence[Channel]) -> str:
    counts = dict.fromkeys(_COLLECTIONS, 0)
    outputs = 0
    for each in channels:
        if each.kind in counts:
            counts[each.kind] += 1
            outputs += each.kind in OUTPUTS
    if channel.kind in OUTPUTS:
        return channel.key if outputs > 1 else ""
    if channel.kind == "emeter":
        return channel.key if counts["emeter"] > 1 else ""
    if channel.kind != "input" or counts["input"] < 2:
        return ""
    if not outputs:
        return channel.key
    # An input belongs to the output that it drives, where each has one.
    owner = next(
        (c for c in channels if c.kind in OUTPUTS and c.index == channel.index), None
    )
    return owner.key if owner and outputs == counts["input"] else ""


def _parts(name: str, channels: Sequence[Channel]) -> dict[str, Part]:
    """Name the parts. What its owner gave no name is called after the device, to be told apart."""
    return {
        channel.key: Part(
            name=channel.label if channel.is_named else f"{name} {channel.label}"
        )
        for channel in channels
        if channel.part == channel.key and channel.part
    }
