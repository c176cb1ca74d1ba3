"""Programs that run until they are told to end."""

import asyncio
from asyncio.subprocess import Process
from collections.abc import AsyncGenerator, Coroutine
from contextlib import asynccontextmanager, suppress
from pathlib import Path
import signal
import socket

import aiohttp

from .installation import ROOT, Installation

START_SECONDS = 120
"""A first start on a slow machine compiles all of Home Assistant."""
STOP_SECONDS = 30
"""Home Assistant gives its integrations this long to write their last words."""
RESTART = 100
"""The exit status with which Home Assistant asks to be started again."""


class DemoError(Exception):
    """The demo cannot go on; the text says why and what to do."""


def require_free(host: str, port: int) -> None:
    """Raise DemoError if somebody listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as err:
            raise DemoError(
                f"{host}:{port} is taken by another program, perhaps another demo. "
                "End that one first."
            ) from err


async def until_stopped(work: Coroutine[object, object, None]) -> None:
    """Do something until it ends, or until Ctrl-C or SIGTERM cancels it, once."""
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    task = asyncio.create_task(work)
    waiting = asyncio.create_task(stopped.wait())
    await asyncio.wait((task, waiting), return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def first_end(*processes: Process) -> None:
    """Wait for a program that ends by itself."""
    waits = [asyncio.create_task(process.wait()) for process in processes]
    _, pending = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()


@asynccontextmanager
async def running(
    *command: Path | str, log: Path, stop_signal: signal.Signals
) -> AsyncGenerator[Process]:
    """Run a program in the background; it ends with the block, by its process id."""
    with log.open("w") as output:
        # In a group of its own: Ctrl-C reaches only us, and we end it in order.
        process = await asyncio.create_subprocess_exec(
            *command, cwd=ROOT, stdout=output, stderr=output, process_group=0
        )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.send_signal(stop_signal)
        try:
            await asyncio.wait_for(process.wait(), STOP_SECONDS)
        except TimeoutError:
            process.kill()
            await process.wait()


@asynccontextmanager
async def home_assistant(
    installation: Installation, log: Path
) -> AsyncGenerator[Process]:
    """Run Home Assistant; the block begins when it answers. Raises DemoError."""
    require_free("127.0.0.1", installation.port)
    command = (installation.program, "--config", installation.config)
    # Without internet every package that is not there would cost it half a minute.
    options = ("--skip-pip", "--log-no-color")
    async with running(
        *command, *options, log=log, stop_signal=signal.SIGINT
    ) as process:
        await wait_for_answer(f"{installation.url}/manifest.json", process, log)
        yield process


async def wait_for_answer(url: str, process: Process, log: Path) -> None:
    """Return when a web page is served. Raises DemoError if the program ends or takes too long."""
    async with aiohttp.ClientSession() as session:
        with suppress(TimeoutError):
            async with asyncio.timeout(START_SECONDS):
                while process.returncode is None:
                    with suppress(aiohttp.ClientError):
                        async with session.get(url) as answer:
                            if answer.status == 200:
                                return
                    await asyncio.sleep(0.25)
    raise DemoError(f"{url} does not answer; {log} says why.")
