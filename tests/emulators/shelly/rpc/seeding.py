"""Devices that begin as a recorded dump shows them."""

from pathlib import Path

from .. import recorded
from .board import Json
from .models import Model


def model_of(dump: Json) -> Model:
    """Return a model that is only known by a recorded dump of it."""
    shelly = dump["shelly"]
    return Model(
        key=shelly["id"],
        title=shelly["app"],
        number=shelly["model"],
        app=shelly["app"],
        hostname=shelly["id"].rpartition("-")[0],
        generation=shelly["gen"],
        mac=shelly["mac"],
        profiles={shelly["profile"]: ()} if "profile" in shelly else {},
        wakeup_period=dump["status"]["sys"].get("wakeup_period", 0),
    )


def recorded_dumps() -> dict[str, Path]:
    """Return the dumps of these generations that are here, by name."""
    return {
        path.stem: path
        for path in recorded.dumps()
        if recorded.read(path)["shelly"].get("gen", 1) > 1
    }
