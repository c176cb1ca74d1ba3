"""Emulated Shelly devices in a process of their own, so that their work is not counted.

usage: python -m scripts.benchmarks.shelly_devices COUNT PUSH_SECONDS [PASSWORD]
"""

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from itertools import cycle, islice
import signal
import sys

from tests.emulators.shelly.rpc import RpcShelly

from .neighbours import serve, tell
from .push_clock import watts_of_now

OPEN = ("plus-1pm", "plus-2pm", "plug-s-gen3", "pro-3em")
LOCKED = ("plug-s-gen3", "1-gen4", "pro-4pm", "pro-3em")
"""Those that get firmware 2."""
LOCKED_FIRMWARE = ("2.0.0", "2.0.1")
_POWERS = frozenset(
    {"apower", "a_act_power", "b_act_power", "c_act_power", "total_act_power"}
)


def fleet(count: int, push_seconds: float, password: str | None) -> list[RpcShelly]:
    """Return devices of all kinds in turn; each has an address of its own.

    At 0 nothing is pushed but what changes.
    """
    models = LOCKED if password else OPEN
    firmwares = LOCKED_FIRMWARE if password else ("1.7.5",)
    # The firmware changes when all models have had their turn.
    kinds = [(model, firmware) for firmware in firmwares for model in models]
    return [
        RpcShelly(
            model,
            host=f"127.81.{number // 250}.{number % 250 + 1}",
            mac=f"A8032AC{number:05X}",
            firmware=firmware,
            password=password,
            push_interval=push_seconds or None,
        )
        for number, (model, firmware) in enumerate(islice(cycle(kinds), count))
    ]


def tell_time(device: RpcShelly) -> None:
    """Have every push of power tell when it was pushed."""
    tell = device.board.on_status

    def stamped(changes: dict[str, dict[str, object]]) -> None:
        watts = watts_of_now()
        tell(
            {
                key: {
                    name: watts if name in _POWERS else value
                    for name, value in readings.items()
                }
                for key, readings in changes.items()
            }
        )

    device.board.on_status = stamped


async def run(count: int, push_seconds: float, password: str | None) -> None:
    """Run until SIGTERM; one line of JSON when all are ready.

    After SIGUSR1 another one tells how often which code was answered since the last time.
    """
    devices = fleet(count, push_seconds, password)

    def tell_codes() -> None:
        codes: Counter[int] = Counter()
        for device in devices:
            codes.update(device.log.codes)
            device.log.clear()
        tell(codes)

    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, tell_codes)
    async with AsyncExitStack() as switched_on:
        for device in devices:
            await switched_on.enter_async_context(device)
            tell_time(device)
            # Devices of a home do not push all at once.
            await asyncio.sleep(push_seconds / count)
        await serve(
            [
                {
                    "mac": device.mac,
                    "host": device.host,
                    "port": device.port,
                    "model": device.model.number,
                    "generation": device.model.generation,
                }
                for device in devices
            ]
        )


if __name__ == "__main__":
    asyncio.run(
        run(int(sys.argv[1]), float(sys.argv[2]), next(iter(sys.argv[3:]), None))
    )
