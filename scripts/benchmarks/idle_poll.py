"""What a poll costs that finds nothing new."""

from .home import Home
from .household import HOUSEHOLD_ENTRY, running_appliances
from .measurement import Measurement, Target
from .orders import COUNT

TARGET = Target(0)


def measure(home: Home) -> list[Measurement]:
    """Poll appliances whose time stands still: not even a fridge gets warmer."""
    with running_appliances(speed=0) as appliances:
        inhabited = home.copy_with([HOUSEHOLD_ENTRY])
        seen = inhabited.run("idle_poll", appliances.entries, kill=True)
    return [
        Measurement(
            what="states written per idle poll",
            value=seen["states"],
            unit="states",
            compared_to=f"{seen['entities']:.0f} entities of {COUNT} appliances",
            target=TARGET,
        ),
        Measurement(
            what="the same with all entities enabled",
            value=seen["all_states"],
            unit="states",
            compared_to=f"{seen['all_entities']:.0f} entities of {COUNT} appliances",
        ),
        Measurement(
            what=f"CPU per idle poll, {seen['requests']:.1f} requests",
            value=seen["cpu"] * 1000,
            unit="ms",
            compared_to=f"a bare request with aiohttp, {seen['bare_cpu'] * 1000:.2f} ms",
        ),
    ]
