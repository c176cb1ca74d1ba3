"""Run emulated devices: `python -m tests.emulators miele --kind washer`, or a whole `home`."""

import argparse
import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
import json
import signal
import sys

from .announce import Announcer
from .family import Emulated, EmulatorFamily
from .hoymiles.standalone import HOYMILES
from .miele.standalone import MIELE
from .shelly.standalone import SHELLY

FAMILIES: tuple[EmulatorFamily, ...] = (MIELE, SHELLY, HOYMILES)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run until SIGTERM or SIGINT; one line of JSON per device when it is ready."""
    asyncio.run(_run(_parser().parse_args(arguments)))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.emulators", description=__doc__
    )
    commands = parser.add_subparsers(required=True)
    for family in FAMILIES:
        command = commands.add_parser(family.name, help=family.help)
        family.add_arguments(command)
        _add_common(command)
        command.set_defaults(family=family)
    _add_common(
        commands.add_parser("home", help="the demo home: devices of every family")
    )
    return parser


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--speed", type=float, default=1, help="device seconds in one second"
    )
    parser.add_argument(
        "--announce", action="store_true", help="by mDNS, on this host only"
    )


def _devices(args: argparse.Namespace, announcer: Announcer | None) -> list[Emulated]:
    if family := getattr(args, "family", None):
        return [family.create(args, announcer)]
    return [
        device
        for family in FAMILIES
        for device in family.demo_home(args.speed, announcer)
    ]


async def _run(args: argparse.Namespace) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    async with AsyncExitStack() as running:
        announcer = Announcer() if args.announce else None
        if announcer is not None:
            running.push_async_callback(announcer.stop)
            await announcer.start()
        for device in _devices(args, announcer):
            running.push_async_callback(device.stop)
            sys.stdout.write(json.dumps(await device.start()) + "\n")
            sys.stdout.flush()
        await stopped.wait()


if __name__ == "__main__":
    main()
