"""Run benchmarks and print one table."""

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
import sys

from . import (
    dop2,
    event_loop,
    hoymiles,
    idle_poll,
    memory,
    shelly,
    signing,
    solar,
    start,
)
from .home import Home, empty_home
from .measurement import Measurement, table

OF_THE_PROTOCOL: Mapping[str, Callable[[], list[Measurement]]] = {
    "signing": signing.measure,
    "dop2": dop2.measure,
    "hoymiles": hoymiles.measure,
}
OF_HOME_ASSISTANT: Mapping[str, Callable[[Home], list[Measurement]]] = {
    "idle_poll": idle_poll.measure,
    "start": start.measure,
    "event_loop": event_loop.measure,
    "memory": memory.measure,
    "solar": solar.measure,
    "shelly": shelly.measure,
}
NAMES = (*OF_THE_PROTOCOL, *OF_HOME_ASSISTANT)


def main() -> None:
    """Measure what the command line names, or everything."""
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    names = parser.add_argument("names", nargs="*", metavar="NAME")
    names.help = ", ".join(NAMES)
    chosen = parser.parse_args().names or NAMES
    if unknown := set(chosen) - set(NAMES):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    sys.stdout.writelines(f"{line}\n" for line in table(measured(chosen)))


def measured(names: Sequence[str]) -> Iterator[Measurement]:
    """Run benchmarks one after the other; those that need a home share one to copy."""
    with ExitStack() as stack:
        home = None
        for name in names:
            sys.stderr.write(f"{name} …\n")
            if name in OF_THE_PROTOCOL:
                yield from OF_THE_PROTOCOL[name]()
            else:
                home = home or stack.enter_context(empty_home())
                yield from OF_HOME_ASSISTANT[name](home)


if __name__ == "__main__":
    main()
