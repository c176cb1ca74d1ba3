"""Show Freehold at work: a real Home Assistant among emulated devices."""

import argparse
import asyncio
import signal
import subprocess
import sys

from tests.emulators.hoymiles.standalone import PORT as GATEWAY_PORT
from tests.emulators.miele.standalone import DEMO_GROUP_ID, DEMO_GROUP_KEY
from tests.emulators.shelly.standalone import DEMO_PASSWORD

from .installation import PASSWORD, ROOT, USER, Installation
from .process import (
    RESTART,
    DemoError,
    first_end,
    home_assistant,
    require_free,
    running,
    until_stopped,
)

FOLDER = ROOT / "demo"
SOLAR = {41: "Hoymiles HMS-800W-2T", 42: "Hoymiles HMS-1000W-2T, encrypted"}
"""All on the one port that a gateway has."""
HOME = {
    21: "WXF660, washing machine",
    22: "G7310, dishwasher",
    23: "H7260, oven",
    24: "KFN4799, fridge-freezer",
    31: "Shelly Plus 1PM, Kitchen",
    32: "Shelly Plus 2PM, Shutter",
    33: "Shelly Pro 3EM",
    34: "Shelly Plug S, Desk",
    35: "Shelly 1",
    36: "Shelly Plus H&T",
}
"""What is called what, by the last number of its address and port."""

INSTRUCTIONS = """
Home Assistant is ready: {url}
  Log in as {user} with the password {password}.
  Then open Settings, Devices & services. Freehold has discovered four appliances and five Shelly devices:
    - Washing machine (WXF660), oven (H7260) and fridge-freezer (KFN4799) belong to the demo
      household. Press "Add" on one of them and paste these two; the others are then offered too.
        Group ID   {group_id}
        Group key  {group_key}
    - The dishwasher (G7310) was never set up: press "Add" on it and let Freehold do that.
    - The Shelly devices are open to everybody, which Freehold can change (Configure, Secure),
      but for the one called Desk. Its password: {shelly_password}
    - The sixth, a Shelly Plus H&T, sleeps. Wake it: curl -X POST http://127.0.0.1:9036/wake
    - Two solar gateways announce nothing: press "Add integration", Freehold, and enter 127.0.0.41 or
      127.0.0.42. Have the evening come, and a minute later the night:
      curl -X POST http://127.0.0.1:9041/sun --json '{{"hour": 20.3}}'   then '{{"hour": 23}}'
  No card? "Add integration", Freehold, and one of these addresses:
{addresses}
  Turn knobs, open doors: http://127.0.0.1:9021/status to 9042 (tests/emulators/README.md)
  Log files: {folder}
End everything with Ctrl-C.
"""


def parse_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="scripts/run", description=__doc__)
    parser.add_argument("--fresh", action="store_true", help="forget the last demo")
    parser.add_argument("--home-assistant", metavar="VERSION", help="such as 2026.11")
    parser.add_argument("--port", type=int, default=8123)
    parser.add_argument("--speed", default="10", help="of the devices' clocks")
    return parser.parse_args()


def installation(version: str | None, port: int) -> Installation:
    """Return the Home Assistant to run; each version has its own configuration.

    Raises DemoError.
    """
    suffix = ""
    if version is not None:
        if subprocess.run(
            [ROOT / "scripts" / "setup", version], check=False
        ).returncode:
            raise DemoError(f"Home Assistant {version} cannot be set up; see above.")
        suffix = f"-{version}"
    return Installation(
        environment=ROOT / f".venv{suffix}",
        config=FOLDER / f"config{suffix}",
        port=port,
    )


def say(text: str) -> None:
    """Tell the person at the terminal."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def instructions(url: str) -> str:
    """Return what a person can do now, step by step."""
    return INSTRUCTIONS.format(
        url=url,
        user=USER,
        password=PASSWORD,
        group_id=DEMO_GROUP_ID,
        group_key=DEMO_GROUP_KEY,
        shelly_password=DEMO_PASSWORD,
        addresses="\n".join(
            [
                f"    127.0.0.{number}:80{number}  {name}"
                for number, name in HOME.items()
            ]
            + [f"    127.0.0.{number}       {name}" for number, name in SOLAR.items()]
        ),
        folder=FOLDER,
    )


async def show(home: Installation, speed: str) -> None:
    """Run until cancelled, restarting Home Assistant when it asks. Raises DemoError."""
    devices = running(
        *(sys.executable, "-m", "tests.emulators"),
        *("home", "--announce", "--speed", speed),
        log=FOLDER / "devices.log",
        stop_signal=signal.SIGTERM,
    )
    async with devices as emulators:
        message = instructions(home.url)
        while True:
            async with home_assistant(home, FOLDER / "home-assistant.log") as process:
                say(message)
                await first_end(process, emulators)
            if process.returncode != RESTART:
                raise DemoError(
                    f"A program ended by itself; the logs in {FOLDER} say why."
                )
            message = f"Home Assistant has restarted: {home.url}"


def main() -> int:
    """Prepare, run, and say what went wrong in plain words."""
    arguments = parse_arguments()
    try:
        require_free("127.0.0.1", arguments.port)
        for number in HOME:
            require_free(f"127.0.0.{number}", 8000 + number)
        for number in SOLAR:
            require_free(f"127.0.0.{number}", GATEWAY_PORT)
        home = installation(arguments.home_assistant, arguments.port)
        say(
            "Starting Home Assistant, four appliances, six Shelly devices and two solar gateways; this takes a few seconds."
        )
        home.prepare(fresh=arguments.fresh)
        asyncio.run(until_stopped(show(home, arguments.speed)))
    except DemoError as err:
        say(str(err))
        return 1
    say("Everything has ended.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
