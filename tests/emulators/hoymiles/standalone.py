"""Hoymiles gateways on the command line, and those of the demo home."""

import argparse
from collections.abc import Sequence
from datetime import UTC, datetime

from ..announce import Announcer
from ..control import ControlServer
from ..family import EmulatorFamily
from .controls import actions, report
from .emulator import HoymilesDtu
from .models import FIRMWARE, Kind, Night

PORT = 10081
"""Of every real one, and of those of the demo home: each has an address of its own."""
_DEMO_BOOT_SECONDS = 60.0
_DEMO_HOME = (
    (Kind.BUILT_IN, "127.0.0.41", 9041),
    (Kind.ENCRYPTED, "127.0.0.42", 9042),
)


class StandaloneDtu:
    """A gateway with its control port."""

    def __init__(
        self, kind: Kind, device: HoymilesDtu, control_port: int | None
    ) -> None:
        """Control it on this port of loopback; None: nobody can."""
        self.device = device
        self._kind = kind
        self._control = ControlServer(actions(device), lambda: report(device))
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
            "family": "hoymiles",
            "kind": self._kind,
            "model": self.device.nature.model.title,
            "serial": self.device.serial,
            "host": self.device.host,
            "port": self.device.port,
            "control_port": control,
        }

    async def stop(self) -> None:
        """Switch off."""
        await self._control.stop()
        await self.device.stop()


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--kind", type=Kind, choices=list(Kind), required=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument(
        "--port", type=int, default=0, help=f"a real one has {PORT}, or 502 for Modbus"
    )
    parser.add_argument("--serial", help="twelve hex digits; default: the model's")
    parser.add_argument(
        "--firmware", choices=list(FIRMWARE), help="default: the model's"
    )
    parser.add_argument("--night", type=Night, choices=list(Night))
    parser.add_argument(
        "--sun", type=float, default=12.0, help="hour of the day at the beginning"
    )
    parser.add_argument(
        "--cloud-window", action="store_true", help="answer nobody during an upload"
    )
    parser.add_argument("--control-port", type=int)


def _create(args: argparse.Namespace, announcer: Announcer | None) -> StandaloneDtu:
    device = HoymilesDtu(
        args.kind,
        began=datetime.now(UTC),
        host=args.host,
        port=args.port,
        serial=args.serial,
        firmware=args.firmware,
        night=args.night,
        sun_hour=args.sun,
        offset=_local_offset(),
        cloud_window=args.cloud_window,
        speed=args.speed,
    )
    return StandaloneDtu(args.kind, device, args.control_port)


def _demo_home(speed: float, announcer: Announcer | None) -> Sequence[StandaloneDtu]:
    return [
        StandaloneDtu(
            kind,
            HoymilesDtu(
                kind,
                began=datetime.now(UTC),
                host=host,
                port=PORT,
                offset=_local_offset(),
                boot_seconds=_DEMO_BOOT_SECONDS,
                speed=speed,
            ),
            control_port,
        )
        for kind, host, control_port in _DEMO_HOME
    ]


def _local_offset() -> int:
    here = datetime.now().astimezone().utcoffset()
    return int(here.total_seconds()) if here else 0


HOYMILES = EmulatorFamily(
    name="hoymiles",
    help="a Hoymiles gateway with a small power plant",
    add_arguments=_add_arguments,
    create=_create,
    demo_home=_demo_home,
)
