"""Shelly devices on the command line, and those of the demo home."""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..announce import Announcer
from ..control import ControlServer
from ..family import EmulatorFamily
from .control import actions
from .device import Maker, Options, ShellyDevice
from .gen1.makers import MAKERS as GEN1_MAKERS
from .rpc.makers import MAKERS as RPC_MAKERS

MAKERS: Mapping[str, Maker] = {**GEN1_MAKERS, **RPC_MAKERS}
"""Every model by the name it has on the command line; each generation adds its own."""

DEMO_PASSWORD = "freehold demo"
_DEMO_HOME: tuple[tuple[str, Options], ...] = (
    (
        "plus-1pm",
        Options(host="127.0.0.31", port=8031, name="Kitchen", push_interval=2),
    ),
    ("plus-2pm-cover", Options(host="127.0.0.32", port=8032, name="Shutter")),
    ("pro-3em", Options(host="127.0.0.33", port=8033, push_interval=1)),
    (
        "plug-s-gen3",
        Options(
            host="127.0.0.34",
            port=8034,
            name="Desk",
            password=DEMO_PASSWORD,
            firmware="2.0.1",
        ),
    ),
    ("1-gen4", Options(host="127.0.0.35", port=8035)),
    ("plus-ht", Options(host="127.0.0.36", port=8036)),
)


class StandaloneShelly:
    """A device with its control port."""

    def __init__(
        self, model: str, device: ShellyDevice, control_port: int | None
    ) -> None:
        """Control it on this port of loopback; None: nobody can."""
        self.device = device
        self._model = model
        self._control = ControlServer(actions(device), device.report)
        self._control_port = control_port

    async def start(self) -> dict[str, object]:
        """Switch on."""
        await self.device.start()
        control = (
            None
            if self._control_port is None
            else await self._control.start(self._control_port)
        )
        return {
            "family": "shelly",
            "model": self._model,
            "mac": self.device.mac,
            "host": self.device.host,
            "port": self.device.port,
            "control_port": control,
        }

    async def stop(self) -> None:
        """Switch off."""
        await self._control.stop()
        await self.device.stop()


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", choices=sorted(MAKERS), required=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--mac", help="default: one that belongs to the model")
    parser.add_argument("--name", help="the user's name for it")
    parser.add_argument("--password", help="default: not protected")
    parser.add_argument("--firmware", help="version; default: the model's")
    parser.add_argument(
        "--push-interval", type=float, help="seconds between pushes of measurements"
    )
    parser.add_argument("--control-port", type=int)


def _create(args: argparse.Namespace, announcer: Announcer | None) -> StandaloneShelly:
    options = Options(
        host=args.host,
        port=args.port,
        mac=args.mac,
        name=args.name,
        password=args.password,
        firmware=args.firmware,
        speed=args.speed,
        push_interval=args.push_interval,
        announcer=announcer,
    )
    return StandaloneShelly(args.model, MAKERS[args.model](options), args.control_port)


def _demo_home(speed: float, announcer: Announcer | None) -> Sequence[StandaloneShelly]:
    return [
        StandaloneShelly(
            model,
            MAKERS[model](replace(options, speed=speed, announcer=announcer)),
            options.port + 1000,
        )
        for model, options in _DEMO_HOME
    ]


SHELLY = EmulatorFamily(
    name="shelly",
    help="a Shelly device",
    add_arguments=_add_arguments,
    create=_create,
    demo_home=_demo_home,
)
