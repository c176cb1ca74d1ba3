"""Templates: a description for every channel of a kind, made for those that a device has."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, override

from ....descriptions import (
    BinarySensorDescription,
    ButtonDescription,
    ClimateDescription,
    CoverDescription,
    EventDescription,
    LightDescription,
    SensorDescription,
    SwitchDescription,
    UpdateDescription,
)
from ....kinds import Kind
from ..device import Gen1Device
from ..layout import DEVICE, Channel
from ..model import Gen1State
from .readings import Read

type Sensor = SensorDescription[Gen1Device, Gen1State]
type BinarySensor = BinarySensorDescription[Gen1Device, Gen1State]
type Button = ButtonDescription[Gen1Device]
type Switch = SwitchDescription[Gen1Device, Gen1State]
type Cover = CoverDescription[Gen1Device, Gen1State]
type Light = LightDescription[Gen1Device, Gen1State]
type Event = EventDescription[Gen1Device]
type Update = UpdateDescription[Gen1Device, Gen1State]
type Climate = ClimateDescription[Gen1Device, Gen1State]


@dataclass(frozen=True, slots=True, kw_only=True)
class Template[DescriptionT]:
    """What channels of a kind have."""

    kind: str
    make: Callable[[Channel], DescriptionT]
    member: str = ""
    """What the channel must have shown once; empty: nothing."""

    def suits(self, channel: Channel) -> bool:
        """Tell whether a channel has it."""
        return channel.kind == self.kind and (
            not self.member or self.member in channel.members
        )


def expand[DescriptionT](
    templates: Iterable[Template[DescriptionT]], channels: Iterable[Channel]
) -> Iterator[DescriptionT]:
    """Yield what the channels of a device have."""
    for channel in channels:
        for template in templates:
            if template.suits(channel):
                yield template.make(channel)


def key_of(channel: Channel, name: str) -> str:
    """Return the key of a description: it stays the same for the life of a device."""
    return f"{channel.key}_{name}" if channel.key else name


def sensor(
    kind: str, member: str, name: str, read: Read[Any], *, words: str = "", **more: Any
) -> Template[Sensor]:
    """Describe a sensor. Its words are called as it is."""
    return Template(
        kind=kind,
        member=member,
        make=lambda channel: SensorDescription(
            key=key_of(channel, name),
            translation_key=words or name,
            part=channel.part,
            value=read(channel.index),
            **more,
        ),
    )


def binary_sensor(
    kind: str, member: str, name: str, read: Read[bool], **more: Any
) -> Template[BinarySensor]:
    """Describe a binary sensor."""
    return Template(
        kind=kind,
        member=member,
        make=lambda channel: BinarySensorDescription(
            key=key_of(channel, name),
            translation_key=name,
            part=channel.part,
            value=read(channel.index),
            **more,
        ),
    )


def own_sensor(
    member: str, name: str, read: Read[Any], **more: Any
) -> Template[Sensor]:
    """Describe a sensor of the device itself."""
    return sensor(DEVICE, member, name, read, **more)


def own_binary_sensor(
    member: str, name: str, read: Read[bool], **more: Any
) -> Template[BinarySensor]:
    """Describe a binary sensor of the device itself."""
    return binary_sensor(DEVICE, member, name, read, **more)


def named(words: str, channel: Channel) -> Kind:
    """Call an entity as its channel is called."""
    return {
        "translation_key": words,
        "translation_placeholders": {"name": channel.label},
    }


class _Everything(frozenset[str]):
    """Has shown whatever anybody asks for."""

    @override
    def __contains__(self, member: object) -> bool:
        return True


def samples[DescriptionT](
    templates: Iterable[Template[DescriptionT]],
) -> tuple[DescriptionT, ...]:
    """Return one description of every template."""
    return tuple(
        template.make(
            Channel(kind=template.kind, label="Sample", members=_Everything())
        )
        for template in templates
    )
