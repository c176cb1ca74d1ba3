"""How a number is shown."""

import pytest

from scripts.benchmarks.measurement import Measurement, Target, quantity, table
from scripts.benchmarks.timing import median_seconds


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0 ms"),
        (3, "3 ms"),
        (0.1234, "0.12 ms"),
        (1.26, "1.3 ms"),
        (20.4, "20 ms"),
        (1234.5, "1234 ms"),
    ],
)
def test_numbers_have_the_digits_that_mean_something(value: float, text: str) -> None:
    """No table of benchmarks knows more than two of them below ten."""
    assert quantity(value, "ms") == text


@pytest.mark.parametrize(
    ("value", "target", "goal"),
    [
        (3, Target(3), "≤ 3 ×: met"),
        (3.1, Target(3), "≤ 3 ×: MISSED"),
        (3, Target(3, at_least=True), "≥ 3 ×: met"),
        (2.9, Target(3, at_least=True), "≥ 3 ×: MISSED"),
        (9, None, "none"),
    ],
)
def test_each_number_stands_beside_its_target(
    value: float, target: Target | None, goal: str
) -> None:
    """A missed target is told, and fails nothing."""
    measurement = Measurement(
        what="w", value=value, unit="×", compared_to="c", target=target
    )
    assert measurement.row()[-1] == goal


def test_the_table_is_markdown_with_aligned_columns() -> None:
    """It can be copied into the documentation as it is."""
    lines = list(
        table(
            [Measurement(what="signing", value=1, unit="×", compared_to="bare calls")]
        )
    )

    assert lines[0] == "| what    | measured | compared to | target |"
    assert lines[2] == "| signing | 1 ×      | bare calls  | none   |"
    assert len({len(line) for line in lines}) == 1


def test_functions_are_timed_in_turns() -> None:
    """One time per function, in their order, and the slower one takes longer."""
    quick, slow = median_seconds(
        lambda: None, lambda: sum(range(2000)), rounds=3, round_seconds=0.001
    )
    assert 0 < quick < slow
