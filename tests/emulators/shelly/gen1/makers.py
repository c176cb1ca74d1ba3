"""The Gen1 models on the command line."""

from collections.abc import Mapping

from ..device import Maker, Options
from .coiot import PORT
from .emulator import VERSION, Gen1Shelly
from .models import MODELS

_HTTP_PORT = 80


def _maker(model: str) -> Maker:
    def make(options: Options) -> Gen1Shelly:
        return Gen1Shelly(
            model,
            host=options.host,
            port=options.port,
            # Two devices at one address would take each other's questions.
            coiot_port=PORT if options.port == _HTTP_PORT else 0,
            mac=options.mac,
            name=options.name,
            password=options.password,
            firmware=options.firmware or VERSION,
            push_interval=options.push_interval,
            speed=options.speed,
            announcer=options.announcer,
        )

    return make


MAKERS: Mapping[str, Maker] = {model: _maker(model) for model in MODELS}
