"""A real Home Assistant that is observed from inside, in a process of its own.

usage: python -m scripts.benchmarks.inside OBSERVER CONFIG <ORDER
OBSERVER is a module of this package with a coroutine `observe`.
"""

import asyncio
from collections.abc import Awaitable, Callable
from importlib import import_module
import json
import sys

from homeassistant.bootstrap import async_setup_hass
from homeassistant.core import HomeAssistant
from homeassistant.runner import RuntimeConfig, create_event_loop

from ..orders import Observation, Order

SETTLE_SECONDS = 2
"""Home Assistant's recorder waits a minute for itself if it is stopped while it starts."""

type Observe = Callable[[HomeAssistant, Order], Awaitable[Observation]]


async def run(observer: str, config: str) -> None:
    """Start as the program `hass` does, observe, tell, and stop."""
    order: Order = json.load(sys.stdin)
    observe: Observe = import_module(f"{__package__}.{observer}").observe
    hass = await async_setup_hass(
        RuntimeConfig(config_dir=config, skip_pip=True, log_no_color=True)
    )
    assert hass is not None, "Home Assistant did not start"
    await hass.async_start()
    sys.stdout.write(f"\n{json.dumps(await observe(hass, order))}\n")
    sys.stdout.flush()
    await asyncio.sleep(SETTLE_SECONDS)
    await hass.async_stop()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=create_event_loop) as runner:
        runner.run(run(*sys.argv[1:]))
