"""How much memory an appliance takes, its entities included."""

from .home import Home
from .household import HOUSEHOLD_ENTRY, running_appliances
from .measurement import Measurement, Target
from .orders import COUNT, Observation

TARGET = Target(500)


def measure(home: Home) -> list[Measurement]:
    """Add appliances to a Home Assistant that has loaded Freehold, and use two rulers.

    The recorder, which is Home Assistant's own, writes the first states of all entities and
    keeps the memory that it took for that; so it is measured with and without.
    """
    recording = home.copy_with([HOUSEHOLD_ENTRY])
    quiet = home.copy_with([HOUSEHOLD_ENTRY])
    quiet.remove_recorder()
    with running_appliances(2 * COUNT) as appliances:
        seen = quiet.run("memory", appliances.entries, kill=True)
        recorded = recording.run("memory", appliances.entries[:COUNT], kill=True)
    each = f"memory per appliance with {seen['entities'] / COUNT:.0f} entities"
    return [
        Measurement(
            what=f"{each}, allocated",
            value=seen["traced"] / COUNT,
            unit="KiB",
            compared_to=f"the same Home Assistant with {COUNT} others",
            target=TARGET,
        ),
        Measurement(
            what=f"{each}, resident",
            value=seen["resident"] / COUNT,
            unit="KiB",
            compared_to=_without(seen),
            target=TARGET,
        ),
        Measurement(
            what="the same while the recorder runs",
            value=recorded["resident"] / COUNT,
            unit="KiB",
            compared_to=_without(recorded),
            target=TARGET,
        ),
    ]


def _without(seen: Observation) -> str:
    return f"the same Home Assistant without any, {seen['before'] / 1024:.0f} MiB"
