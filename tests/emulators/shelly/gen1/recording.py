"""A device as somebody recorded it: its settings and status become the start of ours."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from . import coiot_sensors as coiot
from .coiot_sensors import Description
from .defaults import factory_settings
from .model import Model
from .models import MODELS
from .values import Json

_NEEDED = (
    "wifi_ap",
    "wifi_sta",
    "wifi_sta1",
    "coiot",
    "login",
    "cloud",
    "actions",
    "tzautodetect",
    "tz_utc_offset",
    "discoverable",
    "build_info",
    "name",
    "mqtt",
)
"""Nothing works without them, so that old recordings get them from the factory."""
_LIVE = frozenset(
    {
        "wifi_sta",
        "cloud",
        "mqtt",
        "time",
        "unixtime",
        "serial",
        "has_update",
        "mac",
        "cfg_changed_cnt",
        "actions_stats",
        "update",
        "ram_total",
        "ram_free",
        "fs_size",
        "fs_free",
        "uptime",
    }
)
_NOT_IDENTITY = frozenset(
    {"type", "mac", "auth", "fw", "discoverable", "longid", "name", "hostname"}
)


@dataclass(frozen=True, slots=True)
class Recording:
    """What a dump gives to a device."""

    model: Model
    firmware: str
    settings: Json
    status: Json


def recording(dump: Mapping[str, Any]) -> Recording:
    """Read a dump of `/shelly`, `/settings` and `/status`.

    Where to push is forgotten: a recorded peer is a stranger's computer.
    """
    identity, settings, status = (
        deepcopy(dict(dump[name])) for name in ("shelly", "settings", "status")
    )
    mode = settings.get("mode")
    base = {name: value for name, value in status.items() if name not in _LIVE}
    model = _known(identity["type"], mode) or _unknown(identity, settings, base)
    model = replace(model, mac=identity["mac"], long_id=bool(identity.get("longid")))
    factory = factory_settings(model, model.mac, identity["fw"])
    settings = {
        **{name: factory[name] for name in _NEEDED},
        **settings,
        "device": {
            **model.identity,
            **_object(factory, "device"),
            **_object(settings, "device"),
        },
    }
    settings["login"] = {**_object(settings, "login"), "enabled": False}
    settings["login"].pop("password", None)
    settings["coiot"] = {
        **_object(factory, "coiot"),
        **_object(settings, "coiot"),
        "peer": "",
    }
    if model.status.keys() - base.keys() >= {"rollers"}:
        base["rollers"] = deepcopy(model.status["rollers"])
    return Recording(model, identity["fw"], settings, base)


def _object(owner: Json, name: str) -> Json:
    value = owner.get(name) or {}
    assert isinstance(value, dict)
    return value


def _known(type_code: str, mode: object) -> Model | None:
    return next(
        (
            model
            for model in MODELS.values()
            if model.type == type_code and model.mode in {None, mode}
        ),
        None,
    )


def _unknown(identity: Json, settings: Json, status: Json) -> Model:
    names = _object(settings, "actions").get("names", ())
    assert isinstance(names, list | tuple)
    named = _object(settings, "device").get("hostname")
    host = str(named or f"shelly-{identity['mac']}")
    return Model(
        type=str(identity["type"]),
        host_prefix=host.rpartition("-")[0],
        app=host.rpartition("-")[0],
        mac=str(identity["mac"]),
        build="20230913-000000/g0000000",
        identity={
            name: value for name, value in identity.items() if name not in _NOT_IDENTITY
        },
        settings={},
        status=status,
        actions=tuple(names),
        descriptions={"": _described(status)},
        input_events=frozenset({"S", "L", "SS", "SSS"}),
        sleeping=bool(identity.get("sleep_mode")),
    )


def _described(status: Json) -> Description:
    """Return what can be told of any device. Modelled: blocks in this order."""
    blocks: dict[int, str] = {1: "device"}
    sensors = list(coiot.config_changed(1))
    for part in ("relays", "lights"):
        found = status.get(part)
        for channel in range(len(found) if isinstance(found, list) else 0):
            block = len(blocks) + 1
            blocks[block] = f"{part[:-1]}_{channel}"
            sensors += coiot.output(block, part, channel)
            sensors += coiot.metering(
                block, "0/3500", (part, channel, "overpower"), channel
            )
    inputs = status.get("inputs")
    for channel in range(len(inputs) if isinstance(inputs, list) else 0):
        block = len(blocks) + 1
        blocks[block] = f"input_{channel}"
        sensors += coiot.button(block, channel)
    return Description(blocks, tuple(sensors))
