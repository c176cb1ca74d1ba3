"""What passes between a benchmark and the Home Assistant that it observes: JSON."""

from types import MappingProxyType
from typing import NotRequired, TypedDict

from homeassistant.config_entries import SOURCE_USER, ConfigEntry

COUNT = 20
"""Appliances in the household that is measured: more than most people have."""


class EntryFields(TypedDict):
    """What is special about an entry."""

    domain: str
    title: str
    unique_id: str
    data: dict[str, str | int | None]
    options: NotRequired[dict[str, int]]


class Order(TypedDict):
    """What an observer is told."""

    entries: list[EntryFields]
    """What it should add: Home Assistant started without them."""
    domain: str
    """The integration that is observed."""
    began: float
    """When the process was started, on the monotonic clock that all processes share."""


type Observation = dict[str, float]


def config_entry(fields: EntryFields) -> ConfigEntry:
    """Make the entry that the wizard would make."""
    return ConfigEntry(
        domain=fields["domain"],
        title=fields["title"],
        unique_id=fields["unique_id"],
        data=fields["data"],
        options=fields.get("options", {}),
        version=1,
        minor_version=1,
        source=SOURCE_USER,
        discovery_keys=MappingProxyType({}),
        subentries_data=None,
    )
