"""The models on the command line: one by one, by profile, and from recorded dumps."""

from collections.abc import Mapping
from pathlib import Path

from .. import recorded
from ..device import Maker, Options
from .board import Json
from .emulator import RpcShelly
from .models import MODELS, Model


def from_dump(dump: Json) -> Model:
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
    )


def recorded_dumps() -> dict[str, Path]:
    """Return the dumps of these generations that are here, by name."""
    return {
        path.stem: path
        for path in recorded.dumps()
        if recorded.read(path)["shelly"].get("gen", 1) > 1
    }


def _maker(model: Model, profile: str | None = None) -> Maker:
    def make(options: Options) -> RpcShelly:
        return RpcShelly(
            model,
            host=options.host,
            port=options.port,
            mac=options.mac,
            name=options.name,
            password=options.password,
            firmware=options.firmware or "1.7.5",
            profile=profile,
            push_interval=options.push_interval,
            speed=options.speed,
            announcer=options.announcer,
        )

    return make


MAKERS: Mapping[str, Maker] = {
    **{key: _maker(model) for key, model in MODELS.items()},
    "plus-2pm-cover": _maker(MODELS["plus-2pm"], "cover"),
}
