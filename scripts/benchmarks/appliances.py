"""Emulated appliances in a process of their own, so that their work is not counted.

usage: python -m scripts.benchmarks.appliances COUNT SPEED
"""

import asyncio
from contextlib import AsyncExitStack
from itertools import cycle, islice
import signal
import sys

from tests.emulators.miele import Generation, Kind, MieleAppliance
from tests.households import OURS

from .neighbours import serve

LATENCY = 0.05
"""Seconds from request to answer: an appliance takes longer than a computer."""

MIXTURE = (
    (Kind.WASHER, Generation.EK057),
    (Kind.DISHWASHER, Generation.EK037),
    (Kind.OVEN, Generation.EK057),
    (Kind.FRIDGE_FREEZER, Generation.EK057),
)
"""Washers and ovens of this generation have DOP2, which is most of the work."""


def household(count: int, speed: float) -> list[MieleAppliance]:
    """Return appliances of one household, of all kinds in turn, nothing running.

    `speed` is device seconds in one second; at 0 nothing ever changes.
    """
    return [
        MieleAppliance(
            kind=kind,
            generation=generation,
            group=OURS,
            fab=f"{number:012}",
            latency=LATENCY,
            speed=speed,
            idle_minutes=24 * 60,
        )
        for number, (kind, generation) in enumerate(islice(cycle(MIXTURE), count), 1)
    ]


def start_a_program(appliance: MieleAppliance) -> None:
    """Start the first program on the panel, where there are programs."""
    if programs := appliance.nameplate.model.programs:
        appliance.panel.select(programs[0].id)
        appliance.panel.start()


async def run(count: int, speed: float) -> None:
    """Run until SIGTERM; one line of JSON when all are ready.

    SIGUSR1 has every appliance start a program.
    """
    appliances = household(count, speed)

    def start_programs() -> None:
        for appliance in appliances:
            start_a_program(appliance)

    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, start_programs)
    async with AsyncExitStack() as switched_on:
        for appliance in appliances:
            await switched_on.enter_async_context(appliance)
        addresses = [
            {
                "serial": appliance.fab,
                "host": appliance.host,
                "port": appliance.port,
                "mac": appliance.nameplate.mac,
            }
            for appliance in appliances
        ]
        await serve(addresses)


if __name__ == "__main__":
    asyncio.run(run(int(sys.argv[1]), float(sys.argv[2])))
