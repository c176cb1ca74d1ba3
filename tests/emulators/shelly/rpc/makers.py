"""The models on the command line: one by one, and by profile."""

from collections.abc import Mapping

from ..device import Maker, Options
from .emulator import RpcShelly
from .models import MODELS, Model


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
