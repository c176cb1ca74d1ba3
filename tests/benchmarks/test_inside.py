"""What is observed inside Home Assistant."""

import asyncio
from pathlib import Path
import subprocess
import sys
import time

from homeassistant.core import HomeAssistant
from scripts.benchmarks import inside
from scripts.benchmarks.household import running_appliances
from scripts.benchmarks.inside.idle_poll import states_written
from scripts.benchmarks.inside.loop_watch import LoopWatch
from scripts.benchmarks.orders import config_entry

ROOT = Path(__file__).parents[2]


def test_no_observer_imports_freehold_before_home_assistant_does() -> None:
    """Else its import would be missing in every number."""
    folder = Path(inside.__file__).parent
    imports = "; ".join(
        f"import {inside.__name__}.{module.stem}"
        for module in folder.glob("*.py")
        if module.stem != "__init__"
    )
    show = "import sys; print([name for name in sys.modules if 'freehold' in name])"
    answer = subprocess.run(
        (sys.executable, "-c", f"{imports}; {show}"),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout == "[]\n"


async def test_the_longest_hold_of_the_loop_is_found() -> None:
    """Among others, and whatever comes before and afterwards."""
    with LoopWatch() as quiet:
        await asyncio.sleep(0)
    with LoopWatch() as busy:
        await asyncio.sleep(0)
        # So long that no load of the machine makes the quiet one as long.
        until = time.thread_time() + 0.3
        while time.thread_time() < until:
            pass
        await asyncio.sleep(0)

    assert quiet.longest.seconds < busy.longest.seconds
    assert quiet.longest.cpu_seconds < busy.longest.cpu_seconds


async def test_states_are_counted_whether_they_changed_or_not(
    hass: HomeAssistant,
) -> None:
    """Those of other entities, and those written later, are not."""
    with states_written(hass, frozenset({"sensor.ours"})) as written:
        for entity_id in ("sensor.ours", "sensor.ours", "sensor.other"):
            hass.states.async_set(entity_id, "1")
    hass.states.async_set("sensor.ours", "2")
    await hass.async_block_till_done()

    assert written == ["sensor.ours", "sensor.ours"]


def test_appliances_run_in_a_process_that_ends_with_the_block() -> None:
    """Each has an entry of its own, which names no key."""
    with running_appliances(2) as appliances:
        first, second = map(config_entry, appliances.entries)
        assert appliances.process.poll() is None

    assert appliances.process.poll() is not None
    assert first.unique_id != second.unique_id
    assert first.data["port"] != second.data["port"]
    assert first.data["credential_id"] == second.data["credential_id"]
