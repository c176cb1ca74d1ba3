"""URLs that a device calls by itself (docs/protocols/shelly-gen1.md, Actions)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from .field import Field, FieldClass, Kind
from .tables.kinds import boolean, by_name, text, whole

_FIELDS: Final = by_name(
    whole("index", 0),
    text("name", low=1, high=64),
    boolean("enabled"),
    Field(name="urls", kind=Kind.URLS, field_class=FieldClass.SECRET),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What one event of one component calls."""

    name: str
    """Like `out_on_url`."""
    index: int
    urls: tuple[str, ...] = field(repr=False)
    """They may hold passwords."""
    enabled: bool

    def query(self) -> list[tuple[str, str]]:
        """Return what is sent to set it. Raises SettingError."""
        return [
            pair
            for name, setting in _FIELDS.items()
            for pair in setting.query(getattr(self, name))
        ]

    def is_place_of(self, other: Action) -> bool:
        """Whether both are of the same event."""
        return (self.name, self.index) == (other.name, other.index)


def parse_actions(body: Any) -> tuple[Action, ...]:
    """Read `/settings/actions`; what is no action is left out. Never raises."""
    return tuple(_actions(body))


def _actions(body: Any) -> Iterator[Action]:
    named = body.get("actions") if isinstance(body, Mapping) else None
    if not isinstance(named, Mapping):
        return
    for name, members in named.items():
        for member in members if isinstance(members, list) else ():
            if not isinstance(member, Mapping):
                continue
            index, urls = member.get("index"), member.get("urls")
            if type(index) is int and isinstance(urls, list):
                yield Action(
                    name=str(name),
                    index=index,
                    urls=tuple(url for url in urls if isinstance(url, str) and url),
                    enabled=member.get("enabled") in (1, True),
                )
