"""Run benchmarks and print one table."""

import argparse
from collections.abc import Callable, Mapping
import sys

from . import dop2, signing
from .measurement import Measurement, table

BENCHMARKS: Mapping[str, Callable[[], list[Measurement]]] = {
    "signing": signing.measure,
    "dop2": dop2.measure,
}


def main() -> None:
    """Measure what the command line names, or everything."""
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    names = parser.add_argument("names", nargs="*", metavar="NAME")
    names.help = ", ".join(BENCHMARKS)
    chosen = parser.parse_args().names or list(BENCHMARKS)
    if unknown := set(chosen) - set(BENCHMARKS):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    measurements = []
    for name in chosen:
        sys.stderr.write(f"{name} …\n")
        measurements += BENCHMARKS[name]()
    sys.stdout.writelines(f"{line}\n" for line in table(measurements))


if __name__ == "__main__":
    main()
