"""Shelly devices in Freehold and in Home Assistant's own integration, side by side."""

import asyncio
from collections.abc import Iterable, Iterator

from custom_components.freehold.const import DOMAIN

from .home import Home
from .household import HOUSEHOLD_ENTRY, keep
from .measurement import Measurement, Target
from .orders import COUNT, EntryFields, Observation
from .shelly_fleet import CORE, CREDENTIAL, PASSWORD, Fleet, running_fleet

PUSHING, STARTING, LOCKED = 200, 100, 50
ROUNDS = 3


def measure(home: Home) -> list[Measurement]:
    """Do everything with the one and with the other, on the same devices.

    Without the recorder: what it writes is no affair of either.
    """
    quiet = home.copy()
    quiet.remove_recorder()
    asyncio.run(keep(CREDENTIAL, quiet.folder))
    return [*_pushed(quiet), *_started(quiet), *_remembered(quiet), *_unlocked(quiet)]


def _pushed(quiet: Home) -> Iterator[Measurement]:
    with running_fleet(PUSHING, push_seconds=1) as fleet:
        theirs = quiet.copy().run("pushes", fleet.theirs, domain=CORE, kill=True)
        ours = _ours(quiet).run("pushes", fleet.ours, kill=True)
    yield _ratio(
        f"CPU in 60 s while {PUSHING} Shellys push once a second",
        ours,
        theirs,
        "cpu",
        "s",
        Target(0.6),
    )
    yield Measurement(
        what="from a push on the wire to the entity's state, 99 of 100",
        value=ours["p99"],
        unit="ms",
        compared_to=(
            f"ours p50 {ours['p50']:.1f} ms of {ours['pushes']:.0f} a second; "
            f"{CORE} p50 {theirs['p50']:.1f}, p99 {theirs['p99']:.1f} ms "
            f"of {theirs['pushes']:.0f}"
        ),
        target=Target(20),
    )


def _started(quiet: Home) -> Iterator[Measurement]:
    with running_fleet(STARTING) as fleet:
        homes = [
            (quiet.copy_with([HOUSEHOLD_ENTRY, *fleet.ours]), DOMAIN),
            (quiet.copy_with(fleet.theirs), CORE),
        ]
        for inhabited, domain in homes:
            inhabited.run("available", domain=domain)
        rounds = [
            [
                inhabited.copy().run("available", domain=domain, kill=True)
                for inhabited, domain in homes
            ]
            for _ in range(ROUNDS)
        ]
    ours, theirs = (
        min(starts, key=lambda start: start["seconds"])
        for starts in zip(*rounds, strict=True)
    )
    alone = min(quiet.copy().run("start", kill=True)["seconds"] for _ in range(ROUNDS))
    yield _ratio(
        f"from the start of Home Assistant until all of {STARTING} Shellys is available; "
        f"without any it starts in {alone:.1f} s",
        ours,
        theirs,
        "seconds",
        "s",
        Target(0.8),
    )


def _remembered(quiet: Home) -> Iterator[Measurement]:
    with running_fleet(2 * COUNT) as fleet:
        ours = _ours(quiet).run("memory", fleet.ours, kill=True)
        theirs = quiet.copy().run("memory", fleet.theirs, domain=CORE, kill=True)
    for seen in (ours, theirs):
        seen["traced"] /= COUNT
    yield _ratio(
        "memory per Shelly, allocated", ours, theirs, "traced", "KiB", Target(0.7)
    )


def _unlocked(quiet: Home) -> Iterator[Measurement]:
    with running_fleet(LOCKED, password=PASSWORD) as fleet:
        ours = _codes(fleet, [HOUSEHOLD_ENTRY, *fleet.ours], quiet, DOMAIN)
        theirs = _codes(fleet, fleet.theirs, quiet, CORE)
    yield Measurement(
        what=f"429 answered while {LOCKED} locked Shellys with firmware 2 are set up",
        value=ours.get("429", 0),
        unit="times",
        compared_to=(
            f"401 {ours.get('401', 0)} times; {CORE} 429 {theirs.get('429', 0)} times, "
            f"401 {theirs.get('401', 0)} times"
        ),
        target=Target(0),
    )


def _codes(
    fleet: Fleet, entries: Iterable[EntryFields], quiet: Home, domain: str
) -> dict[str, int]:
    quiet.copy_with(list(entries)).run("available", domain=domain, kill=True)
    return fleet.codes()


def _ours(quiet: Home) -> Home:
    return quiet.copy_with([HOUSEHOLD_ENTRY])


def _ratio(
    what: str,
    ours: Observation,
    theirs: Observation,
    key: str,
    unit: str,
    target: Target,
) -> Measurement:
    return Measurement(
        what=what,
        value=ours[key] / theirs[key],
        unit="×",
        compared_to="; ".join(
            f"{name} {seen[key]:.1f} {unit} for {seen['entities']:.0f} entities{_beside(seen)}"
            for name, seen in (("ours", ours), (CORE, theirs))
        ),
        target=target,
    )


def _beside(seen: Observation) -> str:
    """Tell what else was seen that a number is to be judged by."""
    if "idle" in seen:
        return f", without them {seen['idle']:.1f} s"
    return f", CPU {seen['cpu_seconds']:.1f} s" if "cpu_seconds" in seen else ""
