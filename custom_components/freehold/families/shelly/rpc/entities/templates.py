"""Templates: a description for every component of a type, made for those that a device has."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, override

from homeassistant.helpers.entity import EntityDescription

from ....descriptions import (
    BinarySensorDescription,
    ButtonDescription,
    ClimateDescription,
    CoverDescription,
    EventDescription,
    LightDescription,
    NumberDescription,
    SelectDescription,
    SensorDescription,
    SwitchDescription,
    TextDescription,
    UpdateDescription,
    always,
)
from ..channels import Channel
from ..device import RpcDevice
from ..model import RpcState
from .readings import Read, flag, number

type Sensor = SensorDescription[RpcDevice, RpcState]
type BinarySensor = BinarySensorDescription[RpcDevice, RpcState]
type Button = ButtonDescription[RpcDevice]
type Switch = SwitchDescription[RpcDevice, RpcState]
type Cover = CoverDescription[RpcDevice, RpcState]
type Light = LightDescription[RpcDevice, RpcState]
type Event = EventDescription[RpcDevice]
type Update = UpdateDescription[RpcDevice, RpcState]
type Number = NumberDescription[RpcDevice, RpcState]
type Select = SelectDescription[RpcDevice, RpcState]
type Text = TextDescription[RpcDevice, RpcState]
type Climate = ClimateDescription[RpcDevice, RpcState]

_SHARED: Final = 256
"""Components of a type, in all devices together, that share what describes them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template[DescriptionT]:
    """What components of some types have."""

    types: tuple[str, ...]
    make: Callable[[Channel], DescriptionT]
    member: str = ""
    """Of a status, that must have been there once; empty: always."""
    where: Callable[[Channel], bool] = always

    def suits(self, channel: Channel) -> bool:
        """Tell whether a component has it."""
        return (not self.member or self.member in channel.members) and self.where(
            channel
        )


def expand[DescriptionT](
    templates: Iterable[Template[DescriptionT]], channels: Iterable[Channel]
) -> Iterator[DescriptionT]:
    """Yield what the components of a device have."""
    by_type: dict[str, list[Template[DescriptionT]]] = {}
    for template in templates:
        for kind in template.types:
            by_type.setdefault(kind, []).append(template)
    for channel in channels:
        for template in by_type.get(channel.type, ()):
            if template.suits(channel):
                yield template.make(channel)


def key_of(channel: Channel, name: str) -> str:
    """Return the key of a description: it stays the same for the life of a device."""
    return f"{channel.key}_{name}"


def sensor(
    types: tuple[str, ...] | str,
    name: str,
    *path: str,
    read: Callable[..., Read[Any]] = number,
    words: str = "",
    where: Callable[[Channel], bool] = always,
    **kind: Any,
) -> Template[Sensor]:
    """Describe a sensor of what stands at a path in a status. Its words are called as it is."""
    value = read(*path)

    @lru_cache(_SHARED)
    def make(key: str, part: str) -> Sensor:
        return SensorDescription(
            key=f"{key}_{name}",
            translation_key=words or name,
            part=part,
            source=key,
            value=value(key),
            **kind,
        )

    return Template(
        types=(types,) if isinstance(types, str) else types,
        member=path[0],
        where=where,
        make=lambda channel: make(channel.key, channel.part),
    )


def binary_sensor(
    types: tuple[str, ...] | str,
    name: str,
    *path: str,
    read: Callable[..., Read[bool]] = flag,
    words: str = "",
    where: Callable[[Channel], bool] = always,
    **kind: Any,
) -> Template[BinarySensor]:
    """Describe a binary sensor of what stands at a path in a status."""
    value = read(*path)

    @lru_cache(_SHARED)
    def make(key: str, part: str) -> BinarySensor:
        return BinarySensorDescription(
            key=f"{key}_{name}",
            translation_key=words or name,
            part=part,
            source=key,
            value=value(key),
            **kind,
        )

    return Template(
        types=(types,) if isinstance(types, str) else types,
        member=path[0],
        where=where,
        make=lambda channel: make(channel.key, channel.part),
    )


def named(words: str, channel: Channel) -> dict[str, Any]:
    """Call an entity as its component is called."""
    return {
        "translation_key": words,
        "translation_placeholders": {"name": channel.label},
    }


class _Everything(frozenset[str]):
    """Has shown whatever anybody asks for."""

    @override
    def __contains__(self, member: object) -> bool:
        return True


def samples[DescriptionT: EntityDescription](
    templates: Iterable[Template[DescriptionT]],
) -> tuple[DescriptionT, ...]:
    """Return a description of every template, and another where a name changes its words.

    Each is of another component, so that their keys differ.
    """
    return tuple(
        description
        for number, template in enumerate(templates)
        for description in _with_and_without_name(template, 2 * number)
    )


def _with_and_without_name[DescriptionT: EntityDescription](
    template: Template[DescriptionT], number: int
) -> Iterator[DescriptionT]:
    unnamed, named = (
        template.make(
            Channel(
                key=f"{template.types[0]}:{number + is_named}",
                type=template.types[0],
                id=number + is_named,
                label="Sample",
                is_named=is_named,
                members=_Everything(),
            )
        )
        for is_named in (False, True)
    )
    yield unnamed
    if named.translation_key != unnamed.translation_key:
        yield named
