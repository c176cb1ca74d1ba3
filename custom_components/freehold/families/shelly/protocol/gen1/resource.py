"""A writable resource: which settings it takes, and what became of a write to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from .....connection.errors import CommandRefusedError
from .field import Field, SettingError, Value

_ABSENT: Final = object()


@dataclass(frozen=True, slots=True)
class Refusal:
    """A setting that the device did not take."""

    name: str
    wanted: Value | None
    """None for a secret."""
    found: Any
    """None for a secret, and where the device shows nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteOutcome:
    """What became of a write, member by member."""

    applied: tuple[str, ...] = ()
    refused: tuple[Refusal, ...] = ()
    unverified: tuple[str, ...] = ()
    """The device shows nothing by which to tell."""

    def require(self) -> None:
        """Raise CommandRefusedError if the device did not take a member."""
        if self.refused:
            names = ", ".join(refusal.name for refusal in self.refused)
            raise CommandRefusedError(f"the device did not take {names}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """Settings that are written by one path."""

    name: str
    path: str
    """With `{}` where the index goes."""
    root: str
    """Where `/settings` shows the same, `[]` for a list; empty: at its top."""
    fields: Mapping[str, Field]

    @property
    def is_indexed(self) -> bool:
        """There is one for each component."""
        return "{}" in self.path

    def at(self, index: int | None) -> str:
        """Return the path. Raises SettingError without an index where one is needed."""
        if self.is_indexed is (index is None) or (index or 0) < 0:
            raise SettingError(
                self.name, "needs the number of a component, or has none"
            )
        return self.path.format(index)

    def query(self, values: Mapping[str, Value]) -> list[tuple[str, str]]:
        """Return what is sent to write these settings. Raises SettingError."""
        if not values:
            raise SettingError(self.name, "nothing to write")
        fields = [self._field(name) for name in values]
        for field in fields:
            if field.alone and len(values) > 1:
                raise SettingError(field.name, "has to be written alone")
            if field.together and field.together not in values:
                raise SettingError(
                    field.name, f"has to be written together with {field.together}"
                )
        return [
            pair
            for field, value in zip(fields, values.values(), strict=True)
            for pair in field.query(value)
        ]

    def reboots(self, values: Mapping[str, Value]) -> bool:
        """Whether the device restarts after this write."""
        return any(self.fields[name].reboots for name in values)

    def is_verifiable(self, values: Mapping[str, Value]) -> bool:
        """Whether the device shows all of these settings."""
        return all(self.fields[name].echoed for name in values)

    def outcome(
        self, values: Mapping[str, Value], echo: Mapping[str, Any]
    ) -> WriteOutcome:
        """Compare what was written with what the device shows, member by member."""
        applied: list[str] = []
        refused: list[Refusal] = []
        unverified: list[str] = []
        for name, wanted in values.items():
            field = self.fields[name]
            found = _look_up(echo, field.path) if field.echoed else _ABSENT
            if found is _ABSENT:
                unverified.append(name)
            elif field.agrees(wanted, found):
                applied.append(name)
            elif field.is_secret:
                refused.append(Refusal(name, None, None))
            else:
                refused.append(Refusal(name, wanted, found))
        return WriteOutcome(
            applied=tuple(applied), refused=tuple(refused), unverified=tuple(unverified)
        )

    def shown(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the device shows of these settings, by the names that set them."""
        found = {
            name: _look_up(document, field.path)
            for name, field in self.fields.items()
            if field.echoed
        }
        return {name: value for name, value in found.items() if value is not _ABSENT}

    def _field(self, name: str) -> Field:
        if field := self.fields.get(name):
            return field
        for field in self.fields.values():
            if field.path == name:
                raise SettingError(
                    name, f"is only how the device shows it; it is set by {field.name}"
                )
        raise SettingError(name, f"is no setting of {self.name}")


def _look_up(document: Any, path: str) -> Any:
    """Follow a dotted path."""
    for step in path.split("."):
        if not isinstance(document, Mapping) or step not in document:
            return _ABSENT
        document = document[step]
    return document
