"""Emulated solar gateways in a process of their own, so that their work is not counted.

Each has four inverters with four ports each, and no meter.

usage: python -m scripts.benchmarks.gateways COUNT
"""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime
import sys

from tests.emulators.hoymiles import MODELS, HoymilesDtu, Kind

from .neighbours import serve

SUN_SPEED = 60
"""The sun wanders an hour in a minute, so that every answer is another one."""
MODEL = replace(MODELS[Kind.DTU_PRO_S], meters=None)


async def run(count: int) -> None:
    """Run until SIGTERM; one line of JSON when all are ready."""
    async with AsyncExitStack() as switched_on:
        addresses = []
        for number in range(count):
            gateway = HoymilesDtu(
                MODEL,
                began=datetime.now(UTC),
                host=f"127.82.0.{number + 1}",
                serial=f"41210000{number:04X}",
                sun_hour=10,
                speed=SUN_SPEED,
            )
            await switched_on.enter_async_context(gateway)
            addresses.append(
                {"serial": gateway.serial, "host": gateway.host, "port": gateway.port}
            )
        await serve(addresses)


if __name__ == "__main__":
    asyncio.run(run(int(sys.argv[1])))
