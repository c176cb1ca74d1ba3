"""What is remembered of a gateway, so that a start at night shows everything."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from types import UnionType
from typing import Any, Self

from ..contract import JsonObject
from .capabilities import Capabilities
from .model import GATEWAY
from .protocol.gateway import (
    Alarm,
    GatewayInformation,
    GatewaySettings,
    InverterInformation,
)
from .protocol.models import gateway_model
from .totals.ledger import YieldLedger


@dataclass(slots=True, kw_only=True)
class Recollection:
    """Everything about a gateway that outlives a restart of Home Assistant."""

    information: GatewayInformation
    ledger: YieldLedger
    capabilities: Capabilities = field(default_factory=Capabilities)
    settings: GatewaySettings | None = None
    limit: float | None = None
    limits: dict[str, float] = field(default_factory=dict)
    limit_for_now: float | None = None
    switched_off: frozenset[str] = frozenset()
    alarms: tuple[Alarm, ...] | None = None
    """Those that are still there."""
    began: datetime
    """When it was added."""
    heard: datetime | None = None
    """When it last answered."""
    dark: bool = False
    """Its inverters had hardly any sun then."""

    @classmethod
    def of(
        cls,
        serial: str,
        memory: JsonObject,
        *,
        excluded: Collection[str],
        inverted_meters: bool = False,
        now: datetime,
    ) -> Self:
        """Recall. What cannot be read is dropped, and learned anew."""
        ledger = YieldLedger.from_json(
            memory.get("ledger"), excluded=excluded, inverted_meters=inverted_meters
        )
        try:
            return cls(
                information=_information(serial, memory.get("information", {})),
                ledger=ledger,
                capabilities=Capabilities.from_json(memory.get("capabilities", {})),
                settings=_settings(memory.get("settings")),
                limit=_number(memory.get("limit")),
                limits={
                    str(inverter): float(percent)
                    for inverter, percent in memory.get("limits", {}).items()
                },
                limit_for_now=_number(memory.get("limit_for_now")),
                switched_off=frozenset(map(str, memory.get("switched_off", ()))),
                alarms=_alarms(memory.get("alarms")),
                began=_moment(memory.get("began")) or now,
                heard=_moment(memory.get("heard")),
                dark=memory.get("dark") is True,
            )
        except ArithmeticError, AttributeError, TypeError, ValueError:
            # The totals are what cannot be asked again.
            return cls(information=_information(serial, {}), ledger=ledger, began=now)

    def as_json(self) -> JsonObject:
        """Return what `of` needs."""
        return {
            "information": {**asdict(self.information), "clock": None},
            "ledger": self.ledger.as_json(),
            "capabilities": self.capabilities.as_json(),
            "settings": self.settings and asdict(self.settings),
            "limit": self.limit,
            "limits": self.limits,
            "limit_for_now": self.limit_for_now,
            "switched_off": sorted(self.switched_off),
            "alarms": self.alarms
            and [
                {**asdict(alarm), "began": _text(alarm.began), "ended": None}
                for alarm in self.alarms
            ],
            "began": _text(self.began),
            "heard": _text(self.heard),
            "dark": self.dark,
        }

    def limit_of(self, inverter: str | None) -> float | None:
        """Return the limit for good of an inverter, or of all of them."""
        return self.limits.get(inverter) if inverter else self.limit

    def limited(self, percent: float, inverter: str | None) -> None:
        """Take it that a limit for good was set."""
        everybody = self.capabilities.inverters
        self.limits |= dict.fromkeys({inverter} if inverter else everybody, percent)
        alike = all(self.limits.get(serial) == percent for serial in everybody)
        self.limit = percent if alike else None

    def forget_limits(self) -> None:
        """Take it that nobody knows which limits hold."""
        self.limit = None
        self.limits.clear()

    def active_alarms(self) -> Mapping[str, tuple[Alarm, ...]] | None:
        """Return the alarms that are still there, by serial number; the gateway's own under its."""
        if self.alarms is None:
            return None
        places = dict.fromkeys(
            (self.information.serial, *sorted(self.capabilities.inverters))
        )
        return {
            GATEWAY if place == self.information.serial else place: tuple(
                alarm for alarm in self.alarms if alarm.serial == place
            )
            for place in places
        }


def _information(serial: str, stored: Mapping[str, Any]) -> GatewayInformation:
    known = _known(GatewayInformation, stored)
    known["inverters"] = tuple(
        InverterInformation(**_known(InverterInformation, inverter))
        for inverter in stored.get("inverters", ())
    )
    known["meters"] = tuple(map(str, stored.get("meters", ())))
    return GatewayInformation(
        **{"model": gateway_model(serial), **known, "serial": serial, "clock": None}
    )


def _settings(stored: Mapping[str, Any] | None) -> GatewaySettings | None:
    return GatewaySettings(**_known(GatewaySettings, stored)) if stored else None


def _alarms(stored: Collection[Mapping[str, Any]] | None) -> tuple[Alarm, ...] | None:
    if stored is None:
        return None
    return tuple(
        Alarm(
            **_known(
                Alarm,
                {**alarm, "began": _moment(alarm.get("began")), "ended": None},
            )
        )
        for alarm in stored
    )


def _known(kind: type[Any], stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a later or earlier Freehold remembered and this one knows, too.

    Raises TypeError where it is of another type.
    """
    known = {
        each.name: stored[each.name] for each in fields(kind) if each.name in stored
    }
    for each in fields(kind):
        expected: Any = each.type
        plain = isinstance(expected, type | UnionType)
        if each.name in known and plain and not isinstance(known[each.name], expected):
            raise TypeError(f"{each.name} was remembered as something else")
    return known


def _number(stored: float | None) -> float | None:
    return None if stored is None else float(stored)


def _moment(stored: str | None) -> datetime | None:
    if not stored:
        return None
    moment = datetime.fromisoformat(stored)
    if moment.tzinfo is None:
        raise ValueError("a moment was remembered without its zone")
    return moment


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
