"""How long a function takes, on a machine that does other things as well."""

from collections.abc import Callable
from statistics import median
import timeit

ROUNDS = 15
ROUND_SECONDS = 0.05


def median_seconds(
    *functions: Callable[[], object],
    rounds: int = ROUNDS,
    round_seconds: float = ROUND_SECONDS,
) -> list[float]:
    """Return the median time of one call of each function.

    They take turns, so that what disturbs one disturbs the others as much.
    """
    timers = [timeit.Timer(function) for function in functions]
    calls = [_calls_within(round_seconds, timer) for timer in timers]
    times = [
        [
            timer.timeit(number) / number
            for timer, number in zip(timers, calls, strict=True)
        ]
        for _ in range(rounds)
    ]
    return [median(column) for column in zip(*times, strict=True)]


def _calls_within(seconds: float, timer: timeit.Timer) -> int:
    """Return how many calls fill the time."""
    number = 1
    while (taken := timer.timeit(number)) < seconds / 4:
        number *= 2
    return max(1, round(number * seconds / taken))
