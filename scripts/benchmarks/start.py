"""How much later everything is there when Home Assistant starts with appliances."""

from .home import Home
from .household import HOUSEHOLD_ENTRY, running_appliances
from .measurement import Measurement, Target
from .orders import COUNT, Observation

ROUNDS = 3
TARGET = Target(2)


def measure(home: Home) -> list[Measurement]:
    """Start an empty home, one that knows its appliances, and one that does not, in turns.

    Of each the quickest start counts: whatever else the machine does only adds.
    """
    with running_appliances() as appliances:
        strangers = home.copy_with([HOUSEHOLD_ENTRY, *appliances.entries])
        friends = strangers.copy()
        friends.run("start")
        kinds = (home, strangers, friends)
        rounds = [[_start(kind) for kind in kinds] for _ in range(ROUNDS)]
    empty, met, remembered = (
        min(starts, key=lambda start: start["seconds"])
        for starts in zip(*rounds, strict=True)
    )
    return [
        Measurement(
            what=f"a start with {COUNT} appliances {known}, until all entities are there",
            value=max(0, start["seconds"] - empty["seconds"]),
            unit="s more",
            compared_to=f"without Freehold {_told(empty)}; with it {_told(start)}",
            target=TARGET,
        )
        for known, start in (("remembered", remembered), ("never met", met))
    ]


def _start(home: Home) -> Observation:
    return home.copy().run("start", kill=True)


def _told(start: Observation) -> str:
    return f"{start['seconds']:.1f} s, CPU {start['cpu_seconds']:.1f} s"
