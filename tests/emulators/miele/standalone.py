"""Miele appliances on the command line, and those of the demo home."""

import argparse
from collections.abc import Sequence
import hashlib

from ..announce import Announcer
from ..family import EmulatorFamily
from .control import ControlServer
from .emulator import MieleAppliance
from .models import Dop2Access, Generation, Kind
from .wlan import Network

LATENCY = 0.05
DEMO_GROUP_ID = "F4EE401DDE300001"
DEMO_GROUP_KEY = hashlib.sha512(b"freehold demo household").hexdigest().upper()


class StandaloneAppliance:
    """An appliance with its control port."""

    def __init__(self, emulator: MieleAppliance, control_port: int | None) -> None:
        """Control it on this port of loopback; None: nobody can."""
        self.emulator = emulator
        self._control = ControlServer(emulator)
        self._control_port = control_port

    async def start(self) -> dict[str, object]:
        """Switch on."""
        await self.emulator.start()
        control = (
            None
            if self._control_port is None
            else await self._control.start(self._control_port)
        )
        nameplate = self.emulator.nameplate
        return {
            "family": "miele",
            "kind": nameplate.model.kind,
            "generation": nameplate.generation,
            "model": nameplate.tech_type,
            "fab": nameplate.fab,
            "host": self.emulator.host,
            "port": self.emulator.port,
            "control_port": control,
            "group": self.emulator.ownership.group_id,
        }

    async def stop(self) -> None:
        """Switch off."""
        await self._control.stop()
        await self.emulator.stop()


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--kind", type=Kind, choices=list(Kind), required=True)
    parser.add_argument(
        "--generation",
        type=Generation,
        choices=list(Generation),
        default=Generation.EK057,
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--fab", default="000187654321")
    parser.add_argument(
        "--mac", help="default: Miele's prefix and the end of the serial"
    )
    parser.add_argument("--group-id", help="16 hex digits: already commissioned")
    parser.add_argument("--group-key", help="128 hex digits")
    parser.add_argument("--dop2", type=Dop2Access, choices=list(Dop2Access))
    parser.add_argument("--cloud", action="store_true", help="connected to the cloud")
    parser.add_argument("--cloud-tan", help="wants this number before commissioning")
    parser.add_argument(
        "--refuses", action="store_true", help="refuses commissioning with 403"
    )
    parser.add_argument(
        "--gateway", action="store_true", help="announce a ZigBee gateway"
    )
    parser.add_argument(
        "--setup-mode",
        action="store_true",
        help="on its own access point, not yet on the LAN",
    )
    parser.add_argument(
        "--plain-minutes", action="store_true", help="durations as one number"
    )
    parser.add_argument(
        "--wake-race", action="store_true", help="404 for DOP2 just after waking"
    )
    parser.add_argument("--idle-minutes", type=float, default=15)
    parser.add_argument(
        "--latency", type=float, default=LATENCY, help="seconds per request"
    )
    parser.add_argument("--control-port", type=int)


def _create(
    args: argparse.Namespace, announcer: Announcer | None
) -> StandaloneAppliance:
    if (args.group_id is None) != (args.group_key is None):
        raise SystemExit("--group-id and --group-key belong together")
    emulator = MieleAppliance(
        kind=args.kind,
        generation=args.generation,
        group=(args.group_id, args.group_key) if args.group_id is not None else None,
        fab=args.fab,
        host=args.host,
        port=args.port,
        mac=args.mac,
        dop2=args.dop2,
        cloud_connected=args.cloud,
        cloud_tan=args.cloud_tan,
        refuses_commissioning=args.refuses,
        gateway=args.gateway,
        network=Network.ACCESS_POINT if args.setup_mode else Network.LAN,
        plain_minutes=args.plain_minutes,
        wake_race=args.wake_race,
        idle_minutes=args.idle_minutes,
        latency=args.latency,
        speed=args.speed,
        announcer=announcer,
    )
    return StandaloneAppliance(emulator, args.control_port)


def _demo_home(
    speed: float, announcer: Announcer | None
) -> Sequence[StandaloneAppliance]:
    household = (DEMO_GROUP_ID, DEMO_GROUP_KEY)
    residents = (
        (Kind.WASHER, Generation.EK057, household),
        (Kind.DISHWASHER, Generation.EK037, None),
        (Kind.OVEN, Generation.EK057, household),
        (Kind.FRIDGE_FREEZER, Generation.EK057, household),
    )
    return [
        StandaloneAppliance(
            MieleAppliance(
                kind=kind,
                generation=generation,
                group=group,
                fab=f"0001000080{number}",
                host=f"127.0.0.{number}",
                port=8000 + number,
                latency=LATENCY,
                speed=speed,
                announcer=announcer,
            ),
            9000 + number,
        )
        for number, (kind, generation, group) in enumerate(residents, start=21)
    ]


MIELE = EmulatorFamily(
    name="miele",
    help="a Miele appliance",
    add_arguments=_add_arguments,
    create=_create,
    demo_home=_demo_home,
)
