"""How long Freehold holds the event loop, on which all of Home Assistant runs."""

from .home import Home
from .household import HOUSEHOLD_ENTRY, running_appliances
from .inside.event_loop import POLL_SECONDS
from .measurement import Measurement, Target
from .orders import COUNT

SPEED = 10
"""Programs go on ten times as fast, so that every poll finds something new."""
TARGET = Target(20)


def measure(home: Home) -> list[Measurement]:
    """Add appliances that run programs to a Home Assistant that has started."""
    inhabited = home.copy_with([HOUSEHOLD_ENTRY])
    with running_appliances(speed=SPEED) as appliances:
        appliances.start_programs()
        seen = inhabited.run("event_loop", appliances.entries, kill=True)
    return [
        Measurement(
            what=f"the longest hold of the event loop while {COUNT} appliances {doing}",
            value=seen[phase],
            unit="ms",
            compared_to=(
                f"{seen['before']:.1f} ms without them; CPU {seen[f'{phase}_cpu']:.1f} ms, "
                f"and {seen[f'{phase}_collection']:.0f} ms to collect garbage"
            ),
            target=TARGET,
        )
        for phase, doing in (
            ("set_up", "are set up"),
            ("polled", f"are asked {seen['requests']:.0f} times in {POLL_SECONDS} s"),
        )
    ]
